SELECT
    if({step:UInt32} = 86400,
        toUnixTimestamp(toStartOfDay(toTimeZone(f.bucket, {time_zone:String}))),
        intDiv(toUnixTimestamp(f.bucket), {step:UInt32}) * {step:UInt32}) AS start,
    sum(f.traces) AS trace_count,
    sum(f.failed_traces) AS failed,
    sum(f.spans) AS span_count,
    sum(f.calls) AS llm_calls,
    ifNull(sum(f.cost), 0) AS cost_sum,
    sum(f.total_tokens) AS tokens,
    sum(f.duration_sum) / sum(f.traces) AS avg_duration_ns,
    quantileMerge(0.95)(f.durations) AS p95_duration_ns
FROM ({figures}) AS f
GROUP BY start
ORDER BY start
