-- Projects with traces since a moment.
SELECT DISTINCT project_id
FROM traces
WHERE project_id IN {projects:Array(String)}
    AND day >= toDate(fromUnixTimestamp64Nano({since:Int64}, 'UTC'))
    AND start_time >= fromUnixTimestamp64Nano({since:Int64}, 'UTC')
