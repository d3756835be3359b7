-- The rows that take computed traces away from the minutes where they stood.
UNION ALL
SELECT computed.* REPLACE (placed.day AS day, placed.start_time AS start_time, 1 AS is_deleted)
FROM stage_traces AS computed
INNER JOIN stage_placed AS placed ON placed.project_id = computed.project_id AND placed.trace_id = computed.trace_id
WHERE NOT placed.is_deleted AND toStartOfMinute(placed.start_time) != toStartOfMinute(computed.start_time)
