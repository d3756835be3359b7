-- Before those of traces: rows of `trace_rollups` make the rows of their quarter here valid.
INSERT INTO {call_rollups} (project_id, computed, {call_figure_names})
SELECT {project:String}, {computed:UInt64}, {call_figure_names}
FROM ({figures})
