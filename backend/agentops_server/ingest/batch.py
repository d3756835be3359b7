"""One batch, from spool files to visible traces: parse, leave out duplicates, price, store, summarise."""

import logging
import re
import time
import weakref
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from agentops_server.ingest.records import Record, verify
from agentops_server.prices.book import PriceBook
from agentops_server.store.client import Connection, Store, StoreError, StoreUnavailable
from agentops_server.store.otlp_schema import FORMAT_SETTINGS, STRUCTURE
from agentops_server.store.statements import statement, statements, with_parts
from agentops_server.store.versions import Versions
from agentops_server.store.vocabulary import sql_parts

_log = logging.getLogger(__name__)

Counts = dict[str, tuple[int, int]]
"""By project: spans in the batch, and how many of them it brought into the store."""

_COUNT_STAGED = "SELECT project_id, count() AS spans FROM stage_spans GROUP BY project_id"
_LAST_VERSION = "SELECT max(version) AS version FROM stage_placed"
_COUNT_FRESH = "SELECT project_id, count() AS spans FROM stage_fresh GROUP BY project_id"

# Of all that a writer asks.
_SETTINGS: dict[str, str | int] = {
    # A hostile client may scatter its spans over every month in which it is believed.
    "max_partitions_per_insert_block": 0,
    "async_insert": 0,
    "max_execution_time": 300,
    # What is inserted is there once: looking for rows to fold takes longer than all the rest of an insert.
    "optimize_on_insert": 0,
    # Merges make it. Until then the words of a few new traces are looked for in the traces.
    "exclude_materialize_skip_indexes_on_insert": "by_text",
    # Large statements over little data: this would cost more than it saves.
    "compile_expressions": 0,
    "compile_aggregate_expressions": 0,
    "optimize_and_compare_chain": 0,
}

_STAGES = [re.findall(r"TEMPORARY TABLE (\w+)", sql)[0] for sql in statements("stage_tables")]
_FILE = "SELECT * FROM file({path:String}, 'Protobuf', {structure:String})"


