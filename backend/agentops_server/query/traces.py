"""Reading traces and their spans."""

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span as OtlpSpan

from agentops_server.query.filters.compiler import EVERYTHING, Condition
from agentops_server.query.messages import input_of, output_of
from agentops_server.query.models import Content, Span, SpanEvent, SpanLink, TraceSummary
from agentops_server.query.values import any_value, decode, dollars, iso_ns, milliseconds
from agentops_server.store.client import Row, Store
from agentops_server.store.statements import statement, with_parts
from kit.errors import BadRequest
from kit.timerange import TimeRange

Sort = Literal["start_time", "duration", "cost", "tokens"]
Order = Literal["asc", "desc"]

# What a trace is sorted by, and how the value of a cursor is read back. A trace without a cost sorts below 0.
_SORTS: Mapping[Sort, tuple[str, str]] = {
    "start_time": ("toUnixTimestamp64Nano(start_time)", "toInt64({after:String})"),
    "duration": ("duration_ns", "toUInt64({after:String})"),
    "cost": ("ifNull(cost, toDecimal128(-1, 12))", "toDecimal128({after:String}, 12)"),
    "tokens": ("total_tokens", "toUInt64({after:String})"),
}
_NO_PARENT = bytes(8)
SPANS_AT_ONCE = 10_000


@dataclass(frozen=True)
class Filter:
    """Which traces of a project a question is about."""

    project_id: str
    window: TimeRange
    status: str = ""
    model: str = ""
    """May hold `*` for any characters; letter case does not matter."""
    q: str = ""
    """Substring, letter case does not matter."""
    q_scope: Literal["names", "all"] = "all"
    """Where `q` is looked for: trace id, root name and tags, or everything that lists show."""
    condition: Condition = EVERYTHING
    """What the filter language asked for besides."""

    def parameters(self) -> dict[str, Any]:
        """The bound parameters of sql/window.sql."""
        pattern = self.model.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_").replace("*", "%")
        return {
            "project": self.project_id,
            "start": nanoseconds(self.window)[0],
            "end": nanoseconds(self.window)[1],
            "status": self.status,
            "model": pattern,
            "q": self.q,
            "q_scope": self.q_scope,
            **self.condition.parameters,
        }

    def sql(self, name: str, **parts: str) -> str:
        """`sql/<name>.sql`, about these traces; binds `parameters()`."""
        return with_parts(name, **parts, filter=self.condition.sql)


def nanoseconds(window: TimeRange) -> tuple[int, int]:
    """The window's bounds in Unix nanoseconds, without the rounding of floats."""
    return _unix_micros(window.start) * 1000, _unix_micros(window.end) * 1000


def _unix_micros(moment: Any) -> int:
    return int(moment.timestamp()) * 1_000_000 + int(moment.microsecond)


@dataclass(frozen=True)
class Page:
    """Some traces, how many there are in all, and where the next page begins."""

    traces: list[TraceSummary]
    rows: list[Row]
    total: int
    next_cursor: str | None


