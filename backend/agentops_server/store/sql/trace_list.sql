-- One page of traces. The page is chosen from compact columns; texts are read for its rows alone.
SELECT
    {trace_columns},
    {sort_value} AS sort_value
FROM traces FINAL
WHERE project_id = {project:String}
    AND day BETWEEN toDate(fromUnixTimestamp64Nano({start:Int64}, 'UTC')) AND toDate(fromUnixTimestamp64Nano({end:Int64}, 'UTC'))
    AND trace_id IN
    (
        SELECT trace_id
        {window}
            AND ({after_id:String} = '' OR ({sort_value}, trace_id) {beyond} ({after_value}, toFixedString(unhex({after_id:String}), 16)))
        ORDER BY {sort_value} {direction}, trace_id {direction}
        LIMIT {limit:UInt32} OFFSET {offset:UInt32}
    )
ORDER BY sort_value {direction}, trace_id {direction}
