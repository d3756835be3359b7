-- One span with its payload.
SELECT
    {span_columns}
FROM spans
WHERE {trace_stretch}
    AND span_id = toFixedString(unhex({span:String}), 8)
ORDER BY version DESC
LIMIT 1
