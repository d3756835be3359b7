SELECT
    call.model AS model,
    call.provider AS provider,
    count() AS calls,
    countIf(call.is_error = 1) AS errors,
    sum(call.total_tokens) AS total_tokens,
    ifNull(sum(call.cost), 0) AS cost,
    countIf(call.is_unpriced = 1) AS unpriced_calls,
    avg(call.duration_ns) AS avg_duration_ns,
    avg(call.ttft_ns) AS avg_ttft_ns
FROM (SELECT arrayJoin(calls) AS call {window})
GROUP BY model, provider
ORDER BY calls DESC, model, provider
LIMIT 200
