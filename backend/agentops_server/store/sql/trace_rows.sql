-- Given traces, found by the sorting key.
SELECT
    {trace_columns}, toUnixTimestamp(toStartOfMinute(start_time)) AS minute_s, version
FROM traces FINAL
WHERE project_id = {project:String}
    AND day BETWEEN toDate(toDateTime(arrayMin({minutes:Array(UInt32)}), 'UTC')) AND toDate(toDateTime(arrayMax({minutes:Array(UInt32)}), 'UTC'))
    AND (toStartOfMinute(start_time), trace_id) IN
    (
        SELECT toDateTime(one.1, 'UTC'), toFixedString(unhex(one.2), 16)
        FROM (SELECT arrayJoin(arrayZip({minutes:Array(UInt32)}, {ids:Array(String)})) AS one)
    )
