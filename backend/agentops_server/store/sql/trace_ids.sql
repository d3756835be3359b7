-- Which traces are on a page, and how many match in all, in one pass.
SELECT toUnixTimestamp(minute) AS minute_s, trace_id, sort_value, total
FROM
(
    SELECT toStartOfMinute(start_time) AS minute, trace_id, {sort_value} AS sort_value, {counting} AS total
    {window}
)
WHERE {after}
ORDER BY sort_value {direction}, trace_id {direction}
LIMIT {limit:UInt32} OFFSET {offset:UInt32}
{bounds}
