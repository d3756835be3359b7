-- One row a log record. Unique by (project_id, id): the writer leaves out what is stored, the engine folds
-- what two writers put in at the same moment, and reads keep one of each.
CREATE TABLE IF NOT EXISTS logs
(
    project_id LowCardinality(String),
    -- The reported (else the observed) time where it is plausible, else the moment of arrival.
    time DateTime64(9, 'UTC'),
    id FixedString(16) COMMENT 'digest of all that the client sent of it',
    version UInt64,
    is_own_time UInt8,
    received_at DateTime64(6, 'UTC'),
    time_unix_nano UInt64,
    observed_unix_nano UInt64,
    -- Zeros: belongs to no trace.
    trace_id FixedString(16),
    span_id FixedString(8),
    flags UInt32,
    severity_number UInt8,
    severity LowCardinality(String) COMMENT 'TRACE DEBUG INFO WARN ERROR FATAL or empty',
    severity_text LowCardinality(String),
    event_name LowCardinality(String),
    service_name LowCardinality(String),
    scope_name LowCardinality(String),
    scope_version LowCardinality(String),
    -- Text with a type letter, as attributes of spans; j: an object as JSON.
    body String,
    body_type LowCardinality(String),
    attributes Map(LowCardinality(String), String),
    attribute_types String,
    resource_attributes Map(LowCardinality(String), String),
    resource_attribute_types String,
    scope_attributes Map(LowCardinality(String), String),
    scope_attribute_types String,
    dropped_attributes UInt32,
    INDEX by_trace trace_id TYPE bloom_filter(0.001) GRANULARITY 1,
    INDEX by_id id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(time)
ORDER BY (project_id, time, id)
SETTINGS index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1;

-- One row a metric point of any kind; unique as log records are.
CREATE TABLE IF NOT EXISTS metric_points
(
    project_id LowCardinality(String),
    name LowCardinality(String),
    time DateTime64(9, 'UTC'),
    id FixedString(16) COMMENT 'digest of all that the client sent of it',
    version UInt64,
    is_own_time UInt8,
    received_at DateTime64(6, 'UTC'),
    unit LowCardinality(String),
    description LowCardinality(String),
    type LowCardinality(String) COMMENT 'gauge sum histogram exponential_histogram summary',
    temporality LowCardinality(String) COMMENT 'delta cumulative or empty',
    is_monotonic UInt8,
    series FixedString(16) COMMENT 'digest of resource, scope, metric and attributes',
    start_unix_nano UInt64,
    time_unix_nano UInt64,
    service_name LowCardinality(String),
    scope_name LowCardinality(String),
    scope_version LowCardinality(String),
    attributes Map(LowCardinality(String), String),
    attribute_types String,
    resource_attributes Map(LowCardinality(String), String),
    resource_attribute_types String,
    flags UInt32,
    -- OTLP Exemplar messages in base64.
    exemplars Array(String),
    -- Of gauges and sums; an integer also exactly. Null: no recorded value.
    value Nullable(Float64),
    value_int Nullable(Int64),
    -- Of histograms and summaries.
    count UInt64,
    sum Nullable(Float64),
    min Nullable(Float64),
    max Nullable(Float64),
    bounds Array(Float64),
    bucket_counts Array(UInt64),
    scale Int32,
    zero_count UInt64,
    zero_threshold Float64,
    positive_offset Int32,
    positive_counts Array(UInt64),
    negative_offset Int32,
    negative_counts Array(UInt64),
    quantiles Array(Float64),
    quantile_values Array(Float64),
    INDEX by_id id TYPE bloom_filter(0.001) GRANULARITY 1
)
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(time)
ORDER BY (project_id, name, time, id)
SETTINGS index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1;

-- What the AgentOps SDK uploads: one log a trace, and objects. Rows may be 25 MB, so few go together.
CREATE TABLE IF NOT EXISTS uploads
(
    project_id String,
    kind LowCardinality(String) COMMENT 'log or object',
    name String COMMENT 'of a log: the trace; of an object: its id',
    version UInt64 COMMENT 'nanoseconds; the highest is the valid one',
    trace String,
    size UInt64 COMMENT 'bytes',
    content String
)
ENGINE = ReplacingMergeTree(version)
ORDER BY (project_id, kind, name)
SETTINGS index_granularity = 16, merge_max_block_size = 16, fsync_after_insert = 1, fsync_part_directory = 1;

-- /public/v1/spans/{id} names a span without its trace.
ALTER TABLE spans ADD INDEX IF NOT EXISTS by_span span_id TYPE bloom_filter(0.001) GRANULARITY 1;
