"""Lists of traces, and one trace with its spans."""

import asyncio
import base64
import binascii
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any, Literal

from agentops_server.query import rollups
from agentops_server.query.models import TraceSummary
from agentops_server.query.question import Filter
from agentops_server.query.stretch import stretch
from agentops_server.query.stretches import Order as Order
from agentops_server.query.stretches import cut, rest_of
from agentops_server.query.values import dollars, iso_ns, milliseconds, or_none
from agentops_server.store.client import QueryTooBig, Row, Store
from agentops_server.store.errors import SET_LIMIT
from agentops_server.store.statements import statement
from kit.errors import BadRequest, Unprocessable

Sort = Literal["start_time", "duration", "cost", "tokens"]

# What a trace is sorted by, and how the value of a cursor is read back. A trace without a cost sorts below 0.
_SORTS: Mapping[Sort, tuple[str, str]] = {
    "start_time": ("toUnixTimestamp64Nano(start_time)", "toInt64({after:String})"),
    "duration": ("duration_ns", "toUInt64({after:String})"),
    "cost": ("ifNull(cost, toDecimal128(-1, 12))", "toDecimal128({after:String}, 12)"),
    "tokens": ("total_tokens", "toUInt64({after:String})"),
}
# How cursors write them.
_COST = re.compile(r"-?[0-9]{1,26}(\.[0-9]{1,12})?")
_COUNT = re.compile(r"[0-9]{1,20}")
SPANS_AT_ONCE = 10_000
# Rows that may be read to find the spans of a trace in one pass, with their payloads.
_ROWS_AT_ONCE = 65_536
# How long a trace's row may lag behind its spans while a batch is stored.
_PAUSES_S = (0.05, 0.1, 0.2)
_FIRST_STRETCH = timedelta(hours=1)
# Stored rows looked at for each trace of a page: some are replaced by others of the page.
_STORED_A_TRACE = 2
_FEW = 3
# A first stretch with this part of a page lets expect the rest in the next ones.
_DENSE = 4
# Both readings of sql/stored_matches.sql are of one moment. More rows than this take longer than FINAL.
_LOOKED_UP = "SETTINGS enable_shared_storage_snapshot_in_query = 1, max_rows_in_set = 200000"


@dataclass(frozen=True)
class Page:
    """Some traces, how many there are in all, and where the next page begins."""

    traces: list[TraceSummary]
    rows: list[Row]
    total: int
    next_cursor: str | None


@dataclass(frozen=True)
class Detail:
    """A trace as a row of sql/trace_columns.sql, its first spans as rows of sql/spans_of_trace.sql,
    and how many spans it has in all."""

    row: Row
    spans: list[Row]
    span_count: int


