"""An upstream AgentOps database: its table, and spans put into it as OpenTelemetry's exporter does."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import clickhouse_connect
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from fixtures.clickhouse import ClickHouse

DATABASE = "otel_2"

_TABLE = """
CREATE TABLE otel_traces
(
    Timestamp DateTime64(9) CODEC(Delta, ZSTD(1)),
    project_id String MATERIALIZED ResourceAttributes['agentops.project.id'],
    TraceId String,
    SpanId String,
    ParentSpanId String,
    TraceState String,
    SpanName LowCardinality(String),
    SpanKind LowCardinality(String),
    ServiceName LowCardinality(String),
    ResourceAttributes Map(LowCardinality(String), String),
    ScopeName String,
    ScopeVersion String,
    SpanAttributes Map(LowCardinality(String), String),
    Duration UInt64,
    StatusCode LowCardinality(String),
    StatusMessage String,
    Events Nested
    (
        Timestamp DateTime64(9),
        Name LowCardinality(String),
        Attributes Map(LowCardinality(String), String)
    ),
    Links Nested
    (
        TraceId String,
        SpanId String,
        TraceState String,
        Attributes Map(LowCardinality(String), String)
    )
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(Timestamp)
ORDER BY (project_id, Timestamp)
"""
_COLUMNS = [
    "Timestamp",
    "TraceId",
    "SpanId",
    "ParentSpanId",
    "TraceState",
    "SpanName",
    "SpanKind",
    "ServiceName",
    "ResourceAttributes",
    "ScopeName",
    "ScopeVersion",
    "SpanAttributes",
    "Duration",
    "StatusCode",
    "StatusMessage",
    "Events.Timestamp",
    "Events.Name",
    "Events.Attributes",
    "Links.TraceId",
    "Links.SpanId",
    "Links.TraceState",
    "Links.Attributes",
]


def create(clickhouse: ClickHouse) -> None:
    clickhouse.sql(f"CREATE DATABASE {DATABASE}")
    clickhouse.sql(_TABLE, DATABASE)


def store(
    clickhouse: ClickHouse, project_id: str, spans: Iterable[Span], service: str = "test-service"
) -> None:
    """Insert spans of one resource and scope, as the exporter writes them."""
    resource = {"service.name": service, "agentops.project.id": project_id}
    client = clickhouse_connect.get_client(dsn=clickhouse.url(DATABASE))
    client.insert("otel_traces", [_row(span, resource, service) for span in spans], column_names=_COLUMNS)
    client.close()


def _row(span: Span, resource: Mapping[str, str], service: str) -> list[Any]:
    # clickhouse-connect takes the ticks of a DateTime64 as they are.
    return [
        span.start_time_unix_nano,
        span.trace_id.hex(),
        span.span_id.hex(),
        span.parent_span_id.hex(),
        span.trace_state,
        span.name,
        Span.SpanKind.Name(span.kind).removeprefix("SPAN_KIND_").title(),
        service,
        dict(resource),
        "tests",
        "",
        texts(span.attributes),
        span.end_time_unix_nano - span.start_time_unix_nano,
        {0: "Unset", 1: "Ok", 2: "Error"}[span.status.code],
        span.status.message,
        [event.time_unix_nano for event in span.events],
        [event.name for event in span.events],
        [texts(event.attributes) for event in span.events],
        [link.trace_id.hex() for link in span.links],
        [link.span_id.hex() for link in span.links],
        [link.trace_state for link in span.links],
        [texts(link.attributes) for link in span.links],
    ]


def texts(pairs: Iterable[KeyValue]) -> dict[str, str]:
    """Values as text, as the collector's `AsString` writes them."""
    return {pair.key: _text(pair.value) for pair in pairs}


def _text(value: AnyValue) -> str:
    plain = _plain(value)
    if isinstance(plain, str):
        return plain
    if isinstance(plain, float):
        return repr(plain).removesuffix(".0")
    return json.dumps(plain, separators=(",", ":"))


def _plain(value: AnyValue) -> Any:
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [_plain(one) for one in value.array_value.values]
    if kind == "kvlist_value":
        return {pair.key: _plain(pair.value) for pair in value.kvlist_value.values}
    return getattr(value, kind) if kind else ""
