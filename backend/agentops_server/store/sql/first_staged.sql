-- Of spans that were staged more than once, the one that came first.
(
    SELECT *
    FROM stage_spans
    ORDER BY version
    LIMIT 1 BY project_id, trace_id, span_id
)
