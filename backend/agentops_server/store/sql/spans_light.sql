-- The spans of one trace, each once, without their payloads. As FINAL, which costs more for one trace.
SELECT
    project_id, trace_id, span_id, parent_span_id, start_time, duration_ns, name, kind, service_name, status, model, provider,
    agent, tool, response_id, prompt_tokens, completion_tokens, total_tokens, cost, cost_source, ttft_ns
FROM spans
WHERE {trace_stretch}
ORDER BY version DESC
LIMIT 1 BY span_id
