-- The latest traces of a window, for v4's per-trace arrays, which are bounded.
SELECT toUnixTimestamp64Nano(start_time) AS start_ns, duration_ns, status, span_count, cost
{window}
ORDER BY start_time DESC
LIMIT {limit:UInt32}
