-- Figures of the traces of a question by quarter of an hour (or minute), in the columns of `trace_rollups`.
SELECT
    {bucket}(t.start_time) AS bucket,
    count() AS traces,
    countIf(t.status = 'OK') AS ok_traces,
    countIf(t.status = 'ERROR') AS failed_traces,
    countIf(t.status = 'INDETERMINATE') AS indeterminate_traces,
    sum(t.span_count) AS spans,
    sum(t.ok_count) AS ok_spans,
    sum(t.error_count) AS failed_spans,
    sum(t.unset_count) AS unset_spans,
    sum(t.llm_call_count) AS calls,
    sum(t.unpriced_calls) AS unpriced_calls,
    sum(t.prompt_tokens) AS prompt_tokens,
    sum(t.completion_tokens) AS completion_tokens,
    sum(t.cached_tokens) AS cached_tokens,
    sum(t.reasoning_tokens) AS reasoning_tokens,
    sum(t.total_tokens) AS total_tokens,
    sumIf(t.total_tokens, t.status = 'OK') AS ok_tokens,
    sumIf(t.total_tokens, t.status = 'ERROR') AS failed_tokens,
    sum(t.cost) AS cost,
    sum(t.prompt_cost) AS prompt_cost,
    sum(t.completion_cost) AS completion_cost,
    count(t.cost) AS priced_traces,
    sum(t.duration_ns) AS duration_sum,
    toNullable(min(t.duration_ns)) AS duration_min,
    toNullable(max(t.duration_ns)) AS duration_max,
    quantileState(0.5)(t.duration_ns) AS durations,
    sumArray(t.first_tokens) AS ttft_sum,
    countArray(t.first_tokens) AS ttft_count,
    quantileArrayState(0.5)(t.first_tokens) AS ttfts
FROM
(
    SELECT
        start_time, status, span_count, ok_count, error_count, unset_count, llm_call_count, unpriced_calls, prompt_tokens,
        completion_tokens, cached_tokens, reasoning_tokens, total_tokens, cost, prompt_cost, completion_cost, duration_ns,
        arrayMap(one -> assumeNotNull(one), arrayFilter(one -> isNotNull(one), calls.ttft_ns)) AS first_tokens
    {window}
        AND {part}
) AS t
GROUP BY bucket
