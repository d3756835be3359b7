-- Makes the computed traces visible, and removes a trace from the minute where it stood if that has changed,
-- in one insert: no reader sees a trace twice. Of a removed row only the place matters.
INSERT INTO traces
SELECT * FROM stage_traces
{moved}
