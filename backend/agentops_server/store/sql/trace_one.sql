SELECT
    {trace_columns}
FROM traces FINAL
WHERE project_id = {project:String} AND trace_id = toFixedString(unhex({trace_id:String}), 16)
ORDER BY version DESC
LIMIT 1
