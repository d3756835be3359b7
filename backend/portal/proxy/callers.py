"""Who is calling, asked from plain ASGI: for HTTP and WebSocket alike."""

import asyncio
import hashlib
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple, Protocol

import anyio.to_thread
from starlette.requests import Request
from starlette.types import Scope

from portal.auth.access import Authenticator, Principal

_CREDENTIALS = (b"cookie", b"authorization")


class Callers(Protocol):
    """What the proxy asks before anything reaches an upstream."""

    @property
    def revision(self) -> object:
        """Another object as soon as an answer given before may have become wrong."""

    async def authenticate(self, scope: Scope) -> Principal | None:
        """The caller of an HTTP request or WebSocket, or None when it proves nobody. Must not block."""


def credentials(scope: Scope) -> Scope:
    """A request with nothing but the credentials of `scope`: enough to ask again later."""
    return {
        "type": "http",
        "method": "GET",
        "scheme": scope.get("scheme", "http"),
        "path": "/",
        "raw_path": b"/",
        "query_string": b"",
        "client": scope.get("client"),
        "server": scope.get("server"),
        "headers": [(name, value) for name, value in scope["headers"] if name in _CREDENTIALS],
    }


class SessionCallers:
    """Asks the portal's own authenticator, in a worker thread because that reads the database.

    One page of Grafana is some two hundred requests, so an answer is kept for `remember_s` seconds, but never
    beyond a change of `revision`: what ends a session in this process ends it here at once. What another
    portal on the same database did is seen after that time.
    """

    def __init__(
        self,
        authenticator: Authenticator,
        revision: Callable[[], object],
        remember_s: float = 1.0,
        seconds: Callable[[], float] = time.monotonic,
        most: int = 10_000,
    ) -> None:
        self._authenticator = authenticator
        self._revision = revision
        self._remember_s = remember_s
        self._seconds = seconds
        self._most = most
        self._known: dict[bytes, _Verdict] = {}
        self._asking: dict[bytes, tuple[object, asyncio.Task[Principal | None]]] = {}

    @property
    def revision(self) -> object:
        """See `Callers`."""
        return self._revision()

    async def authenticate(self, scope: Scope) -> Principal | None:
        """See `Callers`."""
        shown = [header for header in scope["headers"] if header[0] in _CREDENTIALS]
        if not shown:
            return None
        key = _digest(shown)
        revision = self._revision()
        known = self._known.get(key)
        if (
            known is not None
            and known.revision is revision
            and self._seconds() - known.since < self._remember_s
        ):
            return known.principal
        # Whoever shows the same while somebody asks waits for that answer, if the question was young enough.
        asked_at, task = self._asking.get(key, (None, None))
        if task is None or asked_at is not revision:
            task = asyncio.create_task(self._ask(key, credentials(scope), revision))
            self._asking[key] = (revision, task)
            task.add_done_callback(lambda done: self._asked(key, done))
        return await asyncio.shield(task)

    async def _ask(self, key: bytes, scope: Scope, revision: object) -> Principal | None:
        since = self._seconds()
        principal = await anyio.to_thread.run_sync(self._authenticator.authenticate, Request(scope))
        if principal is None:
            # Strangers are not remembered: they would only fill the memory.
            self._known.pop(key, None)
            return None
        if len(self._known) >= self._most:
            self._known.clear()
        self._known[key] = _Verdict(revision, since, principal)
        return principal

    def _asked(self, key: bytes, done: "asyncio.Task[Principal | None]") -> None:
        if self._asking.get(key, (None, None))[1] is done:
            del self._asking[key]
        if not done.cancelled():
            # Also where everybody who waited has left meanwhile: an exception must not count as unseen.
            done.exception()


class _Verdict(NamedTuple):
    """Who somebody was, as of a revision and a time in seconds."""

    revision: object
    since: float
    principal: Principal


def _digest(shown: Sequence[tuple[bytes, bytes]]) -> bytes:
    joined = b"\0".join([name + b"\0" + value for name, value in shown])
    return hashlib.sha256(joined).digest()
