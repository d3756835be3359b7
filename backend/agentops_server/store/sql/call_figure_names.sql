bucket, model, provider, calls, failed_calls, unpriced_calls, prompt_tokens, completion_tokens, cached_tokens, reasoning_tokens,
total_tokens, cost, priced_calls, duration_sum, duration_max, durations, ttft_sum, ttft_count, ttfts
