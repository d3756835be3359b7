-- The spans of one trace with their payloads, earliest first, to a place in that order.
SELECT
    trace_id, span_id, parent_span_id, toUnixTimestamp64Nano(start_time) AS start_ns, duration_ns, start_unix_nano, end_unix_nano,
    name, otel_kind, kind, service_name, scope_name, status, status_message, model, provider, user_id, session_id, agent, tool, tags,
    prompt_tokens, completion_tokens, cached_tokens, reasoning_tokens, total_tokens, cost, prompt_cost, completion_cost, cost_source,
    ttft_ns, attributes, attribute_types, resource_attributes, resource_attribute_types, events, links
FROM
(
    SELECT *
    FROM spans
    WHERE project_id = {project:String} AND trace_id = toFixedString(unhex({trace_id:String}), 16)
        AND (start_time, span_id) <= (fromUnixTimestamp64Nano({last:Int64}, 'UTC'), toFixedString(unhex({last_id:String}), 8))
    -- As FINAL, which costs more than sorting out one trace's spans here.
    ORDER BY version DESC
    LIMIT 1 BY span_id
)
ORDER BY start_time, span_id
