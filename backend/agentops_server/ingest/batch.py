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
        counts = self.keep(connection, again)
        if self._store.is_embedded:
            # What is staged takes this process's memory.
            self._clear(connection)
        return counts

    def connect(self) -> Connection:
        """Open a connection for `keep`."""
        settings = {**_SETTINGS, **FORMAT_SETTINGS} if self._store.is_embedded else _SETTINGS
        return self._store.connect(session=True, settings=settings)

    def keep(self, connection: Connection, again: bool = False) -> Counts:
        """Store what is new of the spans staged on `connection`, and their traces.

        `again`: those count too that an earlier try of the same batch stored.
        """
        facts = connection.rows(statement("stage_facts"))
        staged = {row["project_id"]: int(row["spans"]) for row in facts}
        has_prices = self._prices.stage(connection)
        is_known = self._look_up(connection)
        connection.execute(statement("trace_times"))
        is_repeated = any(row["repeated"] for row in facts)
        connection.execute(_fresh(is_repeated, is_known, has_prices))
        stored = Counter(staged)
        if is_repeated or is_known:
            stored = Counter({row["project_id"]: int(row["spans"]) for row in connection.rows(_COUNT_FRESH)})
        is_new = stored.total() > 0
        if again:
            before = connection.rows(statement("stored_before"))
            stored.update({row["project_id"]: int(row["spans"]) for row in before})
        if is_new:
            connection.execute("INSERT INTO spans SELECT * FROM stage_fresh")
        # Also for spans that were stored before: a crash may have come between the two inserts.
        if not self._store.is_embedded:
            self._summarise_stored(connection)
        elif is_known:
            # Of one writer alone, what was known before and what it added is all there is.
            self._summarise(connection, with_parts("staged_and_stored"), is_known)
        else:
            has_single_calls = all(row["has_single_calls"] for row in facts)
            self._summarise(connection, "stage_fresh", is_known, has_single_calls)
        return {project: (count, stored[project]) for project, count in staged.items()}

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

    def _summarise_stored(self, connection: Connection) -> None:
        """Compute the staged traces from all that is stored of them by now, also by other servers."""
        # Of two servers' summaries the later one must win: this one takes its number after its spans were
        # inserted and before it reads them, so the highest saw all.
        version = self._versions.next(connection)
        for table in ("stage_known", "stage_stored", "stage_placed"):
            connection.execute(f"TRUNCATE TABLE {table}")
        is_known = self._look_up(connection)
        self._summarise(connection, "stage_stored", is_known, version=version)

    def _summarise(
        self,
        connection: Connection,
        spans: str,
        is_known: bool,
        has_single_calls: bool = False,
        version: int | None = None,
    ) -> None:
        """Compute the staged traces from `spans` and publish them. `is_known`: some were published before."""
        version = version or self._versions.next(connection)
        if is_known:
            # Also above what another server has stored by a clock that was put back since.
            version = max(version, int(connection.rows(_LAST_VERSION)[0]["version"]) + 1)
        calls = with_parts("calls_single" if has_single_calls else "calls_reported", stage=spans)
        connection.execute(with_parts("summarise", calls=calls), {"version": version})
        connection.execute(with_parts("publish", moved=statement("moved") if is_known else ""))

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
            has_prices = self._prices.stage(connection)
            # Where two servers stored a span at once, under two starts, it may lie there twice.
            connection.execute(_fresh(is_repeated=True, is_known=False, has_prices=has_prices))
            count = sum(int(row["spans"]) for row in connection.rows(_COUNT_FRESH))
            if count:
                connection.execute("INSERT INTO spans SELECT * FROM stage_fresh")
                self._summarise_stored(connection)
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


def _fresh(is_repeated: bool, is_known: bool, has_prices: bool) -> str:
    """The statement that makes staged spans new ones, with no more in it than this batch needs."""
    return with_parts(
        "fresh",
        spans=statement("first_staged") if is_repeated else "stage_spans",
        unknown=statement("unknown") if is_known else "",
        price=statement("priced" if has_prices else "not_priced"),
        prices=statement("with_prices") if has_prices else "",
    )
