    project_id, trace_id, toUnixTimestamp64Nano(start_time) AS start_ns, duration_ns, name, root_span_id, service_name, status,
    error_message, span_count, error_count, llm_call_count, unpriced_calls, models, providers, agents, tags, user_id, session_id,
    prompt_tokens, completion_tokens, cached_tokens, reasoning_tokens, total_tokens, cost, prompt_cost, completion_cost, ttft_ns,
    input_preview, output_preview, ok_count, unset_count
