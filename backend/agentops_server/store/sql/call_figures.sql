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
FROM
(
    -- One by one: with FINAL the whole list would be read otherwise.
    SELECT
        start_time, calls.model AS models_of, calls.provider AS providers_of, calls.is_error AS failed_of, calls.is_unpriced AS unpriced_of,
        calls.prompt_tokens AS prompt_of, calls.completion_tokens AS completion_of, calls.cached_tokens AS cached_of,
        calls.reasoning_tokens AS reasoning_of, calls.total_tokens AS total_of, calls.cost AS cost_of, calls.duration_ns AS duration_of,
        calls.ttft_ns AS ttft_of
    {window}
        AND {part}
)
ARRAY JOIN
    models_of AS call_model, providers_of AS call_provider, failed_of AS call_failed, unpriced_of AS call_unpriced,
    prompt_of AS call_prompt, completion_of AS call_completion, cached_of AS call_cached, reasoning_of AS call_reasoning,
    total_of AS call_total, cost_of AS call_cost, duration_of AS call_duration, ttft_of AS call_ttft
GROUP BY bucket, model, provider
