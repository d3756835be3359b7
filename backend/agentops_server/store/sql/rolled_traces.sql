-- The part of a question that rollups answer, and the rest from the traces themselves.
SELECT {trace_figure_names}
FROM trace_rollups FINAL
WHERE project_id = {project:String}
    AND bucket >= toDateTime({rolled_first:UInt32}, 'UTC') AND bucket < toDateTime({rolled_last:UInt32}, 'UTC')
    AND toUnixTimestamp(bucket) NOT IN ({rolled_stale:Array(UInt32)})
UNION ALL
SELECT {trace_figure_names}
FROM ({figures})
