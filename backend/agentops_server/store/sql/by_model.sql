SELECT
    f.model AS model,
    f.provider AS provider,
    sum(f.calls) AS call_count,
    sum(f.failed_calls) AS errors,
    sum(f.total_tokens) AS tokens,
    sum(f.cost) AS cost_sum,
    sum(f.unpriced_calls) AS unpriced,
    sum(f.duration_sum) / sum(f.calls) AS avg_duration_ns,
    sum(f.ttft_sum) / sum(f.ttft_count) AS avg_ttft_ns
FROM ({figures}) AS f
GROUP BY model, provider
ORDER BY call_count DESC, model, provider
LIMIT 200
