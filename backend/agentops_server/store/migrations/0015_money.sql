-- What the reconciliation of money asks of every call, out of the payload: the gateway's running number and sum
-- (litellm/agentops_ledger.py), and whether an answer came from its cache and so cost nothing.
ALTER TABLE spans
    ADD COLUMN IF NOT EXISTS ledger String MATERIALIZED attributes['portal.ledger'],
    ADD COLUMN IF NOT EXISTS is_from_cache UInt8 MATERIALIZED attributes['litellm.cache_hit'] = 'true';
