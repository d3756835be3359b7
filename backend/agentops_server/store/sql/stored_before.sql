-- The staged spans that an earlier try of the same batch stored: those of another request have another version.
SELECT project_id, count() AS spans
FROM
(
    SELECT project_id, trace_id, span_id, version
    FROM stage_spans
    ORDER BY version
    LIMIT 1 BY project_id, trace_id, span_id
)
WHERE (project_id, trace_id, span_id, version) IN
(
    SELECT project_id, trace_id, span_id, version FROM stage_stored
)
GROUP BY project_id
