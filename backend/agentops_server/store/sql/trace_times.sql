-- Before the spans themselves: whoever finds a span stored finds its trace known.
INSERT INTO trace_times
SELECT project_id, trace_id, min(start_time), max(start_time)
FROM stage_spans
GROUP BY project_id, trace_id
