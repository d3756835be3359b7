-- One span with its payload.
SELECT
    {span_columns}
FROM spans
WHERE project_id = {project:String}
    AND trace_id = toFixedString(unhex({trace_id:String}), 16)
    AND span_id = toFixedString(unhex({span:String}), 8)
ORDER BY version DESC
LIMIT 1