class BatchInsert:
    """Inserts batches through one connection of its own, whose temporary tables stage them.

    Every step can be repeated after a crash: spans already stored are recognised, traces are computed whole.
    """

    def __init__(self, store: Store, prices: PriceBook, scratch: Path) -> None:
        self._store = store
        self._prices = prices
        self._scratch = scratch
        self._versions = Versions("traces")
        self._connection: Connection | None = None
        self._cleared: weakref.WeakSet[Connection] = weakref.WeakSet()
        # For parsing ahead: what is parsed, by its segments, and connections that wait for work.
        self._prepared: dict[tuple[Path, ...], Connection] = {}
        self._spares: list[Connection] = []

    def files(self, paths: Sequence[Path], again: bool = False) -> Counts:
        """Insert whole segments; `again`: some may be stored.

        Raises `SegmentDamaged`, `StoreError`, `StoreUnavailable`.
        """
        try:
            return self._insert(paths, again)
        except StoreError as error:
            self._give_up(error)
            raise

    def sync(self) -> None:
        """Return once all that was inserted before is on disk. Raises `OSError`."""
        self._store.sync()

    def prepare(self, paths: Sequence[Path]) -> None:
        """Parse segments ahead, on another connection, while `files` stores others. Raises nothing."""
        # Of what was parsed before, only the latest may still be asked for.
        while len(self._prepared) > 1:
            forgotten = self._prepared.pop(next(iter(self._prepared)), None)
            self._spares += [forgotten] if forgotten else []
        connection = self._spares.pop() if self._spares else None
        try:
            connection = connection or self.connect()
            self._parse(connection, paths)
        except Exception as error:  # noqa: BLE001  # `files` meets the same again when their turn comes, and tells
            _log.debug("segments were not parsed ahead", extra={"reason": type(error).__name__})
            if connection is not None:
                self._store.release(connection)
            return
        self._prepared[tuple(paths)] = connection

    def _staged(self, paths: Sequence[Path]) -> Connection:
        """A connection on which these segments are staged."""
        self._store.ensure_schema()
        prepared = self._prepared.pop(tuple(paths), None)
        if prepared is not None:
            self._spares += [self._connection] if self._connection else []
            self._connection = prepared
            return prepared
        connection = self._connection = self._connection or self.connect()
        self._parse(connection, paths)
        return connection

    def _parse(self, connection: Connection, paths: Sequence[Path]) -> None:
        self._clear(connection)
        self._stage(connection, paths)

    def _clear(self, connection: Connection) -> None:
        """Make the temporary tables anew, or empty them where they cannot have gone with a session."""
        if self._store.is_embedded and connection in self._cleared:
            for table in _STAGES:
                connection.execute(f"TRUNCATE TABLE {table}")
            return
        for sql in statements("stage_tables"):
            connection.execute(sql)
        self._cleared.add(connection)

    def records(self, records: Sequence[Record], again: bool = False) -> Counts:
        """Insert single records, by way of a file. `again` and raises as `files`."""
        self._scratch.mkdir(parents=True, exist_ok=True)
        path = self._scratch / f"part-{time.time_ns()}.tmp"
        try:
            path.write_bytes(b"".join(record.encode() for record in records))
            return self.files([path], again)
        finally:
            path.unlink(missing_ok=True)

    def _insert(self, paths: Sequence[Path], again: bool) -> Counts:
        connection = self._staged(paths)
        staged = {row["project_id"]: row["spans"] for row in connection.rows(_COUNT_STAGED)}
        stored = self.keep(connection, again)
        if self._store.is_embedded:
            # What is staged takes this process's memory.
            self._clear(connection)
        return {project: (count, stored.get(project, 0)) for project, count in staged.items()}

    def connect(self) -> Connection:
        """Open a connection for `keep`."""
        settings = {**_SETTINGS, **FORMAT_SETTINGS} if self._store.is_embedded else _SETTINGS
        return self._store.connect(session=True, settings=settings)

    def keep(self, connection: Connection, again: bool = False) -> dict[str, int]:
        """Store what is new of the spans staged on `connection`, and their traces. By project: how many.

        `again`: those count too that an earlier try of the same batch stored.
        """
        self._prices.stage(connection)
        is_known = self._look_up(connection)
        connection.execute(statement("trace_times"))
        connection.execute(with_parts("fresh", unknown=statement("unknown")))
        fresh = {row["project_id"]: row["spans"] for row in connection.rows(_COUNT_FRESH)}
        stored = Counter(fresh)
        if again:
            before = connection.rows(statement("stored_before"))
            stored.update({row["project_id"]: int(row["spans"]) for row in before})
        if fresh:
            connection.execute("INSERT INTO spans SELECT * FROM stage_fresh")
        # Also for spans that were stored before: a crash may have come between the two inserts.
        # Of one writer alone, what was known before and what it added is all there is.
        all_spans = with_parts("staged_and_stored") if is_known else "stage_fresh"
        self._summarise(connection, all_spans if self._store.is_embedded else None)
        return stored

    def _look_up(self, connection: Connection) -> bool:
        """Find what is stored of the staged traces, in the stretches where it lies; returns whether any."""
        connection.execute(statement("stage_known"))
        bounds: dict[str, int] = {}
        windows: list[str] = []
        for n, row in enumerate(connection.rows(statement("known_windows"))):
            windows.append(with_parts("known_window", n=str(n)))
            bounds |= {f"age{n}": row["age"], f"first{n}": row["first_ns"], f"last{n}": row["last_ns"]}
        if windows:
            for name in ("stage_stored", "stage_placed"):
                sql = with_parts(name, windows=" OR ".join(windows))
                connection.execute(sql, bounds)
        return bool(windows)

    def _summarise(self, connection: Connection, stage: str | None) -> None:
        """Compute the staged traces from `stage`; None: from all that is stored of them by now."""
        # Of two servers' summaries the later one must win: this one takes its number after its spans were
        # inserted and before it reads them, so the highest saw all.
        version = self._versions.next(connection)
        if stage is None:
            for table in ("stage_known", "stage_stored", "stage_placed"):
                connection.execute(f"TRUNCATE TABLE {table}")
            self._look_up(connection)
        # Also above what another server has stored by a clock that was put back since.
        last = int(connection.rows(_LAST_VERSION)[0]["version"])
        sql = with_parts("summarise", stage=stage or "stage_stored")
        connection.execute(sql, {"version": max(version, last + 1)})
        connection.execute(statement("publish"))

    def reprice(self, project_id: str, start_ns: int, end_ns: int) -> int:
        """Price the calls of a window again, except those that reported their own cost; returns how many.

        Nanoseconds since the epoch, half-open. Repeating it after a crash changes nothing. Raises as `files`.
        """
        self._store.ensure_schema()
        connection = self._connection = self._connection or self.connect()
        try:
            self._clear(connection)
            window = {
                "project": project_id,
                "start": start_ns,
                "end": end_ns,
                "version": self._versions.next(connection),
            }
            connection.execute(statement("stage_unreported"), window)
            self._prices.stage(connection)
            connection.execute(with_parts("fresh", unknown=""))
            count = sum(int(row["spans"]) for row in connection.rows(_COUNT_FRESH))
            if count:
                connection.execute("INSERT INTO spans SELECT * FROM stage_fresh")
                self._summarise(connection, None)
        except StoreError as error:
            self._give_up(error)
            raise
        return count

    def _give_up(self, error: StoreError) -> None:
        """After a refusal the session may be gone with its temporary tables: the next batch takes a new one.

        Raises `StoreUnavailable` where not the data is at fault but a schema newer than this server.
        """
        connection, self._connection = self._connection, None
        if connection is not None:
            self._store.release(connection)
        if not isinstance(error, StoreUnavailable) and self._store.schema_is_newer():
            raise StoreUnavailable(
                "the database was changed by a newer version of this server: start that one"
            ) from error

    def _stage(self, connection: Connection, paths: Sequence[Path]) -> None:
        if self._store.is_embedded:
            # Read side by side, each by a thread of its own. Not one file('{a,b}'): a pattern that matches
            # nothing is no error, and would lose what it should have found.
            source = f"({' UNION ALL '.join(_FILE.replace('path', f'path{n}') for n in range(len(paths)))})"
            parameters = {f"path{n}": str(path) for n, path in enumerate(paths)}
            for path in paths:
                verify(path.read_bytes(), path.name)
            connection.execute(
                with_parts("stage", source=source, **sql_parts()),
                {**parameters, "structure": STRUCTURE},
            )
        else:
            source = f"input('{STRUCTURE}')"
            sql = with_parts("stage", source=source, **sql_parts()) + " FORMAT Protobuf"
            # Segments are records one after the other: joined they are one.
            segments = [path.read_bytes() for path in paths]
            for path, data in zip(paths, segments, strict=True):
                verify(data, path.name)
            connection.insert_encoded(sql, b"".join(segments), FORMAT_SETTINGS)
