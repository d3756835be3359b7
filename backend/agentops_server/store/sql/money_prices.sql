-- Prices by these names, the project's own and everyone's.
SELECT
    project_id, model, toUnixTimestamp64Milli(effective_from) * 1000000 AS effective_ns,
    input, output, cached_input, reasoning
FROM prices FINAL
WHERE project_id IN ('', {project:String}) AND model IN {names:Array(String)}
