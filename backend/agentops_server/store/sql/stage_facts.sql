-- What is staged: how many spans, of which some more than once; and whether each model call has one span, with an id of its own.
SELECT
    project_id,
    count() AS spans,
    spans - uniqExact(trace_id, span_id) AS repeated,
    countIf(kind IN ('llm', 'embedding')) = uniqExactIf((trace_id, response_id), kind IN ('llm', 'embedding') AND response_id != '') AS has_single_calls
FROM stage_spans
GROUP BY project_id