class TraceReader:
    """Lists and details of traces."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def page(
        self, wanted: Filter, sort: Sort, order: Order, limit: int, cursor: str | None = None, offset: int = 0
    ) -> Page:
        """One page. Raises `BadRequest` for a cursor that is not ours or belongs to another order."""
        after, after_id = _read_cursor(cursor, sort, order)
        paging = {"after": after, "after_id": after_id, "limit": limit + 1, "offset": offset}
        by_time = sort == "start_time" and not offset and not wanted.condition.is_rare
        first = await self._beginning(wanted, order, paging) if by_time and wanted.is_narrowed else None
        if by_time and (first is None or len(first) > limit // _DENSE):
            rows, total = await asyncio.gather(
                self._by_time(wanted, order, paging, first), self.total(wanted)
            )
        else:
            rows, total = await self._chosen(wanted, sort, order, paging)
        more, rows = rows[limit:], rows[:limit]
        next_cursor = _cursor(sort, order, rows[-1]) if more else None
        return Page([summary(row) for row in rows], rows, total, next_cursor)

    async def total(self, wanted: Filter) -> int:
        """How many traces match."""
        if wanted.is_narrowed:
            sql, parameters = wanted.sql("trace_count"), wanted.parameters()
        else:
            source = await rollups.figures(self._store, wanted)
            sql, parameters = source.count_sql(), source.parameters
        return int((await self._store.read("traces.count", sql, parameters))[0]["total"])

    async def _asked(
        self,
        name: str,
        wanted: Filter,
        sort: Sort,
        order: Order,
        paging: Mapping[str, Any],
        **parts: str,
    ) -> list[Row]:
        value, after_value = _SORTS[sort]
        beyond = "<" if order == "desc" else ">"
        place = f"({after_value}, toFixedString(unhex({{after_id:String}}), 16))"
        sql = wanted.sql(
            name,
            sort_value=value,
            after=f"(sort_value, trace_id) {beyond} {place}" if paging["after_id"] else "1",
            direction="DESC" if order == "desc" else "ASC",
            **parts,
        )
        return await self._store.read("traces.list", sql, {**wanted.parameters(), **paging})

    async def _chosen(
        self, wanted: Filter, sort: Sort, order: Order, paging: Mapping[str, Any]
    ) -> tuple[list[Row], int]:
        """A page in any order, chosen from compact columns; and how many match."""
        if not wanted.is_narrowed:
            return await asyncio.gather(self._of_all(wanted, sort, order, paging), self.total(wanted))
        chosen = await self._matching(wanted, sort, order, paging)
        if not chosen:  # of all pages, or of a later one
            is_later = paging["after_id"] or paging["offset"]
            return [], await self.total(wanted) if is_later else 0
        return await self._given(wanted.project_id, chosen), int(chosen[0]["total"])

    async def _matching(
        self, wanted: Filter, sort: Sort, order: Order, paging: Mapping[str, Any]
    ) -> list[Row]:
        """Which traces are on a page, with how many match."""
        ask = partial(
            self._asked, "trace_ids", sort=sort, order=order, paging=paging, counting="count() OVER ()"
        )
        if wanted.condition.reads_texts and self._store.is_embedded:
            try:
                return await ask(wanted=wanted.looked_up, bounds=_LOOKED_UP)
            except QueryTooBig as error:
                if error.code != SET_LIMIT:
                    raise
        return await ask(wanted=wanted, bounds="")

    async def _of_all(self, wanted: Filter, sort: Sort, order: Order, paging: Mapping[str, Any]) -> list[Row]:
        """A page of all traces of a window in any order."""
        rows = None if paging["offset"] else await self._first_stored(wanted, sort, order, paging)
        if rows is None:
            chosen = await self._asked("trace_ids", wanted, sort, order, paging, counting="0", bounds="")
            rows = await self._given(wanted.project_id, chosen)
        return rows

    async def _first_stored(
        self, wanted: Filter, sort: Sort, order: Order, paging: Mapping[str, Any]
    ) -> list[Row] | None:
        """The same, chosen from the stored rows without FINAL; None where too many of them are replaced."""
        limit = paging["limit"]
        stored = await self._asked(
            "stored_ids", wanted, sort, order, {**paging, "limit": limit * _STORED_A_TRACE}
        )
        latest: dict[tuple[int, bytes], Row] = {}
        for one in stored:
            known = latest.get(_place(one))
            if known is None or known["version"] < one["version"]:
                latest.pop(_place(one), None)  # so that the later row takes its own turn
                latest[_place(one)] = one
        chosen = list(latest.values())[:limit]
        rows = await self._given(wanted.project_id, chosen)
        # A newer row of the trace that did not come among the first takes its turn later, or is gone.
        current = [row for row in rows if row["version"] == latest[_place(row)]["version"]]
        is_rest = len(stored) < limit * _STORED_A_TRACE and len(latest) <= limit
        return current if is_rest or len(current) == limit else None

    async def _given(self, project_id: str, chosen: Sequence[Row]) -> list[Row]:
        """The rows of chosen traces, in their order."""
        if not chosen:
            return []
        keys = {
            "minutes": [one["minute_s"] for one in chosen],
            "ids": [one["trace_id"].hex() for one in chosen],
        }
        rows = await self._store.read("traces.list", statement("trace_rows"), {"project": project_id, **keys})
        found = {_place(row): row for row in rows}
        # A trace that has moved to another minute meanwhile is left out.
        return [
            {**found[_place(one)], "sort_value": one["sort_value"]} for one in chosen if _place(one) in found
        ]

    async def _beginning(self, wanted: Filter, order: Order, paging: Mapping[str, Any]) -> list[Row]:
        """What the first stretch of the page's part of the window holds."""
        rest = rest_of(wanted.window, order, paging)
        if rest is None:
            return []
        part, _ = cut(rest, _FIRST_STRETCH, order)
        return await self._asked("trace_list", replace(wanted, window=part), "start_time", order, paging)

    async def _by_time(
        self, wanted: Filter, order: Order, paging: Mapping[str, Any], first: list[Row] | None = None
    ) -> list[Row]:
        """The rows of a page in the order of time: stretch by stretch from where the page begins, each as
        long as the last ones let expect, so that a page costs what it shows and not what the window holds.
        `first`: what `_beginning` found, where it was asked."""
        rest = rest_of(wanted.window, order, paging)
        rows: list[Row] = []
        wide = _FIRST_STRETCH
        while rest is not None:
            part, rest = cut(rest, wide, order)
            missing = paging["limit"] - len(rows)
            stretch = replace(wanted, window=part)
            asked = {**paging, "limit": missing}
            found = (
                await self._asked("trace_list", stretch, "start_time", order, asked)
                if first is None
                else first
            )
            first = None
            rows += found
            if len(found) >= missing:
                break
            if len(rows) < _FEW:
                # Hardly anything lies there: the rest is not much more.
                wide *= 100
            else:
                # Half as much again as the matches so far make likely.
                wide *= min(max(1.5 * (missing - len(found)) / len(rows), 2), 32)
        # A trace that moves to another minute meanwhile can be met twice.
        return list({row["trace_id"]: row for row in rows}.values())

    async def one(self, project_id: str, trace_id: str) -> tuple[TraceSummary, Row] | None:
        """A trace of this project, or None. `trace_id`: 32 hex digits."""
        asked = await stretch(self._store, project_id, trace_id)
        rows = await self._store.read("traces.one", statement("trace_one"), asked) if asked else []
        return (summary(rows[0]), rows[0]) if rows else None

    async def detail(self, project_id: str, trace_id: str, most: int = SPANS_AT_ONCE) -> Detail | None:
        """A trace of this project with its first spans, or None. `trace_id`: 32 hex digits.

        Raises `Unprocessable` when these spans are too much for one answer.
        """
        try:
            return await self._detail(project_id, trace_id, most)
        except QueryTooBig as error:
            raise Unprocessable(
                "The trace is too large for one answer: read its tree, and single spans.",
                code="query_too_big",
                details={"bound": error.bound},
            ) from error

    async def _detail(self, project_id: str, trace_id: str, most: int) -> Detail | None:
        # A batch that is being stored shows its spans a moment before their trace: then both are read again,
        # so that they agree, unless the trace changes all the time.
        row: Row | None = None
        spans: list[Row] = []
        for pause in (*_PAUSES_S, 0.0):
            asked = await stretch(self._store, project_id, trace_id)
            if asked is None:
                return None
            spans, row = await asyncio.gather(self._spans(asked, most), self.at(asked, asked["first_start"]))
            if not spans:
                return None
            if row is None:  # a span was sent again with a later start: it has left its first place
                row = await self.at(asked, spans[0]["start_ns"])
            if row is not None and row["span_count"] == spans[0]["spans_in_trace"]:
                break
            await asyncio.sleep(pause)
        if row is None:
            found = await self.one(project_id, trace_id)
            if found is None:
                return None
            row = found[1]
        return Detail(row, spans, spans[0]["spans_in_trace"])

    async def _spans(self, asked: Mapping[str, Any], most: int) -> list[Row]:
        """The first spans of a trace as rows of sql/spans_of_trace.sql."""
        try:
            return await self._store.read(
                "traces.detail", statement("spans_of_trace"), {**asked, "limit": most}, _ROWS_AT_ONCE
            )
        except QueryTooBig:
            return await self._spans_of_long(asked, most)

    async def _spans_of_long(self, asked: Mapping[str, Any], most: int) -> list[Row]:
        """The same where payloads of many more spans would be read than are asked for."""
        marks = await self._store.read("traces.spans", statement("span_marks"), {**asked, "limit": most})
        if not marks:
            return []
        place = {"last": marks[-1]["start_ns"], "last_id": marks[-1]["span_id"].hex()}
        rows = await self._store.read("traces.detail", statement("spans_of_long_trace"), {**asked, **place})
        told = {mark["span_id"]: mark for mark in marks}
        return [
            {
                **one,
                "counted": told[one["span_id"]]["counted"],
                "spans_in_trace": marks[0]["spans_in_trace"],
            }
            for one in rows
            if one["span_id"] in told
        ]

    async def at(self, asked: Mapping[str, Any], start_ns: int) -> Row | None:
        """The row of a trace whose first span starts then (Unix ns), of sql/trace_columns.sql; `asked`: its
        stretch. None where it is elsewhere, or not stored yet."""
        rows = await self._store.read("traces.one", statement("trace_at"), {**asked, "start": start_ns})
        return rows[0] if rows else None


