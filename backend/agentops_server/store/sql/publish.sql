-- Makes the computed traces visible, and removes a trace from the day where it stood if that has changed,
-- in one insert: no reader sees a trace twice.
INSERT INTO traces
SELECT * FROM stage_traces
UNION ALL
SELECT
    stored.* REPLACE (stored.version + 1 AS version, 1 AS is_deleted)
FROM
(
    SELECT * FROM traces FINAL WHERE trace_id IN (SELECT trace_id FROM stage_traces)
) AS stored
INNER JOIN stage_traces AS computed ON computed.project_id = stored.project_id AND computed.trace_id = stored.trace_id
WHERE toStartOfMinute(computed.start_time) != toStartOfMinute(stored.start_time)
