-- A project's own prices, and of everyone's those whose model has `q` in its name.
SELECT project_id, model, toUnixTimestamp64Milli(effective_from) AS effective_ms, input, output, cached_input, reasoning, source
FROM prices FINAL
WHERE project_id = {project:String} OR (project_id = '' AND ({q:String} != '' AND positionCaseInsensitive(model, {q:String}) > 0))
ORDER BY project_id DESC, model, effective_from
LIMIT 1000
