CREATE TABLE IF NOT EXISTS spans_local ON CLUSTER 'agents'
(
    project_id LowCardinality(String),
    trace_id FixedString(16),
    span_id FixedString(8),
    parent_span_id FixedString(8),
    version UInt64 COMMENT 'nanoseconds; the highest is the valid one',
    start_time DateTime64(9, 'UTC'),
    duration_ns UInt64,
    received_at DateTime64(6, 'UTC'),
    start_unix_nano UInt64,
    end_unix_nano UInt64,
    name String,
    otel_kind LowCardinality(String),
    kind LowCardinality(String) COMMENT 'session agent workflow task llm embedding tool chain retrieval guardrail http other',
    service_name LowCardinality(String),
    scope_name LowCardinality(String),
    scope_version LowCardinality(String),
    status LowCardinality(String) COMMENT 'OK ERROR UNSET',
    status_message String,
    end_state LowCardinality(String) COMMENT 'of an AgentOps session: success fail indeterminate or empty',
    error_type LowCardinality(String),
    model LowCardinality(String),
    response_model LowCardinality(String),
    provider LowCardinality(String),
    response_id String,
    user_id String,
    session_id String,
    agent LowCardinality(String),
    tool LowCardinality(String),
    team LowCardinality(String),
    key_alias LowCardinality(String),
    tags Array(LowCardinality(String)),
    prompt_tokens Nullable(UInt64),
    completion_tokens Nullable(UInt64),
    cached_tokens Nullable(UInt64),
    reasoning_tokens Nullable(UInt64),
    total_tokens Nullable(UInt64),
    cost Nullable(Decimal(38, 12)),
    prompt_cost Nullable(Decimal(38, 12)),
    completion_cost Nullable(Decimal(38, 12)),
    cost_source LowCardinality(String) COMMENT 'reported price_table unpriced, empty where there is nothing to price',
    ttft_ns Nullable(UInt64),
    input_preview String,
    output_preview String,
    attributes Map(LowCardinality(String), String),
    attribute_types String,
    resource_attributes Map(LowCardinality(String), String),
    resource_attribute_types String,
    scope_attributes Array(String),
    events Array(Tuple(time_unix_nano UInt64, name String, attributes Map(String, String), attribute_types String)),
    links Array(String),
    trace_state String,
    flags UInt32,
    dropped_attributes UInt32,
    dropped_events UInt32,
    dropped_links UInt32
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', version)
PARTITION BY toYYYYMM(start_time)
ORDER BY (project_id, trace_id, span_id)
SETTINGS index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS spans ON CLUSTER 'agents' AS spans_local
ENGINE = Distributed('agents', 'telemetry', 'spans_local', cityHash64(project_id, trace_id));

CREATE TABLE IF NOT EXISTS traces_local ON CLUSTER 'agents'
(
    project_id LowCardinality(String),
    day Date,
    trace_id FixedString(16),
    version UInt64,
    is_deleted UInt8,
    start_time DateTime64(9, 'UTC'),
    duration_ns UInt64,
    name String,
    root_span_id FixedString(8),
    service_name LowCardinality(String),
    status LowCardinality(String) COMMENT 'OK ERROR INDETERMINATE',
    error_message String,
    span_count UInt64,
    ok_count UInt64,
    error_count UInt64,
    unset_count UInt64,
    llm_call_count UInt64,
    unpriced_calls UInt64,
    models Array(LowCardinality(String)),
    providers Array(LowCardinality(String)),
    agents Array(LowCardinality(String)),
    tools Array(LowCardinality(String)),
    tags Array(LowCardinality(String)),
    user_id String,
    session_id String,
    prompt_tokens UInt64,
    completion_tokens UInt64,
    cached_tokens UInt64,
    reasoning_tokens UInt64,
    total_tokens UInt64,
    cost Nullable(Decimal(38, 12)),
    prompt_cost Decimal(38, 12),
    completion_cost Decimal(38, 12),
    ttft_ns Nullable(UInt64),
    input_preview String,
    output_preview String,
    calls Array(Tuple(
        model LowCardinality(String),
        provider LowCardinality(String),
        is_error UInt8,
        is_unpriced UInt8,
        total_tokens UInt64,
        cost Nullable(Decimal(38, 12)),
        duration_ns UInt64,
        ttft_ns Nullable(UInt64))),
    INDEX by_trace trace_id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', version, is_deleted)
PARTITION BY toYYYYMM(day)
ORDER BY (project_id, day, trace_id)
SETTINGS index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1;

CREATE TABLE IF NOT EXISTS traces ON CLUSTER 'agents' AS traces_local
ENGINE = Distributed('agents', 'telemetry', 'traces_local', cityHash64(project_id, trace_id));

CREATE TABLE IF NOT EXISTS prices_local ON CLUSTER 'agents'
(
    project_id String,
    model String,
    effective_from DateTime64(3, 'UTC'),
    version UInt64,
    is_deleted UInt8,
    input Decimal(38, 15),
    output Decimal(38, 15),
    cached_input Nullable(Decimal(38, 15)),
    reasoning Nullable(Decimal(38, 15)),
    source LowCardinality(String)
)
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', version, is_deleted)
ORDER BY (project_id, model, effective_from);

CREATE TABLE IF NOT EXISTS prices ON CLUSTER 'agents' AS prices_local
ENGINE = Distributed('agents', 'telemetry', 'prices_local', cityHash64(project_id));

