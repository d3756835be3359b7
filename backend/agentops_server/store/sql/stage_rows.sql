-- Where a batch of log records or metric points stands before it is stored; private to a writer's session.
CREATE OR REPLACE TEMPORARY TABLE {stage} ENGINE = Memory EMPTY AS SELECT * FROM {table}
