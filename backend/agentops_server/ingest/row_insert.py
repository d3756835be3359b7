"""Bringing log records and metric points into the store, each once."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agentops_server.ingest.batch import Counts
from agentops_server.ingest.records import Record, SegmentDamaged, scan
from agentops_server.store.client import Connection, Store, StoreError, StoreUnavailable
from agentops_server.store.statements import with_parts

# Rows that are in Python's memory at once.
_ROWS = 5000
_SETTINGS = {"max_partitions_per_insert_block": 0, "async_insert": 0, "max_execution_time": 300}
_STAGED = "SELECT project_id, count() AS items FROM stage_rows GROUP BY project_id"
_FRESH = "SELECT project_id, count() AS items FROM stage_fresh_rows GROUP BY project_id"


@dataclass(frozen=True)
class RowTable:
    """A table whose rows are made here. It has the columns project_id, time, id, version, is_own_time."""

    name: str
    columns: tuple[str, ...]
    rows: Callable[[Record], Iterator[list[Any]]]


class RowInsert:
    """Inserts batches through a connection of its own.

    A row is known by its `id`, a digest of all that the client sent of it: what is stored already is left
    out, whatever request it came in, so every step can be repeated after a crash.
    """

    def __init__(self, store: Store, table: RowTable) -> None:
        self._store = store
        self._table = table
        self._connection: Connection | None = None

    def files(self, paths: Sequence[Path], again: bool = False) -> Counts:
        """Insert whole segments; `again`: some may be stored.

        Raises `SegmentDamaged`, `StoreError`, `StoreUnavailable`.
        """
        return self._guarded((record for path in paths for record in _records(path)), again)

    def records(self, records: Sequence[Record], again: bool = False) -> Counts:
        """Insert single records. `again` as `files`. Raises `StoreError`, `StoreUnavailable`."""
        return self._guarded(iter(records), again)

    def sync(self) -> None:
        """Nothing: these tables are on disk when an insert returns (`fsync_after_insert`)."""

    def _guarded(self, records: Iterator[Record], again: bool) -> Counts:
        try:
            return self._insert(records, again)
        except StoreError as error:
            # The connection's session may be gone with its temporary tables.
            connection, self._connection = self._connection, None
            if connection is not None:
                self._store.release(connection)
            if _lost_session(error):
                raise StoreUnavailable(str(error), error.code) from error
            raise

    def _insert(self, records: Iterator[Record], again: bool) -> Counts:
        self._store.ensure_schema()
        connection = self._connection = self._connection or self._store.connect(session=True)
        for stage in ("stage_rows", "stage_fresh_rows"):
            connection.execute(with_parts("stage_rows", stage=stage, table=self._table.name))
        rows = itertools.chain.from_iterable(self._table.rows(record) for record in records)
        while chunk := list(itertools.islice(rows, _ROWS)):
            connection.insert("stage_rows", self._table.columns, chunk)
        staged = {row["project_id"]: row["items"] for row in connection.rows(_STAGED)}
        before = connection.rows(with_parts("stored_rows_before", table=self._table.name)) if again else []
        stored = Counter({row["project_id"]: int(row["items"]) for row in before})
        connection.execute(with_parts("fresh_rows", table=self._table.name), settings=_SETTINGS)
        fresh = {row["project_id"]: row["items"] for row in connection.rows(_FRESH)}
        if fresh:
            sql = with_parts("keep_rows", table=self._table.name)
            connection.execute(sql, settings=_SETTINGS)
        stored.update(fresh)
        return {project: (count, stored[project]) for project, count in staged.items()}


def _records(path: Path) -> Iterator[Record]:
    """The records of a segment. Raises `SegmentDamaged`."""
    found = scan(path.read_bytes())
    if not found.is_intact():
        raise SegmentDamaged(f"{path.name} is damaged")
    for _, _, record in found.records:
        yield record


def _lost_session(error: StoreError) -> bool:
    """60: the temporary tables are gone, as after a restart of the server or an expired session."""
    return error.code in (60, 372) and "stage_" in str(error)
