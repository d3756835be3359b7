SELECT
    if({step:UInt32} = 86400,
        toUnixTimestamp(toStartOfDay(toTimeZone(start_time, {time_zone:String}))),
        intDiv(toUnixTimestamp(start_time), {step:UInt32}) * {step:UInt32}) AS bucket,
    count() AS trace_count,
    countIf(status = 'ERROR') AS failed,
    sum(span_count) AS spans,
    sum(llm_call_count) AS llm_calls,
    ifNull(sum(cost), 0) AS cost_sum,
    sum(total_tokens) AS tokens,
    avg(duration_ns) AS avg_duration_ns,
    quantile(0.95)(duration_ns) AS p95_duration_ns
FROM (SELECT start_time, status, span_count, llm_call_count, cost, total_tokens, duration_ns {window})
GROUP BY bucket
ORDER BY bucket
