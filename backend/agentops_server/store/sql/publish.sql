-- Makes the computed traces visible, and removes a trace from the minute where it stood if that has changed,
-- in one insert: no reader sees a trace twice. Of a removed row only the place matters.
INSERT INTO traces
SELECT * FROM stage_traces
UNION ALL
SELECT computed.* REPLACE (placed.day AS day, placed.start_time AS start_time, 1 AS is_deleted)
FROM stage_traces AS computed
INNER JOIN stage_placed AS placed ON placed.project_id = computed.project_id AND placed.trace_id = computed.trace_id
WHERE NOT placed.is_deleted AND toStartOfMinute(placed.start_time) != toStartOfMinute(computed.start_time)
