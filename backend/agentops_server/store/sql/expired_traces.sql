-- Traces past their time with spans that are not: they go whole.
SELECT lower(hex(trace_id)) AS trace
FROM traces FINAL
WHERE project_id IN {projects:Array(String)} AND {condition}
    AND toUnixTimestamp64Nano(start_time) + toInt64(duration_ns) >= {cutoff:Int64}
