-- One trace, where its first span is known: found by the sorting key.
SELECT
    {trace_columns}
FROM traces FINAL
WHERE project_id = {project:String}
    AND day = toDate(fromUnixTimestamp64Nano({start:Int64}, 'UTC'))
    AND toStartOfMinute(start_time) = toStartOfMinute(fromUnixTimestamp64Nano({start:Int64}, 'UTC'))
    AND trace_id = toFixedString(unhex({trace_id:String}), 16)
