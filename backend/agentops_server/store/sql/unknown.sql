-- Those staged spans that are not stored yet.
WHERE (project_id, trace_id, span_id) NOT IN (SELECT project_id, trace_id, span_id FROM stage_stored)
