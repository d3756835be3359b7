"""A trace of any size, piece by piece: its spans without payloads, one span in full, its moments in time."""

import asyncio
import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal

from pydantic import BaseModel, Field

from agentops_server.query import cursors
from agentops_server.query.family import NO_PARENT, Family
from agentops_server.query.models import Span, SpanKind, TraceSummary
from agentops_server.query.spans import parent_of, span
from agentops_server.query.stretch import stretch
from agentops_server.query.traces import TraceReader, summary
from agentops_server.query.values import dollars, iso_ns, milliseconds, or_none
from agentops_server.store.client import Row, Store
from agentops_server.store.statements import statement, with_parts
from kit.errors import BadRequest

ROOTS = "root"
EventKind = Literal["span_start", "first_token", "span_end"]

_SPAN_ID = re.compile(r"[0-9a-f]{16}")
_NUMBER = re.compile(r"-?[0-9]{1,19}")
_BEFORE_ALL = "0" * 16
# Spans of a trace up to which the marks of all are computed for any of them: it costs less than choosing.
_FEW = 2_000
# The places within one moment, as sql/replay.sql numbers them.
_EVENTS: Sequence[EventKind] = ("span_end", "span_start", "first_token", "span_end")


class SpanRow(BaseModel):
    """A span without its payload."""

    span_id: str = Field(description="16 hex digits")
    parent_span_id: str | None
    orphan: bool = Field(description="Its parent is not in the trace: shown under the root")
    depth: int = Field(description="Spans above it")
    child_count: int = Field(description="Spans right below it")
    name: str
    kind: SpanKind
    service_name: str
    start_time: str
    offset_ns: int = Field(description="Since the trace began")
    duration_ns: int
    status: Literal["OK", "ERROR", "UNSET"]
    model: str | None
    provider: str | None
    agent: str | None
    tool: str | None
    prompt_tokens: int | None
    completion_tokens: int | None
    total_tokens: int | None
    cost_usd: float | None
    cost_source: Literal["reported", "price_table", "unpriced"] | None
    counted: bool = Field(description="Whether this span's tokens and cost go into the trace's figures")
    ttft_ms: float | None


class TreePage(BaseModel):
    """Some spans of a trace, in order of their start."""

    spans: list[SpanRow]
    next_cursor: str | None
    span_count: int = Field(description="Spans of the whole trace")
    trace: TraceSummary | None = Field(
        default=None,
        description="The trace as in lists; on the first page of the whole tree only, and not yet while its "
        "first spans are being stored",
    )


class ReplayEvent(BaseModel):
    """One moment of a trace. What was said then is in the span: `/traces/{trace_id}/spans/{span_id}`."""

    offset_ns: int = Field(description="Since the trace began")
    kind: EventKind
    span_id: str
    total_tokens: int = Field(description="So far: of the model calls that have ended, each once")
    cost_usd: float | None = Field(description="So far; null while nothing has a price")
    open_spans: int = Field(description="Spans that run after this moment")


class ReplayPage(BaseModel):
    """Some moments of a trace, in order."""

    start_time: str
    events: list[ReplayEvent]
    next_cursor: str | None


