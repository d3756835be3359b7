"""Measures by dimensions and over time: what every chart and breakdown asks, compiled to bound SQL.

Only names from the tables in `measures` become SQL text; all else is bound.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal
from zoneinfo import ZoneInfo

from agentops_server.query.buckets import Buckets, BucketSize, buckets
from agentops_server.query.measures import DIMENSIONS, MEASURES, SOURCES, Number, Subject
from agentops_server.query.question import Filter
from agentops_server.query.rollups import QUARTER_S, Figures, figures
from agentops_server.store.client import Row, Store
from agentops_server.store.statements import with_parts
from kit.errors import Unprocessable

MOST_DIMENSIONS = 3
MOST_GROUPS = 1000
MOST_CELLS = 50_000
"""Groups times buckets that one answer may hold."""

Values = dict[str, Number]

_UTC = ZoneInfo("UTC")


@dataclass(frozen=True)
class Question:
    """What is asked. `order_by`: a measure; groups are the first `limit` by it."""

    wanted: Filter
    measures: tuple[str, ...]
    dimensions: tuple[str, ...] = ()
    size: BucketSize | None = None
    local: ZoneInfo = _UTC
    compare: bool = False
    order_by: str = ""
    order: Literal["asc", "desc"] = "desc"
    limit: int = 100

    @property
    def subject(self) -> Subject:
        """What is counted: traces, or model calls."""
        return "calls" if any(DIMENSIONS[name].is_of_calls for name in self.dimensions) else "traces"


@dataclass(frozen=True)
class Period:
    """The figures of one window: in all, by group, and over time by group (empty without an interval)."""

    totals: Values
    groups: Mapping[tuple[str, ...], Values]
    starts: tuple[int, ...]
    series: Mapping[tuple[str, ...], Mapping[int, Values]]


@dataclass(frozen=True)
class Answer:
    """The window's figures and those of the window before; `keys` are the groups in their order."""

    keys: Sequence[tuple[str, ...]]
    is_complete: bool
    now: Period
    before: Period | None


