"""From rows of spans to what detail answers."""

import base64
from typing import Any

from opentelemetry.proto.common.v1.common_pb2 import KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span as OtlpSpan

from agentops_server.query.messages import input_of, output_of
from agentops_server.query.models import Content, Span, SpanEvent, SpanLink
from agentops_server.query.values import any_value, decode, dollars, iso_ns, milliseconds, or_none
from agentops_server.store.client import Row

_NO_PARENT = bytes(8)


def spans(rows: list[Row]) -> list[Span]:
    """Rows of sql/spans_of_trace.sql as spans; those whose parent is not among them are marked."""
    present = {row["span_id"] for row in rows}
    return [_span(row, present) for row in rows]


def span(row: Row, is_orphan: bool) -> Span:
    """One row of sql/spans_of_trace.sql as a span."""
    return _span(row, set() if is_orphan else {row["parent_span_id"]})


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
        model=or_none(row["model"]),
        provider=or_none(row["provider"]),
        user=or_none(row["user_id"]),
        session_id=or_none(row["session_id"]),
        agent=or_none(row["agent"]),
        tool=or_none(row["tool"]),
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