def _place(row: Row) -> tuple[int, bytes]:
    """What the sorting key of `traces` tells apart within a project."""
    return row["minute_s"], row["trace_id"]


def _cursor(sort: Sort, order: Order, row: Row) -> str:
    # Not `str`, which writes small costs, and none, with an exponent.
    place = [
        sort,
        order,
        f"{row['sort_value']:f}" if sort == "cost" else str(row["sort_value"]),
        row["trace_id"].hex(),
    ]
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _read_cursor(cursor: str | None, sort: Sort, order: Order) -> tuple[str, str]:
    if not cursor:
        return "0", ""
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        known_sort, known_order, value, trace_id = place
        # These go into SQL as bound parameters, but the engine would fail on what is no number or id.
        if len(bytes.fromhex(trace_id)) != 16 or not _is_value(known_sort, value):
            raise ValueError("not a place")  # noqa: TRY301
    except (ValueError, TypeError, binascii.Error) as error:
        raise BadRequest(
            "The cursor is not one of ours: leave it out to start from the first page."
        ) from error
    if (known_sort, known_order) != (sort, order):
        raise BadRequest("The cursor belongs to another order: leave it out to start from the first page.")
    return value, trace_id


def _is_value(sort: str, value: str) -> bool:
    if sort == "cost":
        return _COST.fullmatch(value) is not None
    # Times are signed.
    return _COUNT.fullmatch(value) is not None and int(value) < 2 ** (63 if sort == "start_time" else 64)


