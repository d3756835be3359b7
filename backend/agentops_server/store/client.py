"""One client for the embedded engine (`chdb://`) and for ClickHouse servers (`http(s)://`).

Errors::

    StoreError              the engine refused a statement
    ├── StoreUnavailable    it cannot be asked now; trying again later can help
    └── QueryTooBig         a read went over its time, memory or row bound
"""

import asyncio
import logging
import re
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import clickhouse_connect
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError
from prometheus_client import Histogram

from agentops_server.settings import Settings
from agentops_server.store.migrate import migrate
from agentops_server.store.statements import statements

_log = logging.getLogger(__name__)

Row = dict[str, Any]

_QUERY_SECONDS = Histogram(
    "agentops_query_seconds",
    "Time a read took in the store, by what asked",
    ["surface"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)

# ClickHouse error codes: too many rows, bytes, time, memory, result rows.
_TOO_BIG = {158, 159, 160, 191, 241, 307, 396}
# No space, too many parts, read-only, memory, network, keeper, timeouts: the data is not to blame.
_TRY_LATER = {159, 164, 202, 203, 209, 210, 241, 242, 243, 252, 279, 285, 286, 319, 394, 999}
_CODE = re.compile(r"[Cc]ode:? ?(\d+)")


class StoreError(Exception):
    """The engine refused a statement. `code` is ClickHouse's error code, 0 when there is none."""

    def __init__(self, message: str, code: int = 0) -> None:
        super().__init__(message)
        self.code = code


class StoreUnavailable(StoreError):
    """The engine cannot be asked now; trying again later can help."""


class QueryTooBig(StoreError):
    """A read went over its bound of time, memory or rows: narrow the window or the filter."""


@dataclass(frozen=True)
class Bounds:
    """What one read may cost at most."""

    seconds: int
    memory_bytes: int
    rows: int

    def settings(self) -> dict[str, Any]:
        """The same as ClickHouse settings."""
        return {
            "max_execution_time": self.seconds,
            "max_memory_usage": self.memory_bytes,
            "max_rows_to_read": self.rows,
        }


def _translate(error: ClickHouseError) -> StoreError:
    text = str(error)
    found = _CODE.search(text)
    code = int(found.group(1)) if found else 0
    if code in _TRY_LATER or not found:
        return StoreUnavailable(text[:2000], code)
    return StoreError(text[:2000], code)


def _bounded(error: StoreError) -> StoreError:
    """What a read was refused for; it may be its own bounds."""
    return QueryTooBig(str(error), error.code) if error.code in _TOO_BIG else error


class Connection:
    """One connection: its statements run one after the other, its temporary tables are its own."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def execute(
        self,
        sql: str,
        parameters: Mapping[str, Any] | None = None,
        settings: Mapping[str, Any] | None = None,
        data: bytes | None = None,
    ) -> None:
        """Run a statement that answers no rows. `data`: the body of an INSERT ... FORMAT (servers only)."""
        try:
            self._client.command(
                sql, parameters=dict(parameters or {}), data=data, settings=dict(settings or {})
            )
        except ClickHouseError as error:
            raise _translate(error) from error

    def rows(
        self,
        sql: str,
        parameters: Mapping[str, Any] | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> list[Row]:
        """Run a query; each row as a dict by column name."""
        try:
            result = self._client.query(sql, parameters=dict(parameters or {}), settings=dict(settings or {}))
        except ClickHouseError as error:
            raise _translate(error) from error
        names = result.column_names
        return [dict(zip(names, row, strict=True)) for row in result.result_rows]

    def blocks(
        self, sql: str, parameters: Mapping[str, Any], settings: Mapping[str, Any]
    ) -> Iterator[list[Row]]:
        """Run a query whose rows come block by block, in constant memory; nothing else runs meanwhile."""
        try:
            with self._client.query_row_block_stream(
                sql, parameters=dict(parameters), settings=dict(settings)
            ) as stream:
                names = stream.source.column_names
                for block in stream:
                    yield [dict(zip(names, row, strict=True)) for row in block]
        except ClickHouseError as error:
            raise _bounded(_translate(error)) from error

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Insert a few rows given as Python values."""
        try:
            self._client.insert(table, rows, column_names=list(columns))
        except ClickHouseError as error:
            raise _translate(error) from error

    def close(self) -> None:
        """Give the connection back; closing twice is harmless."""
        self._client.close()


class Store:
    """The database: opens connections and serves bounded reads from a few threads of its own.

    Queries of the embedded engine release the GIL, and one connection serialises its statements: so one
    connection a thread, as many as reads shall run side by side.
    """

    READERS = 3

    def __init__(self, settings: Settings) -> None:
        self._url = settings.clickhouse_url.get_secret_value()
        self._folder = settings.home / "clickhouse"
        self._bounds = Bounds(settings.query_seconds, settings.query_memory_bytes, settings.query_rows)
        self._local = threading.local()
        self._opened: list[Connection] = []
        self._lock = threading.Lock()
        self._schema_lock = threading.Lock()
        self._has_schema = False
        self._pool = ThreadPoolExecutor(self.READERS, thread_name_prefix="store-read")

    @property
    def is_embedded(self) -> bool:
        """Whether the engine runs in this process and reads files of this machine."""
        return self._url.startswith("chdb://")

    @property
    def folder(self) -> Path:
        """Where the embedded engine keeps its files."""
        return Path(self._url.removeprefix("chdb://").split("?")[0] or self._folder).resolve()

    def ensure_schema(self) -> None:
        """Apply missing migrations, once a process. Raises `SchemaTooNew`, `StoreUnavailable`."""
        with self._schema_lock:
            if self._has_schema:
                return
            connection = self.connect()
            try:
                applied = migrate(connection)
            finally:
                connection.close()
            self._has_schema = True
        if applied:
            _log.info("applied migrations", extra={"migrations": applied})

    def connect(self) -> Connection:
        """Open a connection. Raises `StoreUnavailable` when the engine does not answer."""
        dsn = self._url
        if self.is_embedded:
            self.folder.mkdir(parents=True, exist_ok=True)
            dsn = f"chdb://{self.folder}"
        try:
            client = clickhouse_connect.get_client(dsn=dsn)
        except ClickHouseError as error:
            raise StoreUnavailable(str(error)[:2000]) from error
        connection = Connection(client)
        with self._lock:
            self._opened.append(connection)
        return connection

    @property
    def bounds(self) -> Bounds:
        """What one read may cost."""
        return self._bounds

    def release(self, connection: Connection) -> None:
        """Close a connection that is not needed any more."""
        with self._lock:
            if connection in self._opened:
                self._opened.remove(connection)
        connection.close()

    async def read(self, surface: str, sql: str, parameters: Mapping[str, Any]) -> list[Row]:
        """Run a bounded query in a reader thread. `surface` names who asks, in metrics and ClickHouse's log.

        Raises `QueryTooBig` over the bounds, `StoreUnavailable`, `StoreError`.
        """
        loop = asyncio.get_running_loop()
        started = time.perf_counter()
        try:
            return await loop.run_in_executor(self._pool, self._read, surface, sql, parameters)
        finally:
            _QUERY_SECONDS.labels(surface).observe(time.perf_counter() - started)

    def _read(self, surface: str, sql: str, parameters: Mapping[str, Any]) -> list[Row]:
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self.connect()
        try:
            return connection.rows(sql, parameters, {**self._bounds.settings(), "log_comment": surface})
        except StoreError as error:
            raise _bounded(error) from error

    def delete_project(self, project_id: str) -> None:
        """Delete all that a project stored; blocks until readers do not see it any more."""
        connection = self.connect()
        try:
            for sql in statements("delete_project"):
                connection.execute(sql, {"project": project_id}, {"mutations_sync": 1})
        finally:
            connection.close()

    def close(self) -> None:
        """Finish running reads and close every connection."""
        self._pool.shutdown(wait=True)
        with self._lock:
            for connection in self._opened:
                connection.close()
            self._opened.clear()
