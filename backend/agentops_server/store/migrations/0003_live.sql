-- All tokens of each model call, for breakdowns by model, team and key.
ALTER TABLE traces
    MODIFY COLUMN calls Array(Tuple(
        model LowCardinality(String),
        provider LowCardinality(String),
        is_error UInt8,
        is_unpriced UInt8,
        total_tokens UInt64,
        cost Nullable(Decimal(38, 12)),
        duration_ns UInt64,
        ttft_ns Nullable(UInt64),
        team LowCardinality(String),
        key_alias LowCardinality(String),
        prompt_tokens UInt64,
        completion_tokens UInt64,
        cached_tokens UInt64,
        reasoning_tokens UInt64));

-- What changed lately: the live tail asks for versions above one that it has seen.
ALTER TABLE traces ADD INDEX IF NOT EXISTS by_version version TYPE minmax GRANULARITY 1;
