-- What sql/span_columns.sql and sql/counted.sql are made from.
    project_id, response_id, version,
    trace_id, span_id, parent_span_id, start_time, duration_ns, start_unix_nano, end_unix_nano,
    name, otel_kind, kind, service_name, scope_name, status, status_message, model, provider, user_id, session_id, agent, tool, tags,
    prompt_tokens, completion_tokens, cached_tokens, reasoning_tokens, total_tokens, cost, prompt_cost, completion_cost, cost_source,
    ttft_ns, attributes, attribute_types, resource_attributes, resource_attribute_types, events, links
