-- The traces of the batch that have spans already, and between which starts these lie. Traces of like age (within
-- 4 times, from a minute on) are looked up together: a trace of many hours must not make hours be read for all.
INSERT INTO stage_known
SELECT
    project_id, trace_id, known.1, known.2,
    toUInt8(log2(1 + abs(dateDiff('minute', known.1, (SELECT max(received_at) FROM stage_spans)))) / 2)
FROM
(
    SELECT project_id, trace_id, (min(first_start), max(last_start)) AS known
    FROM trace_times
    WHERE (project_id, trace_id) IN (SELECT project_id, trace_id FROM stage_spans)
    GROUP BY project_id, trace_id
)
