-- The spans of a project after a place, in the order of the table's key.
SELECT
    {columns}
FROM otel_traces
WHERE project_id = {project:String}
    AND Timestamp >= fromUnixTimestamp64Nano({after_ns:Int64})
    AND (toUnixTimestamp64Nano(Timestamp), TraceId, SpanId) > ({after_ns:Int64}, {after_trace:String}, {after_span:String})
ORDER BY Timestamp, TraceId, SpanId
LIMIT {limit:UInt32}
