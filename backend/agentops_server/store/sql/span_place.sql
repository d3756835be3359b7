-- Which trace a span belongs to.
SELECT trace_id
FROM spans
WHERE project_id = {project:String} AND span_id = toFixedString(unhex({span:String}), 8)
ORDER BY version DESC
LIMIT 1