def summary(row: Row) -> TraceSummary:
    """A row of sql/trace_columns.sql as a trace."""
    return TraceSummary(
        trace_id=row["trace_id"].hex(),
        project_id=row["project_id"],
        name=row["name"],
        service_name=row["service_name"],
        start_time=iso_ns(row["start_ns"]),
        end_time=iso_ns(row["start_ns"] + row["duration_ns"]),
        duration_ns=row["duration_ns"],
        status=row["status"],
        span_count=row["span_count"],
        error_count=row["error_count"],
        llm_call_count=row["llm_call_count"],
        models=row["models"],
        providers=row["providers"],
        agents=row["agents"],
        user=or_none(row["user_id"]),
        session_id=or_none(row["session_id"]),
        tags=row["tags"],
        prompt_tokens=row["prompt_tokens"],
        completion_tokens=row["completion_tokens"],
        cached_tokens=row["cached_tokens"],
        reasoning_tokens=row["reasoning_tokens"],
        total_tokens=row["total_tokens"],
        cost_usd=dollars(row["cost"]),
        unpriced_calls=row["unpriced_calls"],
        ttft_ms=milliseconds(row["ttft_ns"]),
        error_message=or_none(row["error_message"]),
        input_preview=or_none(row["input_preview"]),
        output_preview=or_none(row["output_preview"]),
    )
