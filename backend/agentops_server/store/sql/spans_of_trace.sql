-- The spans of one trace with their payloads, earliest first, and how many there are in all. Columns by name: a star
-- would have all of them planned again at every level.
SELECT
    {span_columns}, {counted} AS counted, count() OVER () AS spans_in_trace
FROM
(
    SELECT {span_source}
    FROM spans
    WHERE {trace_stretch}
    -- As FINAL, which costs more than sorting out one trace's spans here.
    ORDER BY version DESC
    LIMIT 1 BY span_id
)
ORDER BY start_time, span_id
LIMIT {limit:UInt32}
