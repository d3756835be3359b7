"""Where uploaded logs and objects are kept: in the store, so that every replica reads them."""

import asyncio
import re
from typing import Literal

from agentops_server.store.client import Store
from agentops_server.store.statements import statement
from agentops_server.store.versions import version_above

Kind = Literal["log", "object"]

# AgentOps' bound of one upload.
MOST_BYTES = 25 * 2**20
_NAME = re.compile(r"[A-Za-z0-9_.-]{1,128}")
_HEX = frozenset("0123456789abcdef")
_COLUMNS = ("project_id", "kind", "name", "version", "trace", "size", "content")


class NoRoom(Exception):
    """The project's uploads take all that they may."""


def trace_name(given: str) -> str | None:
    """The one name of a trace, however it is written; None for what is no name.

    The SDK sends the id as a decimal number, readers ask with 32 hex digits. 32 digits that could be either
    are hex. Anything else that AgentOps allows stays as it is.
    """
    if not _NAME.fullmatch(given) or set(given) == {"."}:
        return None
    plain = given.replace("-", "").lower()
    if len(plain) == 32 and set(plain) <= _HEX:
        return plain
    if given.isascii() and given.isdigit() and int(given) < 2**128:
        return f"{int(given):032x}"
    return given


def _names(trace: str) -> list[str]:
    """All names that a trace's log may be kept under: one written as 32 decimal digits was taken for hex."""
    decimal = str(int(trace, 16)) if len(trace) == 32 and set(trace) <= _HEX else ""
    return [trace, decimal] if len(decimal) == 32 else [trace]


class Uploads:
    """Text by project, kind and name. The last upload of a name is the one that is read, whole."""

    def __init__(self, store: Store, most_bytes: int) -> None:
        self._store = store
        self._most_bytes = most_bytes

    async def put(self, project_id: str, kind: Kind, name: str, trace: str, content: str) -> int:
        """Return the size in bytes once it is on disk.

        Raises `NoRoom`, `StoreUnavailable`, `StoreError`. Uploads at the same moment may go over the bound by
        what they bring.
        """
        await asyncio.to_thread(self._store.ensure_schema)
        size = len(content.encode())
        asked = {"project": project_id, "kind": kind, "name": name}
        taken = (await self._store.read("uploads.room", statement("upload_room"), asked))[0]["bytes"]
        if taken + size > self._most_bytes:
            raise NoRoom(f"{taken} of {self._most_bytes} bytes are taken")
        await asyncio.to_thread(self._insert, (project_id, kind, name), (trace, size, content))
        return size

    def _insert(self, key: tuple[str, ...], value: tuple[str | int, ...]) -> None:
        connection = self._store.connect()
        try:
            row = (*key, version_above(connection, "uploads"), *value)
            connection.insert("uploads", _COLUMNS, [row])
        finally:
            self._store.release(connection)

    async def log(self, project_id: str, trace: str) -> str | None:
        """The log of a trace (a name from `trace_name`)."""
        return await self._get(project_id, "log", _names(trace))

    async def object(self, project_id: str, name: str) -> str | None:
        """The object with this id."""
        return await self._get(project_id, "object", [name])

    async def _get(self, project_id: str, kind: Kind, names: list[str]) -> str | None:
        asked = {"project": project_id, "kind": kind, "names": names}
        rows = await self._store.read("uploads.one", statement("upload_one"), asked)
        return str(rows[0]["content"]) if rows else None
