-- The places of the known traces in `traces`. Also of such as moved away: what comes must be newer than all.
INSERT INTO stage_placed
SELECT project_id, trace_id, row.1, row.2, row.3, row.4
FROM
(
    SELECT project_id, trace_id, argMax((day, start_time, version, is_deleted), (version, is_deleted)) AS row
    FROM traces
    WHERE {windows}
    GROUP BY project_id, trace_id, toStartOfMinute(start_time)
)
