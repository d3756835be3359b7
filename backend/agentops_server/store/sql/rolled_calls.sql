-- The part of a question that rollups answer, and the rest from the traces themselves.
SELECT {call_figure_names}
FROM {call_rollups} FINAL
WHERE {rolled}
    -- A model that a quarter no longer has keeps the row of an earlier computation.
    AND (bucket, computed) IN
    (
        SELECT bucket, computed
        FROM {trace_rollups} FINAL
        WHERE project_id = {project:String}
            AND bucket >= toDateTime({rolled_first:UInt32}, 'UTC') AND bucket < toDateTime({rolled_last:UInt32}, 'UTC')
    )
UNION ALL
SELECT {call_figure_names}
FROM ({figures})
