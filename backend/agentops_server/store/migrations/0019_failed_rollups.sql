-- The same figures of failed traces alone: what is asked for most, next to all of them. Tables of their own, so that a
-- server of the older release, which knows of no second kind of row, never adds them to the others.
CREATE TABLE IF NOT EXISTS failed_trace_rollups AS trace_rollups
ENGINE = ReplacingMergeTree(computed)
PARTITION BY toYYYYMM(bucket)
ORDER BY (project_id, bucket)
SETTINGS index_granularity = 256;

CREATE TABLE IF NOT EXISTS failed_call_rollups AS call_rollups
ENGINE = ReplacingMergeTree(computed)
PARTITION BY toYYYYMM(bucket)
ORDER BY (project_id, bucket, model, provider)
SETTINGS index_granularity = 1024;
