"""Rows of `otel_traces` as OTLP again: what a span meant there, it means here."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import ScopeSpans, Span, Status

Row = Mapping[str, Any]

_KINDS = {
    "internal": Span.SPAN_KIND_INTERNAL,
    "server": Span.SPAN_KIND_SERVER,
    "client": Span.SPAN_KIND_CLIENT,
    "producer": Span.SPAN_KIND_PRODUCER,
    "consumer": Span.SPAN_KIND_CONSUMER,
}
_STATUS = {"ok": Status.STATUS_CODE_OK, "error": Status.STATUS_CODE_ERROR}


def requests(rows: Iterable[Row], most_bytes: int) -> Iterator[tuple[bytes, int]]:
    """Export requests of these rows of about `most_bytes` each at most, with how many rows had no valid ids.

    Values come back as text: the exporter that wrote the table kept no types.
    """
    message = ExportTraceServiceRequest()
    scopes: dict[tuple[Any, ...], ScopeSpans] = {}
    size = broken = 0
    for row in rows:
        try:
            span = _span(row)
        except ValueError:
            broken += 1
            continue
        size += span.ByteSize()
        _scope(message, scopes, row).spans.append(span)
        if size >= most_bytes:
            yield message.SerializeToString(), broken
            message, scopes, size, broken = ExportTraceServiceRequest(), {}, 0, 0
    if scopes or broken:
        yield message.SerializeToString(), broken


def _scope(
    message: ExportTraceServiceRequest, scopes: dict[tuple[Any, ...], ScopeSpans], row: Row
) -> ScopeSpans:
    resource = dict(row["resource_attributes"])
    if row["service_name"]:
        resource.setdefault("service.name", row["service_name"])
    key = (tuple(sorted(resource.items())), row["scope_name"], row["scope_version"])
    if key not in scopes:
        group = message.resource_spans.add()
        group.resource.attributes.extend(_pairs(resource))
        inner = group.scope_spans.add()
        inner.scope.name = row["scope_name"]
        inner.scope.version = row["scope_version"]
        scopes[key] = inner
    return scopes[key]


def _span(row: Row) -> Span:
    """Raises `ValueError` for ids that are none."""
    start = int(row["start_ns"])
    span = Span(
        trace_id=_id(row["trace_id"], 16),
        span_id=_id(row["span_id"], 8),
        parent_span_id=_id(row["parent_span_id"], 8) if row["parent_span_id"].strip("0") else b"",
        trace_state=row["trace_state"],
        name=row["name"],
        kind=_KINDS.get(_last_word(row["kind"]), Span.SPAN_KIND_UNSPECIFIED),
        start_time_unix_nano=max(start, 0),
        end_time_unix_nano=max(start, 0) + int(row["duration_ns"]),
        attributes=_pairs(row["attributes"]),
    )
    span.status.code = _STATUS.get(_last_word(row["status"]), Status.STATUS_CODE_UNSET)
    span.status.message = row["status_message"]
    for moment, name, attributes in zip(
        row["event_times"], row["event_names"], row["event_attributes"], strict=True
    ):
        span.events.add(time_unix_nano=max(int(moment), 0), name=name, attributes=_pairs(attributes))
    for trace_id, span_id, state, attributes in zip(
        row["link_trace_ids"], row["link_span_ids"], row["link_states"], row["link_attributes"], strict=True
    ):
        span.links.add(
            trace_id=_id(trace_id, 16),
            span_id=_id(span_id, 8),
            trace_state=state,
            attributes=_pairs(attributes),
        )
    return span


def _pairs(values: Mapping[str, str]) -> list[KeyValue]:
    return [KeyValue(key=key, value=AnyValue(string_value=value)) for key, value in values.items()]


def _id(text: str, size: int) -> bytes:
    value = bytes.fromhex(text)
    if len(value) != size or not any(value):
        raise ValueError(text)
    return value


def _last_word(text: str) -> str:
    """`Client`, `SPAN_KIND_CLIENT` and `CLIENT` are the same."""
    return text.rsplit("_", 1)[-1].lower()