class Aggregator:
    """Answers questions."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def answer(self, question: Question) -> Answer:
        """All figures. Raises `Unprocessable` where the question cannot be answered or is too large."""
        _check(question)
        source = await self._source(question)
        totals, rows = await asyncio.gather(
            self._figures(question, source, (), None, None),
            self._figures(question, source, question.dimensions, None, None),
        )
        keys = [_key(row, question) for row in rows[: question.limit]]
        is_complete = len(rows) <= question.limit
        now = await self._period(question, source, keys, totals, rows[: question.limit])
        before = None
        if question.compare:
            earlier = replace(
                question, wanted=replace(question.wanted, window=question.wanted.window.previous())
            )
            source = await self._source(earlier)
            totals, rows = await asyncio.gather(
                self._figures(earlier, source, (), None, None),
                self._figures(earlier, source, question.dimensions, None, keys),
            )
            before = await self._period(earlier, source, keys, totals, rows)
        return Answer(keys, is_complete, now, before)

    async def _source(self, question: Question) -> Figures | None:
        """Rollups, where they have what is asked for and are worth it."""
        known = all(question.subject in MEASURES[name].rolled for name in question.measures)
        if not known or not all(DIMENSIONS[name].rolled for name in question.dimensions):
            return None
        if question.size is not None:
            starts = buckets(question.wanted.window, question.size, question.local).starts
            if any(start % QUARTER_S for start in starts):
                return None
        source = await figures(self._store, question.wanted)
        return source if source.coverage is not None else None

    async def _period(
        self,
        question: Question,
        source: Figures | None,
        keys: Sequence[tuple[str, ...]],
        totals: list[Row],
        rows: list[Row],
    ) -> Period:
        starts: tuple[int, ...] = ()
        series: dict[tuple[str, ...], dict[int, Values]] = {key: {} for key in keys}
        if question.size is not None:
            parts = buckets(question.wanted.window, question.size, question.local)
            starts = parts.starts
            if len(starts) * max(1, len(keys)) > MOST_CELLS:
                raise Unprocessable(
                    f"{len(keys)} groups over {len(starts)} buckets are more than {MOST_CELLS} figures: "
                    "ask for fewer groups, a longer interval or a shorter window.",
                    code="query_too_big",
                    details={"field": "limit"},
                )
            for row in await self._figures(question, source, question.dimensions, parts, keys):
                series[_key(row, question)][row["bucket"]] = _values(row, question)
        return Period(
            _values(totals[0], question),
            {_key(row, question): _values(row, question) for row in rows},
            starts,
            series,
        )

    async def _figures(
        self,
        question: Question,
        rolled: Figures | None,
        dimensions: tuple[str, ...],
        parts: Buckets | None,
        keys: Sequence[tuple[str, ...]] | None,
    ) -> list[Row]:
        """Rows of figures, one a group (and bucket); `keys`: of these groups only."""
        names = [f"d{index}" for index in range(len(dimensions))]
        source = [] if rolled else [SOURCES[question.subject]]
        source += [
            f"{DIMENSIONS[name].rolled if rolled else DIMENSIONS[name].sql} AS d{index}"
            for index, name in enumerate(dimensions)
        ]
        grouped = [*names, *(["bucket"] if parts is not None else [])]
        parameters: dict[str, Any] = rolled.parameters if rolled else question.wanted.parameters()
        restriction, ending = "", ""
        if keys is not None and dimensions:
            restriction, bound = _restriction(names, keys)
            parameters |= bound
        elif dimensions:
            column = f"m{question.measures.index(question.order_by)}"
            direction = "ASC" if question.order == "asc" else "DESC"
            ending = f" ORDER BY {column} {direction} NULLS LAST, {', '.join(names)} LIMIT {{limit:UInt32}}"
            parameters["limit"] = question.limit + 1
        if parts is not None:
            source.append(f"{parts.sql} AS bucket")
            parameters |= parts.parameters
        measures = (MEASURES[name].rolled if rolled else MEASURES[name].sql for name in question.measures)
        shape = {
            "keys": "".join(f"{name}, " for name in grouped),
            "measures": ", ".join(
                f"{sql[question.subject]} AS m{index}" for index, sql in enumerate(measures)
            ),
            "source": "".join(f", {one}" for one in source) if rolled else ", ".join(source),
            "restriction": restriction,
            "grouping": (f"GROUP BY {', '.join(grouped)}" if grouped else "") + ending,
        }
        if rolled is None:
            sql = question.wanted.sql("aggregate", **shape)
        else:
            made = rolled.sql("call_figures" if question.subject == "calls" else "trace_figures")
            sql = with_parts("aggregate_rolled", **shape, of_rows=question.subject, figures=made)
        return await self._store.read("aggregate", sql, parameters)


def _check(question: Question) -> None:
    missing = [name for name in question.measures if question.subject not in MEASURES[name].sql]
    if missing:
        raise Unprocessable(
            f"The measure {missing[0]} is of whole traces: leave it out, or do not group by "
            "model, provider, team or key.",
            details={"field": "measures"},
        )
    if question.order_by not in question.measures:
        raise Unprocessable("order_by must be one of the measures asked for.", details={"field": "order_by"})


def _restriction(names: Sequence[str], keys: Sequence[tuple[str, ...]]) -> tuple[str, dict[str, Any]]:
    columns = [f"{{k{index}:Array(String)}}" for index in range(len(names))]
    parts = ", ".join(f"one.{index + 1}" for index in range(len(names)))
    sql = with_parts("group_keys", names=", ".join(names), parts=parts, columns=", ".join(columns))
    return sql, {f"k{index}": [key[index] for key in keys] for index in range(len(names))}


def _key(row: Row, question: Question) -> tuple[str, ...]:
    return tuple(str(row[f"d{index}"]) for index in range(len(question.dimensions)))


def _values(row: Row, question: Question) -> Values:
    if not row["rows_read"]:
        return nothing(question.measures)
    return {name: MEASURES[name].read(row[f"m{index}"]) for index, name in enumerate(question.measures)}


def nothing(measures: Sequence[str]) -> Values:
    """The figures of a group or bucket in which there is nothing."""
    return {name: MEASURES[name].empty for name in measures}