class TraceReader:
    """Lists and details of traces."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def page(
        self, wanted: Filter, sort: Sort, order: Order, limit: int, cursor: str | None = None, offset: int = 0
    ) -> Page:
        """One page. Raises `BadRequest` for a cursor that is not ours or belongs to another order."""
        after, after_id = _read_cursor(cursor, sort, order)
        value, after_value = _SORTS[sort]
        sql = wanted.sql(
            "trace_list",
            sort_value=value,
            after_value=after_value,
            direction="DESC" if order == "desc" else "ASC",
            beyond="<" if order == "desc" else ">",
        )
        parameters = wanted.parameters()
        paging = {"after": after, "after_id": after_id, "limit": limit + 1, "offset": offset}
        rows = await self._store.read("traces.list", sql, {**parameters, **paging})
        counted = await self._store.read("traces.count", wanted.sql("trace_count"), parameters)
        more, rows = rows[limit:], rows[:limit]
        next_cursor = _cursor(sort, order, rows[-1]) if more else None
        return Page([summary(row) for row in rows], rows, counted[0]["total"], next_cursor)

    async def one(self, project_id: str, trace_id: str) -> tuple[TraceSummary, Row] | None:
        """A trace of this project, or None. `trace_id`: 32 hex digits."""
        parameters = {"project": project_id, "trace_id": trace_id}
        rows = await self._store.read("traces.one", statement("trace_one"), parameters)
        return (summary(rows[0]), rows[0]) if rows else None

    async def span_rows(self, project_id: str, trace_id: str, limit: int = SPANS_AT_ONCE) -> list[Row]:
        """The spans of a trace as rows, earliest first."""
        parameters = {"project": project_id, "trace_id": trace_id, "limit": limit}
        return await self._store.read("traces.detail", statement("spans_of_trace"), parameters)


def _cursor(sort: Sort, order: Order, row: Row) -> str:
    place = [sort, order, str(row["sort_value"]), row["trace_id"].hex()]
    return base64.urlsafe_b64encode(json.dumps(place).encode()).decode().rstrip("=")


def _read_cursor(cursor: str | None, sort: Sort, order: Order) -> tuple[str, str]:
    if not cursor:
        return "0", ""
    try:
        place = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        known_sort, known_order, value, trace_id = place
        # These go into SQL as bound parameters, but the engine would fail on what is no number or id.
        float(value)
        if len(bytes.fromhex(trace_id)) != 16 or not set(value) <= set("-.0123456789"):
            raise ValueError("not a place")  # noqa: TRY301
    except (ValueError, TypeError, binascii.Error) as error:
        raise BadRequest(
            "The cursor is not one of ours: leave it out to start from the first page."
        ) from error
    if (known_sort, known_order) != (sort, order):
        raise BadRequest("The cursor belongs to another order: leave it out to start from the first page.")
    return value, trace_id


def _or_none(value: str) -> str | None:
    return value or None


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
        user=_or_none(row["user_id"]),
        session_id=_or_none(row["session_id"]),
        tags=row["tags"],
        prompt_tokens=row["prompt_tokens"],
        completion_tokens=row["completion_tokens"],
        cached_tokens=row["cached_tokens"],
        reasoning_tokens=row["reasoning_tokens"],
        total_tokens=row["total_tokens"],
        cost_usd=dollars(row["cost"]),
        unpriced_calls=row["unpriced_calls"],
        ttft_ms=milliseconds(row["ttft_ns"]),
        error_message=_or_none(row["error_message"]),
        input_preview=_or_none(row["input_preview"]),
        output_preview=_or_none(row["output_preview"]),
    )


def spans(rows: list[Row]) -> list[Span]:
    """Rows of sql/spans_of_trace.sql as spans; those whose parent is not among them are marked."""
    present = {row["span_id"] for row in rows}
    return [_span(row, present) for row in rows]


def attributes_of(row: Row) -> dict[str, Any]:
    """The span's attributes; where its clock was not believed, also what it had reported."""
    attributes = decode(row["attributes"], row["attribute_types"])
    if row["start_unix_nano"] != row["start_ns"]:
        attributes["portal.reported_start_unix_nano"] = row["start_unix_nano"]
        attributes["portal.reported_end_unix_nano"] = row["end_unix_nano"]
    elif row["end_unix_nano"] != row["start_ns"] + row["duration_ns"]:
        attributes["portal.reported_end_unix_nano"] = row["end_unix_nano"]
    return attributes


def events_of(row: Row) -> list[SpanEvent]:
    """The span's events."""
    return [
        SpanEvent(
            time=iso_ns(event["time_unix_nano"]),
            name=event["name"],
            attributes=decode(event["attributes"], event["attribute_types"]),
        )
        for event in row["events"]
    ]


def links_of(row: Row) -> list[SpanLink]:
    """The span's links."""
    links = [OtlpSpan.Link.FromString(base64.b64decode(raw)) for raw in row["links"]]
    return [
        SpanLink(
            trace_id=link.trace_id.hex(),
            span_id=link.span_id.hex(),
            trace_state=link.trace_state,
            attributes={pair.key: any_value(pair.value) for pair in link.attributes},
        )
        for link in links
    ]


def scope_attributes(raw: list[str]) -> dict[str, Any]:
    """The attributes of a span's scope."""
    pairs = [KeyValue.FromString(base64.b64decode(one)) for one in raw]
    return {pair.key: any_value(pair.value) for pair in pairs}


def parent_of(row: Row) -> str | None:
    """The parent's id in hex; None for a root."""
    return None if row["parent_span_id"] == _NO_PARENT else row["parent_span_id"].hex()


def _span(row: Row, present: set[bytes]) -> Span:
    attributes = attributes_of(row)
    events = events_of(row)
    incoming: Content = input_of(row["kind"], attributes, events)
    outgoing: Content = output_of(row["kind"], attributes, events)
    return Span(
        span_id=row["span_id"].hex(),
        parent_span_id=parent_of(row),
        orphan=row["parent_span_id"] != _NO_PARENT and row["parent_span_id"] not in present,
        name=row["name"],
        kind=row["kind"],
        otel_kind=row["otel_kind"],
        service_name=row["service_name"],
        scope_name=row["scope_name"],
        start_time=iso_ns(row["start_ns"]),
        end_time=iso_ns(row["start_ns"] + row["duration_ns"]),
        duration_ns=row["duration_ns"],
        status=row["status"],
        status_message=row["status_message"],
        model=_or_none(row["model"]),
        provider=_or_none(row["provider"]),
        user=_or_none(row["user_id"]),
        session_id=_or_none(row["session_id"]),
        agent=_or_none(row["agent"]),
        tool=_or_none(row["tool"]),
        tags=row["tags"],
        prompt_tokens=row["prompt_tokens"],
        completion_tokens=row["completion_tokens"],
        cached_tokens=row["cached_tokens"],
        reasoning_tokens=row["reasoning_tokens"],
        total_tokens=row["total_tokens"],
        cost_usd=dollars(row["cost"]),
        cost_source=row["cost_source"] or None,
        counted=bool(row["counted"]),
        ttft_ms=milliseconds(row["ttft_ns"]),
        input=incoming,
        output=outgoing,
        attributes=attributes,
        resource_attributes=decode(row["resource_attributes"], row["resource_attribute_types"]),
        events=events,
        links=links_of(row),
    )
