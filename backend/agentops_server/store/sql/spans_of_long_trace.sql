-- The spans of one trace with their payloads, earliest first, to a place in that order.
SELECT
    {span_columns}
FROM
(
    SELECT {span_source}
    FROM spans
    WHERE {trace_stretch}
        AND (start_time, span_id) <= (fromUnixTimestamp64Nano({last:Int64}, 'UTC'), toFixedString(unhex({last_id:String}), 8))
    ORDER BY version DESC
    LIMIT 1 BY span_id
)
ORDER BY start_time, span_id
