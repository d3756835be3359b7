-- Who is below whom in one trace.
SELECT groupArray(span_id) AS span_ids, groupArray(parent_span_id) AS parent_ids
FROM ({spans_light})
