"""One client for the embedded engine (`chdb://`) and for ClickHouse servers (`http(s)://`)."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import clickhouse_connect
from clickhouse_connect.driver.client import Client
from clickhouse_connect.driver.exceptions import ClickHouseError
from prometheus_client import Histogram

from agentops_server.settings import Settings
from agentops_server.store import migrate
from agentops_server.store.address import http_options
from agentops_server.store.cluster import Cluster
from agentops_server.store.embedded import FileSystem, end_process, engine_options, load_format_schema
from agentops_server.store.errors import UNKNOWN_DATABASE, bounded, is_breakdown, translate
from agentops_server.store.errors import QueryTooBig as QueryTooBig
from agentops_server.store.errors import StoreError as StoreError
from agentops_server.store.errors import StoreUnavailable as StoreUnavailable
from agentops_server.store.genuine import GenuinePool
from agentops_server.store.statements import statements

_log = logging.getLogger(__name__)

Row = dict[str, Any]

_QUERY_SECONDS = Histogram(
    "agentops_query_seconds",
    "Time a read took in the store, by what asked",
    ["surface"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)

# Of a server: how long a connection may take to open, and an answer beyond the time the statement may take.
_CONNECT_S = 4
_GRACE_S = 10
_WRITE_S = 600
_SESSION_S = 300
_FAST = {
    # The versions of a row lie in one partition: the sorting keys hold what partitions are made by.
    "do_not_merge_across_partitions_select_final": 1,
    # Of planning, this takes much and finds nothing in our statements.
    "optimize_and_compare_chain": 0,
    # No column of ours has statistics; looking for them takes a fifth of planning a read of one trace.
    "use_statistics": 0,
    # Machine code for a statement takes 60 ms to make and saves nothing that can be measured here.
    "compile_expressions": 0,
    "compile_aggregate_expressions": 0,
    "compile_sort_description": 0,
    # Any part of a word is looked up in the text index, also short ones and those of many words.
    "text_index_like_min_pattern_length": 1,
    "text_index_like_max_postings_to_read": 5000,
}


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
            # An answer is held in memory whole, and once more as JSON.
            "max_result_bytes": self.memory_bytes // 4,
        }


def _literal(value: str | int) -> str:
    """A setting of our own as SQL."""
    if isinstance(value, int):
        return str(value)
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


class Connection:
    """One connection: its statements run one after the other, its temporary tables are its own.

    On a cluster, statements that change tables run as the cluster needs them (`store/cluster.py`).
    """

    def __init__(
        self,
        client: Client,
        cluster: Cluster | None = None,
        on_breakdown: Callable[[], None] | None = None,
    ) -> None:
        self._client = client
        self._cluster = cluster
        self._on_breakdown = on_breakdown

    def _refused(self, error: ClickHouseError) -> StoreError:
        found = translate(error)
        if self._on_breakdown is not None and is_breakdown(found):
            self._on_breakdown()
        return found

    def execute(
        self,
        sql: str,
        parameters: Mapping[str, Any] | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        """Run a statement that answers no rows."""
        try:
            for one in self._cluster.render(sql) if self._cluster else [sql]:
                self._client.command(
                    one, parameters=dict(parameters or {}), settings=dict(settings or {}), use_database=True
                )
        except ClickHouseError as error:
            raise self._refused(error) from error

    def insert_encoded(self, sql: str, data: bytes, settings: Mapping[str, Any]) -> None:
        """Run `INSERT ... FORMAT ...` with its data behind it in the body, as servers take it."""
        body = b"".join((sql.encode(), b"\n", data))
        try:
            cast(Any, self._client).raw_insert(insert_block=body, settings=dict(settings))
        except ClickHouseError as error:
            raise self._refused(error) from error

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
            raise self._refused(error) from error
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
            raise bounded(self._refused(error)) from error

    def insert(self, table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
        """Insert a few rows given as Python values."""
        try:
            self._client.insert(table, rows, column_names=list(columns))
        except ClickHouseError as error:
            raise self._refused(error) from error

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
        self._engine_memory = settings.clickhouse_memory_bytes
        self._local = threading.local()
        self._opened: list[Connection] = []
        self._lock = threading.Lock()
        self._schema_lock = threading.Lock()
        self._has_schema = False
        self._is_ready = False
        self._actions: list[Callable[[Store], object]] = []
        self._http = {} if self.is_embedded else http_options(self._url)
        name = settings.clickhouse_cluster
        self._cluster = Cluster(name, self._http["database"]) if name and not self.is_embedded else None
        self._disk: FileSystem | None = None
        self._pool = ThreadPoolExecutor(self.READERS, thread_name_prefix="store-read")

    @property
    def is_embedded(self) -> bool:
        """Whether the engine runs in this process and reads files of this machine."""
        return self._url.startswith("chdb://")

    @property
    def folder(self) -> Path:
        """Where the embedded engine keeps its files."""
        return Path(self._url.removeprefix("chdb://").split("?")[0] or self._folder).resolve()

    def when_ready(self, action: Callable[["Store"], object]) -> None:
        """Run `action` once, as soon as the schema is there: at a start, or when the server comes back."""
        self._actions.append(action)

    def ensure_schema(self) -> None:
        """Apply missing migrations, once a process. Raises `SchemaTooNew`, `StoreUnavailable`."""
        with self._schema_lock:
            if self._is_ready:
                return
            if not self._has_schema:
                self._migrate()
                self._has_schema = True
            for action in self._actions:
                action(self)
            self._is_ready = True

    def _migrate(self) -> None:
        try:
            connection = self.connect()
        except StoreError as error:
            if error.code != UNKNOWN_DATABASE:
                raise
            self._create_database()
            connection = self.connect()
        try:
            if self.is_embedded:  # the lock on the data folder keeps others away
                load_format_schema(connection.rows)
                applied = migrate.migrate(connection)
                self._disk = self._disk or FileSystem(self.folder, end_process)
                for sql in (*statements("synced_together"), *statements("merges")):
                    connection.execute(sql)
            else:
                applied = migrate.migrate_shared(connection, self.connect)
        finally:
            self.release(connection)
        if applied:
            _log.info("applied migrations", extra={"migrations": applied})

    def sync(self) -> None:
        """Return once spans and traces inserted before are on disk; a server syncs each. Raises `OSError`."""
        if self._disk is not None:
            self._disk.sync()

    def _create_database(self) -> None:
        name = self._http["database"].replace("\\", "\\\\").replace("`", "\\`")
        connection = self.connect(database="default")
        try:
            connection.execute(f"CREATE DATABASE IF NOT EXISTS `{name}`")
        finally:
            self.release(connection)

    def schema_is_newer(self) -> bool:
        """Whether a newer version of this server has changed the schema since this one started."""
        connection = self.connect()
        try:
            return migrate.is_newer(connection)
        finally:
            self.release(connection)

    def connect(
        self,
        *,
        session: bool = False,
        seconds: float = _WRITE_S,
        database: str | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> Connection:
        """Open a connection; give it back with `release`.

        `session`: statements share temporary tables. `seconds`: how long a statement may take, for servers.
        `settings`: for all its statements; the embedded engine takes milliseconds to set them for each.
        Raises `StoreUnavailable` when the engine does not answer.
        """
        try:
            if self.is_embedded:
                client = self._embedded(settings or {})
            else:
                client = self._remote(session, seconds, database, settings or {})
        except ClickHouseError as error:
            found = translate(error)
            raise StoreUnavailable(str(found), found.code) from error
        connection = Connection(client, self._cluster, end_process if self.is_embedded else None)
        with self._lock:
            self._opened.append(connection)
        return connection

    def _embedded(self, settings: Mapping[str, Any]) -> Client:
        self.folder.mkdir(parents=True, exist_ok=True)
        options = engine_options(self._engine_memory, self.folder.parent / "clickhouse.xml")
        client = clickhouse_connect.get_client(dsn=f"chdb://{self.folder}", chdb_options=options or None)
        if settings:
            values = ", ".join(f"{name} = {_literal(value)}" for name, value in settings.items())
            client.command(f"SET {values}", use_database=False)
        return client

    def _remote(
        self, session: bool, seconds: float, database: str | None, given: Mapping[str, Any]
    ) -> Client:
        settings: dict[str, Any] = {**(self._cluster.settings if self._cluster else {}), **given}
        if session:
            settings["session_timeout"] = _SESSION_S
        options = {**self._http, "database": database} if database else self._http
        client = clickhouse_connect.get_client(
            **options,
            connect_timeout=_CONNECT_S,
            send_receive_timeout=int(seconds) + _GRACE_S,
            autogenerate_session_id=session,
            client_name="agent-portal",
            settings=settings,
        )
        over_http = cast(Any, client)
        over_http.http = GenuinePool(over_http.http)
        return client

    @property
    def read_settings(self) -> dict[str, Any]:
        """What every read is asked with: its bounds, and what makes it fast on our tables."""
        return {**self._bounds.settings(), **_FAST}

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

    async def read(
        self, surface: str, sql: str, parameters: Mapping[str, Any], rows: int | None = None
    ) -> list[Row]:
        """Run a bounded query in a reader thread. `surface` names who asks, in metrics and ClickHouse's log.
        `rows`: a bound of its own for the rows that it reads.

        Raises `QueryTooBig` over the bounds, `StoreError`, and `StoreUnavailable` also where no reader was
        free in time: behind a database that hangs, questions must not queue up without end.
        """
        started = time.perf_counter()
        reading = asyncio.wrap_future(self._pool.submit(self._read, surface, sql, parameters, rows))
        try:
            # Cancels it where it still waits; one that runs ends by its own bound.
            async with asyncio.timeout(self._bounds.seconds + _GRACE_S):
                return await reading
        except TimeoutError as error:
            raise StoreUnavailable("the database is busy or does not answer") from error
        finally:
            _QUERY_SECONDS.labels(surface).observe(time.perf_counter() - started)

    def _read(self, surface: str, sql: str, parameters: Mapping[str, Any], rows: int | None) -> list[Row]:
        connection: Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = self.connect(seconds=self._bounds.seconds)
        try:
            settings = {**self.read_settings, "log_comment": surface}
            if rows is not None:
                settings["max_rows_to_read"] = min(rows, self._bounds.rows)
            return connection.rows(sql, parameters, settings)
        except StoreError as error:
            raise bounded(error) from error

    def delete_project(self, project_id: str) -> None:
        """Delete all that a project stored; blocks until readers do not see it any more."""
        connection = self.connect()
        try:
            for sql in statements("delete_project"):
                connection.execute(sql, {"project": project_id}, {"mutations_sync": 1})
        finally:
            self.release(connection)

    def close(self) -> None:
        """Finish running reads and close every connection."""
        self._pool.shutdown(wait=True)
        with self._lock:
            for connection in self._opened:
                connection.close()
            self._opened.clear()
        if self._disk is not None:
            self._disk.close()
            self._disk = None
