-- The spans of one page of a trace's tree without their payloads, in order of time. {page}: which these are; {needed}:
-- which spans the marks of these depend on.
SELECT
    span_id, parent_span_id, toUnixTimestamp64Nano(start_time) AS start_ns, duration_ns, name, kind, service_name, status, model,
    provider, agent, tool, prompt_tokens, completion_tokens, total_tokens, cost, cost_source, ttft_ns, counted
FROM
(
    SELECT *, {counted} AS counted
    FROM ({spans_light})
    WHERE {needed}
)
WHERE {page}
ORDER BY start_time, span_id
LIMIT {limit:UInt32}
