ALTER TABLE traces_local ON CLUSTER 'agents'
    ADD COLUMN IF NOT EXISTS teams Array(LowCardinality(String)),
    ADD COLUMN IF NOT EXISTS key_aliases Array(LowCardinality(String));

ALTER TABLE traces ON CLUSTER 'agents'
    ADD COLUMN IF NOT EXISTS teams Array(LowCardinality(String)),
    ADD COLUMN IF NOT EXISTS key_aliases Array(LowCardinality(String));

ALTER TABLE traces_local ON CLUSTER 'agents'
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
        completion_tokens UInt64));

ALTER TABLE traces ON CLUSTER 'agents'
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
        completion_tokens UInt64));

