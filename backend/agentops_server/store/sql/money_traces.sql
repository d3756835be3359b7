-- The spans that cost money, or are model calls, of the traces of a question. None of them begins before its trace or after it.
FROM spans FINAL
WHERE project_id = {project:String}
    AND kind IN ('llm', 'embedding', 'tool', 'retrieval', 'guardrail')
    AND start_time >= fromUnixTimestamp64Nano({start:Int64}, 'UTC')
    AND start_time <= (SELECT fromUnixTimestamp64Nano(max(toUnixTimestamp64Nano(start_time) + toInt64(duration_ns)), 'UTC') {window})
    AND trace_id IN (SELECT trace_id {window})
