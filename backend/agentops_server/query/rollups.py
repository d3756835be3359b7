"""Figures from rollups where they are of what is stored, from the traces themselves where they are not.

A rollup says of which rows it was made. Readers compare that with what is stored now and pass over what
differs: late spans, repeated batches, moved traces and deletions need no message to anybody. `Roller` makes
rollups anew in the background; a server that makes none answers the same, slower.
"""

import asyncio
import contextlib
import logging
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from agentops_server.query.filters.compiler import EVERYTHING, Condition, condition
from agentops_server.query.question import Filter, nanoseconds
from agentops_server.store.client import Connection, Store, StoreError
from agentops_server.store.statements import statement, with_parts
from agentops_server.store.versions import version_above
from kit.tasks import ended, finished, in_background
from kit.timerange import TimeRange

_log = logging.getLogger(__name__)

QUARTER_S = 900
Grain = Literal["toStartOfFifteenMinutes", "toStartOfMinute"]
QUARTERS: Grain = "toStartOfFifteenMinutes"
MINUTES: Grain = "toStartOfMinute"
# Shorter windows are read as they are; more stale stretches than this too, since the SQL names each.
_WORTH_S = 8 * QUARTER_S
_MOST_STRETCHES = 50
_KINDS: Mapping[str, str] = {"trace_figures": "rolled_traces", "call_figures": "rolled_calls"}


@dataclass(frozen=True)
class Rolled:
    """What one pair of tables holds the figures of: all traces, or those of one condition."""

    condition: Condition
    tables: Mapping[str, str]
    """Placeholders of SQL and the tables that they stand for."""


ALL = Rolled(EVERYTHING, {"trace_rollups": "trace_rollups", "call_rollups": "call_rollups"})
FAILED = Rolled(
    condition("status:error"),
    {"trace_rollups": "failed_trace_rollups", "call_rollups": "failed_call_rollups"},
)
_ROLLED = (ALL, FAILED)


@dataclass(frozen=True)
class Coverage:
    """What rollups answer of a window: the quarters from `first` to `last` (Unix s) but the stale ones."""

    first: int
    last: int
    stale: Sequence[int]

    def stretches(self, wanted: Filter) -> list[tuple[int, int]]:
        """The rest of the window in Unix nanoseconds: its ends, and the stale quarters."""
        start, end = nanoseconds(wanted.window)
        found = [(start, self.first * 10**9), (self.last * 10**9, end)]
        found += [(at * 10**9, (at + QUARTER_S) * 10**9) for at in self.stale]
        merged: list[tuple[int, int]] = []
        for low, high in sorted(one for one in found if one[0] < one[1]):
            if merged and low <= merged[-1][1]:
                merged[-1] = (merged[-1][0], high)
            else:
                merged.append((low, high))
        return merged


@dataclass(frozen=True)
class Figures:
    """The figures of a question, as a source for SQL; binds `parameters`, which hold the question's too."""

    wanted: Filter
    coverage: Coverage | None = None
    grain: Grain = QUARTERS
    rolled: Rolled = ALL

    def sql(self, kind: Literal["trace_figures", "call_figures"]) -> str:
        """A SELECT with the columns of `trace_rollups` or `call_rollups`."""
        if self.coverage is None:
            return self.wanted.sql(kind, bucket=self.grain, part="1")
        raw = self.wanted.sql(kind, bucket=self.grain, part=self._rest(self.coverage))
        return with_parts(_KINDS[kind], **self.rolled.tables, figures=raw)

    def count_sql(self) -> str:
        """A statement that counts the traces, as `total`."""
        if self.coverage is None:
            return self.wanted.sql("trace_count")
        return self.wanted.sql("trace_total", **self.rolled.tables, part=self._rest(self.coverage))

    def _rest(self, coverage: Coverage) -> str:
        pieces = [
            f"(start_time >= fromUnixTimestamp64Nano({{r{index}:Int64}}, 'UTC') "
            f"AND start_time < fromUnixTimestamp64Nano({{s{index}:Int64}}, 'UTC'))"
            for index in range(len(coverage.stretches(self.wanted)))
        ]
        return "(" + " OR ".join(pieces) + ")" if pieces else "0"

    @property
    def parameters(self) -> dict[str, Any]:
        """What `sql` binds."""
        bound = self.wanted.parameters()
        if self.coverage is not None:
            for index, (low, high) in enumerate(self.coverage.stretches(self.wanted)):
                bound |= {f"r{index}": low, f"s{index}": high}
            bound |= {
                "rolled_first": self.coverage.first,
                "rolled_last": self.coverage.last,
                "rolled_stale": list(self.coverage.stale),
            }
        return bound


