-- One row a span. Unique by (project_id, trace_id, span_id): the writer never inserts a span that is
-- already there, the engine folds what two writers put in at the same moment, and reads use FINAL.
-- fsync_after_insert: a spool segment is deleted after its insert, so the insert must be on disk by then.
CREATE TABLE IF NOT EXISTS spans
(
    project_id LowCardinality(String),
    trace_id FixedString(16),
    span_id FixedString(8),
    -- Eight zero bytes: no parent.
    parent_span_id FixedString(8),
    version UInt64 COMMENT 'nanoseconds; the highest is the valid one',
    -- When it really was: the reported start where it is plausible, else the moment of arrival.
    start_time DateTime64(9, 'UTC'),
    duration_ns UInt64,
    received_at DateTime64(6, 'UTC'),
    -- What the client reported, however wrong.
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
    -- US dollars.
    cost Nullable(Decimal(38, 12)),
    prompt_cost Nullable(Decimal(38, 12)),
    completion_cost Nullable(Decimal(38, 12)),
    cost_source LowCardinality(String) COMMENT 'reported price_table unpriced, empty where there is nothing to price',
    ttft_ns Nullable(UInt64),
    input_preview String,
    output_preview String,
    -- Payload: read for one trace at a time, never by lists. Values as text, their types one letter each
    -- (s string, b bool, i int, d double, a array as JSON, k kvlist, x bytes, n null; k and x in base64).
    attributes Map(LowCardinality(String), String),
    attribute_types String,
    resource_attributes Map(LowCardinality(String), String),
    resource_attribute_types String,
    -- Raw OTLP KeyValue and Link messages in base64.
    scope_attributes Array(String),
    events Array(Tuple(time_unix_nano UInt64, name String, attributes Map(String, String), attribute_types String)),
    links Array(String),
    trace_state String,
    flags UInt32,
    dropped_attributes UInt32,
    dropped_events UInt32,
    dropped_links UInt32
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(start_time)
ORDER BY (project_id, trace_id, span_id)
SETTINGS index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1;

-- One row a trace: what lists, cards and charts read. Always computed whole from `spans`
-- (sql/summarise.sql), never added to, so that late and repeated spans cannot make it wrong.
-- A trace whose first day changes leaves a row with is_deleted = 1 at its old place.
CREATE TABLE IF NOT EXISTS traces
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
    -- Each model call once.
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
ENGINE = ReplacingMergeTree(version, is_deleted)
PARTITION BY toYYYYMM(day)
ORDER BY (project_id, day, trace_id)
SETTINGS index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1;

-- US dollars a token, in force from `effective_from` on. An empty project_id: for all projects.
CREATE TABLE IF NOT EXISTS prices
(
    project_id String,
    model String,
    effective_from DateTime64(3, 'UTC'),
    version UInt64,
    is_deleted UInt8,
    input Decimal(38, 15),
    output Decimal(38, 15),
    -- Null: as the input (output) price.
    cached_input Nullable(Decimal(38, 15)),
    reasoning Nullable(Decimal(38, 15)),
    source LowCardinality(String)
)
ENGINE = ReplacingMergeTree(version, is_deleted)
ORDER BY (project_id, model, effective_from);
