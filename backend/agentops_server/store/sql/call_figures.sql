-- Figures of the model calls of a question by quarter of an hour (or minute) and model, in the columns of `call_rollups`.
SELECT
    {bucket}(start_time) AS bucket,
    call_model AS model,
    call_provider AS provider,
    count() AS calls,
    countIf(call_failed = 1) AS failed_calls,
    countIf(call_unpriced = 1) AS unpriced_calls,
    sum(call_prompt) AS prompt_tokens,
    sum(call_completion) AS completion_tokens,
    sum(call_cached) AS cached_tokens,
    sum(call_reasoning) AS reasoning_tokens,
    sum(call_total) AS total_tokens,
    sum(call_cost) AS cost,
    count(call_cost) AS priced_calls,
    sum(call_duration) AS duration_sum,
    toNullable(max(call_duration)) AS duration_max,
    quantileState(0.5)(call_duration) AS durations,
    ifNull(sum(call_ttft), 0) AS ttft_sum,
    count(call_ttft) AS ttft_count,
    quantileArrayState(0.5)(if(isNull(call_ttft), [], [assumeNotNull(call_ttft)])) AS ttfts
FROM (SELECT start_time, calls {window} AND {part})
ARRAY JOIN
    calls.model AS call_model, calls.provider AS call_provider, calls.is_error AS call_failed, calls.is_unpriced AS call_unpriced,
    calls.prompt_tokens AS call_prompt, calls.completion_tokens AS call_completion, calls.cached_tokens AS call_cached,
    calls.reasoning_tokens AS call_reasoning, calls.total_tokens AS call_total, calls.cost AS call_cost,
    calls.duration_ns AS call_duration, calls.ttft_ns AS call_ttft
GROUP BY bucket, model, provider
