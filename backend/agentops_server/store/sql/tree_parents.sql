-- Who is below whom in one trace, and when each starts, in order of time.
SELECT
    groupArray(span_id) AS span_ids,
    groupArray(parent_span_id) AS parent_ids,
    groupArray(toUnixTimestamp64Nano(start_time)) AS starts
FROM (SELECT span_id, parent_span_id, start_time FROM ({spans_light}) ORDER BY start_time, span_id)
