-- When the first span of a trace starts and when its last one does. Asked apart: a subquery would be planned and
-- answered once for each place where it stands.
SELECT toUnixTimestamp64Nano(min(first_start)) AS first_start, toUnixTimestamp64Nano(max(last_start)) AS last_start
FROM trace_times
WHERE project_id = {project:String} AND trace_id = toFixedString(unhex({trace_id:String}), 16)
HAVING count() > 0
