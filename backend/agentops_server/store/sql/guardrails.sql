-- The guardrails of a question, the busiest first.
SELECT
    guardrail,
    arraySort(groupUniqArrayIf(10)(provider_name, provider_name != '')) AS providers,
    arraySort(groupUniqArrayIf(10)(mode_name, mode_name != '')) AS modes,
    count() AS runs,
    countIf(is_blocked) AS blocked,
    countIf(is_failed) AS failed,
    avg(duration_ns) AS duration_avg,
    quantile(0.95)(duration_ns) AS duration_p95,
    uniqExact(trace_id) AS trace_count,
    toUnixTimestamp64Nano(max(start_time)) AS last_ns,
    arraySlice(arrayDistinct(arrayMap(pair -> pair.2, arrayReverseSort(groupArrayIf(1000)((start_time, trace_id), is_blocked)))), 1, 5) AS blocked_traces
FROM ({runs})
GROUP BY guardrail
ORDER BY runs DESC, guardrail
LIMIT {limit:UInt32}
