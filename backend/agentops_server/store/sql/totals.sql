-- The figures of a window; or of its buckets and of the whole, in one pass.
SELECT
    {keys}
    sum(f.traces) AS trace_count,
    sum(f.ok_traces) AS success_count,
    sum(f.failed_traces) AS error_count,
    sum(f.indeterminate_traces) AS indeterminate_count,
    sum(f.spans) AS span_count,
    sum(f.ok_spans) AS ok_spans,
    sum(f.failed_spans) AS error_spans,
    sum(f.unset_spans) AS unset_spans,
    sum(f.calls) AS llm_call_count,
    sum(f.unpriced_calls) AS unpriced_calls,
    ifNull(sum(f.cost), 0) AS cost,
    isNull(sum(f.cost)) AS is_unpriced,
    sum(f.prompt_cost) AS prompt_cost,
    sum(f.completion_cost) AS completion_cost,
    sum(f.prompt_tokens) AS prompt_tokens,
    sum(f.completion_tokens) AS completion_tokens,
    sum(f.cached_tokens) AS cached_tokens,
    sum(f.reasoning_tokens) AS reasoning_tokens,
    sum(f.total_tokens) AS total_tokens,
    sum(f.ok_tokens) AS success_tokens,
    sum(f.failed_tokens) AS fail_tokens,
    ifNull(min(f.duration_min), 0) AS min_duration_ns,
    ifNull(max(f.duration_max), 0) AS max_duration_ns,
    sum(f.duration_sum) AS total_duration_ns,
    sum(f.duration_sum) / sum(f.traces) AS avg_duration_ns,
    quantileMerge(0.5)(f.durations) AS p50_duration_ns,
    quantileMerge(0.95)(f.durations) AS p95_duration_ns,
    sum(f.ttft_sum) / sum(f.ttft_count) AS avg_ttft_ns,
    quantileArrayMerge(0.95)(f.ttfts) AS p95_ttft_ns
FROM ({figures}) AS f
{grouping}
