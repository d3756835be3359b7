bucket, traces, ok_traces, failed_traces, indeterminate_traces, spans, ok_spans, failed_spans, unset_spans, calls, unpriced_calls,
prompt_tokens, completion_tokens, cached_tokens, reasoning_tokens, total_tokens, ok_tokens, failed_tokens, cost, prompt_cost,
completion_cost, priced_traces, duration_sum, duration_min, duration_max, durations, ttft_sum, ttft_count, ttfts
