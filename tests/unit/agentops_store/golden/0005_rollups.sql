CREATE TABLE IF NOT EXISTS trace_rollups_local ON CLUSTER 'agents'
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
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', computed)
PARTITION BY toYYYYMM(bucket)
ORDER BY (project_id, bucket)
SETTINGS index_granularity = 256;

CREATE TABLE IF NOT EXISTS trace_rollups ON CLUSTER 'agents' AS trace_rollups_local
ENGINE = Distributed('agents', 'telemetry', 'trace_rollups_local', cityHash64(project_id));

CREATE TABLE IF NOT EXISTS call_rollups_local ON CLUSTER 'agents'
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
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', computed)
PARTITION BY toYYYYMM(bucket)
ORDER BY (project_id, bucket, model, provider)
SETTINGS index_granularity = 1024;

CREATE TABLE IF NOT EXISTS call_rollups ON CLUSTER 'agents' AS call_rollups_local
ENGINE = Distributed('agents', 'telemetry', 'call_rollups_local', cityHash64(project_id));

