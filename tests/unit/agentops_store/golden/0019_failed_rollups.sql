CREATE TABLE IF NOT EXISTS failed_trace_rollups_local ON CLUSTER 'agents'
AS trace_rollups_local
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', computed)
PARTITION BY toYYYYMM(bucket)
ORDER BY (project_id, bucket)
SETTINGS index_granularity = 256;

CREATE TABLE IF NOT EXISTS failed_trace_rollups ON CLUSTER 'agents' AS failed_trace_rollups_local
ENGINE = Distributed('agents', 'telemetry', 'failed_trace_rollups_local', cityHash64(project_id));

CREATE TABLE IF NOT EXISTS failed_call_rollups_local ON CLUSTER 'agents'
AS call_rollups_local
ENGINE = ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', computed)
PARTITION BY toYYYYMM(bucket)
ORDER BY (project_id, bucket, model, provider)
SETTINGS index_granularity = 1024;

CREATE TABLE IF NOT EXISTS failed_call_rollups ON CLUSTER 'agents' AS failed_call_rollups_local
ENGINE = Distributed('agents', 'telemetry', 'failed_call_rollups_local', cityHash64(project_id));

