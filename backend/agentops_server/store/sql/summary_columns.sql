-- What the row of a trace is computed from: of each span all but its payload.
    project_id, trace_id, span_id, parent_span_id, version, start_time, duration_ns, name, kind, service_name, status, status_message,
    end_state, model, response_id, provider, agent, tool, tags, team, key_alias, user_id, session_id, prompt_tokens, completion_tokens,
    cached_tokens, reasoning_tokens, total_tokens, cost, prompt_cost, completion_cost, cost_source, ttft_ns, input_preview, output_preview
