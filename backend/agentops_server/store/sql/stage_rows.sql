-- Where a batch of log records or metric points stands before it is stored; private to a writer's session.
CREATE OR REPLACE TEMPORARY TABLE {stage} ENGINE = Memory AS SELECT * FROM {table} LIMIT 0
