ALTER TABLE spans_local ON CLUSTER 'agents'
    ADD COLUMN IF NOT EXISTS ledger String MATERIALIZED attributes['portal.ledger'],
    ADD COLUMN IF NOT EXISTS is_from_cache UInt8 MATERIALIZED attributes['litellm.cache_hit'] = 'true';

ALTER TABLE spans ON CLUSTER 'agents'
    ADD COLUMN IF NOT EXISTS ledger String MATERIALIZED attributes['portal.ledger'],
    ADD COLUMN IF NOT EXISTS is_from_cache UInt8 MATERIALIZED attributes['litellm.cache_hit'] = 'true';

