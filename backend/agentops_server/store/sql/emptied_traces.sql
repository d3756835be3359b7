-- Of these traces, those that a batch made anew while their spans were being deleted: rows of nothing.
SELECT DISTINCT lower(hex(trace_id)) AS trace
FROM traces FINAL
WHERE project_id IN {projects:Array(String)}
    AND lower(hex(trace_id)) IN {ids:Array(String)}
    AND (project_id, trace_id) NOT IN
    (
        SELECT project_id, trace_id
        FROM spans
        WHERE project_id IN {projects:Array(String)} AND lower(hex(trace_id)) IN {ids:Array(String)}
    )
