-- One page of traces. The page is chosen from compact columns; texts are read for its rows alone.
SELECT
    {trace_columns},
    {sort_value} AS sort_value
FROM traces FINAL
WHERE project_id = {project:String}
    AND (toStartOfMinute(start_time), trace_id) IN
    (
        SELECT toStartOfMinute(start_time), trace_id
        {window}
            AND {after}
        ORDER BY {sort_value} {direction}, trace_id {direction}
        LIMIT {limit:UInt32} OFFSET {offset:UInt32}
    )
ORDER BY sort_value {direction}, trace_id {direction}