class TreeReader:
    """Reads traces piece by piece. `trace_id`: 32 hex digits; None: no such trace in the project."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def page(
        self, project_id: str, trace_id: str, parent: str | None, limit: int, cursor: str | None
    ) -> TreePage | None:
        """Spans in order of time. `parent`: only those right below this span, or `root` for those that have
        none in the trace. Raises `BadRequest` for a cursor that is not ours."""
        order = f"tree {parent or ''}"
        after, after_id = _place(cursor, order)
        asked = await stretch(self._store, project_id, trace_id)
        if asked is None:
            return None
        family, about = await asyncio.gather(
            self._family(asked),
            self._about(asked) if parent is None and cursor is None else asyncio.sleep(0, result=None),
        )
        if family is None:
            return None
        below = None if parent is None else NO_PARENT if parent == ROOTS else bytes.fromhex(parent)
        places, more = family.page((after, bytes.fromhex(after_id)), below, limit)
        which, bound = _which(parent)
        rows: list[Row] = []
        if places:
            end = family.starts[places[-1]], family.span_ids[places[-1]].hex()
            bounds = {"after": after, "after_id": after_id, "last": end[0], "last_id": end[1], "limit": limit}
            part = f"{which} AND {statement('tree_range')}"
            rows = await self._rows(part, family, {**asked, **bound, **bounds})
        return TreePage(
            spans=[_span_row(row, family) for row in rows],
            next_cursor=cursors.write(order, [str(end[0]), end[1]]) if more else None,
            span_count=len(family.span_ids),
            trace=about,
        )

    async def span(self, project_id: str, trace_id: str, span_id: str) -> Span | None:
        """One span with its payload. `span_id`: 16 hex digits."""
        found = await self.span_row(project_id, trace_id, span_id)
        return span(*found) if found else None

    async def span_anywhere(self, project_id: str, span_id: str) -> Row | None:
        """The row of a span whose trace is not known; of several with this id, the latest to arrive."""
        asked = {"project": project_id, "span": span_id}
        places = await self._store.read("traces.span_place", statement("span_place"), asked)
        if not places:
            return None
        found = await self.span_row(project_id, places[0]["trace_id"].hex(), span_id)
        return found[0] if found else None

    async def span_row(self, project_id: str, trace_id: str, span_id: str) -> tuple[Row, bool] | None:
        """A span as a row of sql/span_one.sql with `counted`, and whether it is an orphan."""
        found = await stretch(self._store, project_id, trace_id)
        if found is None:
            return None
        asked = {**found, "span": span_id}
        rows, family = await asyncio.gather(
            self._store.read("traces.span", statement("span_one"), asked), self._family(asked)
        )
        if not rows or family is None:
            return None
        which = "span_id = toFixedString(unhex({span:String}), 8)"
        marks = await self._rows(which, family, {**asked, "limit": 1})
        if not marks:
            return None
        return {**rows[0], "counted": marks[0]["counted"]}, family.is_orphan(rows[0]["parent_span_id"])

    async def replay(
        self, project_id: str, trace_id: str, limit: int, cursor: str | None
    ) -> ReplayPage | None:
        """The moments of a trace. Raises `BadRequest` for a cursor that is not ours."""
        at, place, span_id = _moment(cursor)
        asked = await stretch(self._store, project_id, trace_id)
        if asked is None:
            return None
        after = {"after": at, "after_place": place, "after_id": span_id, "limit": limit + 1}
        first, rows = await asyncio.gather(
            self._first(asked),
            self._store.read("traces.replay", statement("replay"), {**asked, **after}),
        )
        if first is None:
            return None
        more, rows = rows[limit:], rows[:limit]
        last = rows[-1] if more else None
        end = [str(last["at"]), str(last["place"]), last["span_id"].hex()] if last else []
        return ReplayPage(
            start_time=iso_ns(first),
            events=[
                ReplayEvent(
                    offset_ns=row["at"] - first,
                    kind=_EVENTS[row["place"]],
                    span_id=row["span_id"].hex(),
                    total_tokens=row["tokens_so_far"],
                    cost_usd=dollars(row["cost_so_far"]),
                    open_spans=row["open_spans"],
                )
                for row in rows
            ],
            next_cursor=cursors.write("replay", end) if more else None,
        )

    async def _rows(self, page: str, family: Family, parameters: Mapping[str, Any]) -> list[Row]:
        """Rows of sql/tree.sql; those stored since the family was read are left out."""
        needed = "1" if len(family.span_ids) <= _FEW else with_parts("tree_needed", page=page)
        sql = with_parts("tree", page=page, needed=needed)
        rows = await self._store.read("traces.tree", sql, parameters)
        return [row for row in rows if row["span_id"] in family]

    async def _family(self, asked: Mapping[str, Any]) -> Family | None:
        rows = await self._store.read("traces.tree", statement("tree_parents"), asked)
        return Family(rows[0]) if rows[0]["span_ids"] else None

    async def _about(self, asked: Mapping[str, Any]) -> TraceSummary | None:
        """The trace as in lists; None while its first spans are being stored."""
        reader = TraceReader(self._store)
        row = await reader.at(asked, asked["first_start"])
        if row is not None:
            return summary(row)
        found = await reader.one(asked["project"], asked["trace_id"])  # its first span has moved
        return found[0] if found else None

    async def _first(self, asked: Mapping[str, Any]) -> int | None:
        """When the trace began, in Unix nanoseconds."""
        marks = await self._store.read("traces.spans", statement("span_marks"), {**asked, "limit": 1})
        return int(marks[0]["start_ns"]) if marks else None


def _which(parent: str | None) -> tuple[str, dict[str, str]]:
    if parent is None:
        return "1", {}
    if parent == ROOTS:
        return statement("tree_root"), {}
    return "parent_span_id = toFixedString(unhex({parent:String}), 8)", {"parent": parent}


def _place(cursor: str | None, order: str) -> tuple[int, str]:
    if cursor is None:
        return 0, _BEFORE_ALL
    at, span_id = cursors.read(cursor, order, 2)
    return _checked(at), _checked_id(span_id)


def _moment(cursor: str | None) -> tuple[int, int, str]:
    if cursor is None:
        return 0, 0, _BEFORE_ALL
    at, place, span_id = cursors.read(cursor, "replay", 3)
    return _checked(at), _checked(place) % len(_EVENTS), _checked_id(span_id)


def _checked(number: str) -> int:
    value = int(number) if _NUMBER.fullmatch(number) else 2**63
    if abs(value) >= 2**63:
        raise BadRequest("The cursor is not one of ours: leave it out to start from the first page.")
    return value


def _checked_id(text: str) -> str:
    if not _SPAN_ID.fullmatch(text):
        raise BadRequest("The cursor is not one of ours: leave it out to start from the first page.")
    return text


def _span_row(row: Row, family: Family) -> SpanRow:
    return SpanRow(
        span_id=row["span_id"].hex(),
        parent_span_id=parent_of(row),
        orphan=family.is_orphan(row["parent_span_id"]),
        depth=family.depth(row["span_id"]),
        child_count=family.children(row["span_id"]),
        name=row["name"],
        kind=row["kind"],
        service_name=row["service_name"],
        start_time=iso_ns(row["start_ns"]),
        offset_ns=row["start_ns"] - family.starts[0],
        duration_ns=row["duration_ns"],
        status=row["status"],
        model=or_none(row["model"]),
        provider=or_none(row["provider"]),
        agent=or_none(row["agent"]),
        tool=or_none(row["tool"]),
        prompt_tokens=row["prompt_tokens"],
        completion_tokens=row["completion_tokens"],
        total_tokens=row["total_tokens"],
        cost_usd=dollars(row["cost"]),
        cost_source=row["cost_source"] or None,
        counted=bool(row["counted"]),
        ttft_ms=milliseconds(row["ttft_ns"]),
    )
