-- Spans as OpenTelemetry's own exporter for ClickHouse lays them out: typed columns, attributes as maps. No copies to sync.
CREATE TABLE plain
(
    project_id LowCardinality(String),
    Timestamp DateTime64(9, 'UTC'),
    TraceId FixedString(16),
    SpanId FixedString(8),
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
    StatusMessage String
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(Timestamp)
ORDER BY (project_id, TraceId, SpanId)