async def figures(store: Store, wanted: Filter, grain: Grain = QUARTERS) -> Figures:
    """Where the figures of a question come from, the fastest way that is right at this moment."""
    rolled = next((one for one in _ROLLED if one.condition == wanted.condition), None)
    if grain != QUARTERS or rolled is None:
        return Figures(wanted, None, grain)
    first, last = _quarters(wanted.window)
    if last - first < _WORTH_S:
        return Figures(wanted)
    rows = await store.read(
        "rollups.stale",
        with_parts("stale_buckets", **rolled.tables),
        {"project": wanted.project_id, "first": first, "last": last},
    )
    coverage = Coverage(first, last, [row["start"] for row in rows])
    if len(coverage.stretches(wanted)) > _MOST_STRETCHES:
        return Figures(wanted)
    return Figures(wanted, coverage, rolled=rolled)


def _quarters(window: TimeRange) -> tuple[int, int]:
    """The quarters of an hour that lie in the window whole."""
    start, end = nanoseconds(window)
    length = QUARTER_S * 10**9
    return -(-start // length) * QUARTER_S, end // length * QUARTER_S


class Roller:
    """Makes rollups anew, newest first, in a thread of its own; gives way to everything else.

    Quarters that were written to lately are left alone: they may be again. What is left undone
    by a crash is found again, since nothing but the data says what there is to do; so an upgrade needs no
    migration of data either.
    """

    # Quarters computed by one statement: the sum of their rows stays below this.
    _ROWS_AT_ONCE = 200_000
    _BACK = timedelta(days=400)

    def __init__(self, store: Store, interval_s: float) -> None:
        self._store = store
        self._quiet_ns = int(interval_s * 1e9)
        self._interval_s = interval_s
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="rollups")
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._connection: Connection | None = None

    def start(self) -> None:
        """Begin to work in the background."""
        self._task = in_background(self._run(), "making rollups")

    async def stop(self) -> None:
        """Finish the statement that runs."""
        self._stopping.set()
        await ended(self._task)
        await finished(self._thread)

    async def _run(self) -> None:
        loop = asyncio.get_running_loop()
        while not self._stopping.is_set():
            try:
                await loop.run_in_executor(self._thread, self.roll)
            except StoreError as error:
                # Nothing depends on rollups but speed: the next round tries again.
                self._connection = None
                _log.warning("rollups could not be made", extra={"reason": str(error)[:300]})
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._interval_s):
                    await self._stopping.wait()

    def roll(self) -> int:
        """Make every stale rollup of every project anew; blocks; returns how many. Raises `StoreError`."""
        self._store.ensure_schema()
        connection = self._connection = self._connection or self._store.connect()
        now = datetime.now(UTC)
        last = int(now.timestamp()) // QUARTER_S * QUARTER_S
        before = time.time_ns() - self._quiet_ns
        first = (int((now - self._BACK).timestamp())) // QUARTER_S * QUARTER_S
        made = 0
        for project in connection.rows(statement("rolled_projects")):
            bounds = {"project": project["project_id"], "first": first, "last": last}
            for rolled in _ROLLED:
                sql = with_parts("stale_buckets", **rolled.tables)
                stale = connection.rows(sql, bounds, {"max_threads": 1})
                # Changed later than now: the clock was put back since.
                now_ns = time.time_ns()
                quiet = [row for row in stale if not before < row["changed"] <= now_ns]
                for chunk in _chunks(quiet, self._ROWS_AT_ONCE):
                    if self._stopping.is_set():
                        return made
                    self._make(connection, project["project_id"], chunk, rolled)
                    made += len(chunk)
        return made

    def _make(
        self, connection: Connection, project_id: str, rows: Sequence[Mapping[str, int]], rolled: Rolled
    ) -> None:
        starts = [row["start"] for row in rows]
        window = TimeRange(
            datetime.fromtimestamp(min(starts), UTC), datetime.fromtimestamp(max(starts) + QUARTER_S, UTC)
        )
        wanted = Filter(project_id, window, rolled.condition)
        parts = {
            "bucket": QUARTERS,
            "part": "toUnixTimestamp(toStartOfFifteenMinutes(start_time)) IN ({starts:Array(UInt32)})",
        }
        parameters = {
            **wanted.parameters(),
            "computed": version_above(connection, "trace_rollups"),
            "starts": starts,
            "rows": [row["rows_now"] for row in rows],
            "versions": [row["versions_now"] for row in rows],
        }
        settings = {
            "max_threads": 1,
            "do_not_merge_across_partitions_select_final": 1,
            "max_partitions_per_insert_block": 0,
            "async_insert": 0,
            "log_comment": "rollups",
        }
        for kind in ("call", "trace"):
            made_of = wanted.sql(f"{kind}_figures", **parts)
            sql = with_parts(f"roll_{kind}s", **rolled.tables, figures=made_of)
            connection.execute(sql, parameters, settings)


def _chunks(rows: Sequence[Mapping[str, int]], most: int) -> "list[list[Mapping[str, int]]]":
    """Cut into runs, newest first, each of neighbouring quarters with not too many rows together."""
    chunks: list[list[Mapping[str, int]]] = []
    size = 0
    for row in rows:
        if not chunks or size + row["rows_now"] > most or chunks[-1][0]["start"] - row["start"] > 86_400:
            chunks.append([])
            size = 0
        chunks[-1].append(row)
        size += row["rows_now"]
    return chunks
