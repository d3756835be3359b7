-- Which spans there are since a moment: a span is written when it ends, but placed at its start.
SELECT TraceId AS trace_id, SpanId AS span_id
FROM otel_traces
WHERE project_id = {project:String} AND Timestamp >= fromUnixTimestamp64Nano({since_ns:Int64})
