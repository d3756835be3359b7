-- The part of a question that rollups answer, and the rest from the traces themselves.
SELECT {trace_figure_names}
FROM {trace_rollups} FINAL
WHERE {rolled}
UNION ALL
SELECT {trace_figure_names}
FROM ({figures})
