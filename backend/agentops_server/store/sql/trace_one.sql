SELECT
    {trace_columns}
FROM traces FINAL
WHERE {trace_stretch}
ORDER BY version DESC
LIMIT 1
