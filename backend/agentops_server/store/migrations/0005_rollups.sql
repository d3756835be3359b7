-- Figures of quarters of an hour, for cards and charts of long windows. A row is computed whole from `traces`
-- (sql/trace_figures.sql, sql/call_figures.sql), never added to, and says of what it was made: `rows` and
-- `versions` are the number of stored rows of `traces` of that quarter and the sum of their versions. Where these
-- have changed since, the row counts for nothing and `traces` is read instead, until it has been made anew. So rollups
-- are never wrong, whoever writes to `traces`, and whether anybody makes them at all.
CREATE TABLE IF NOT EXISTS trace_rollups
(
    project_id LowCardinality(String),
    bucket DateTime('UTC') COMMENT 'start of the quarter of an hour',
    computed UInt64 COMMENT 'nanoseconds; the highest is the valid one',
    rows UInt64,
    versions UInt64,
    traces UInt64,
    ok_traces UInt64,
    failed_traces UInt64,
    indeterminate_traces UInt64,
    spans UInt64,
    ok_spans UInt64,
    failed_spans UInt64,
    unset_spans UInt64,
    calls UInt64,
    unpriced_calls UInt64,
    prompt_tokens UInt64,
    completion_tokens UInt64,
    cached_tokens UInt64,
    reasoning_tokens UInt64,
    total_tokens UInt64,
    ok_tokens UInt64,
    failed_tokens UInt64,
    cost Nullable(Decimal(38, 12)),
    prompt_cost Decimal(38, 12),
    completion_cost Decimal(38, 12),
    priced_traces UInt64,
    duration_sum UInt64,
    duration_min Nullable(UInt64),
    duration_max Nullable(UInt64),
    durations AggregateFunction(quantile(0.5), UInt64),
    ttft_sum UInt64,
    ttft_count UInt64,
    ttfts AggregateFunction(quantileArray(0.5), Array(UInt64))
)
ENGINE = ReplacingMergeTree(computed)
PARTITION BY toYYYYMM(bucket)
ORDER BY (project_id, bucket)
SETTINGS index_granularity = 256;

-- The same of model calls, by model. Rows count only with the `computed` of their quarter in `trace_rollups`.
CREATE TABLE IF NOT EXISTS call_rollups
(
    project_id LowCardinality(String),
    bucket DateTime('UTC'),
    model LowCardinality(String),
    provider LowCardinality(String),
    computed UInt64,
    calls UInt64,
    failed_calls UInt64,
    unpriced_calls UInt64,
    prompt_tokens UInt64,
    completion_tokens UInt64,
    cached_tokens UInt64,
    reasoning_tokens UInt64,
    total_tokens UInt64,
    cost Nullable(Decimal(38, 12)),
    priced_calls UInt64,
    duration_sum UInt64,
    duration_max Nullable(UInt64),
    durations AggregateFunction(quantile(0.5), UInt64),
    ttft_sum UInt64,
    ttft_count UInt64,
    ttfts AggregateFunction(quantileArray(0.5), Array(UInt64))
)
ENGINE = ReplacingMergeTree(computed)
PARTITION BY toYYYYMM(bucket)
ORDER BY (project_id, bucket, model, provider)
SETTINGS index_granularity = 1024;
