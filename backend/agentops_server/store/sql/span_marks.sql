-- The first spans of one trace without their payloads, and how many there are in all.
SELECT
    span_id, toUnixTimestamp64Nano(start_time) AS start_ns, {counted} AS counted,
    count() OVER () AS spans_in_trace
FROM ({spans_light})
ORDER BY start_time, span_id
LIMIT {limit:UInt32}
