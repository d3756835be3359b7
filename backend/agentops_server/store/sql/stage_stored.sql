-- What is stored of the known traces: their spans. Priced again, a span has a higher version.
INSERT INTO stage_stored
SELECT {summary_columns}
FROM spans
WHERE {windows}
ORDER BY version DESC
LIMIT 1 BY project_id, trace_id, span_id
