-- Certain spans of a project.
SELECT
    {columns}
FROM otel_traces
WHERE project_id = {project:String}
    AND Timestamp >= fromUnixTimestamp64Nano({since_ns:Int64})
    AND (TraceId, SpanId) IN (SELECT arrayJoin(arrayZip({trace_ids:Array(String)}, {span_ids:Array(String)})))
ORDER BY Timestamp, TraceId, SpanId
