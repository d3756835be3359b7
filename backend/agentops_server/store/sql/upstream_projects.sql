-- The projects of an upstream database, with what there is of each.
SELECT
    project_id, count() AS spans,
    toUnixTimestamp64Nano(min(Timestamp)) AS first_ns, toUnixTimestamp64Nano(max(Timestamp)) AS last_ns
FROM otel_traces
GROUP BY project_id
ORDER BY project_id
