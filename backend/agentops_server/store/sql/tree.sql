-- Spans of one trace without their payloads, in order of time after a place: all, or those below one parent.
SELECT
    span_id, parent_span_id, toUnixTimestamp64Nano(start_time) AS start_ns, duration_ns, name, kind, service_name, status, model,
    provider, agent, tool, prompt_tokens, completion_tokens, total_tokens, cost, cost_source, ttft_ns, counted, is_orphan,
    below.children AS child_count
FROM
(
    SELECT
        *,
        {counted} AS counted,
        parent_span_id != toFixedString('', 8)
            AND parent_span_id NOT IN (SELECT span_id FROM ({spans_light})) AS is_orphan
    FROM ({spans_light})
) AS one
LEFT JOIN
(
    SELECT parent_span_id AS parent, count() AS children
    FROM ({spans_light})
    GROUP BY parent
) AS below ON below.parent = one.span_id
WHERE {which}
    AND (start_time, span_id) > (fromUnixTimestamp64Nano({after:Int64}, 'UTC'), toFixedString(unhex({after_id:String}), 8))
ORDER BY start_time, span_id
LIMIT {limit:UInt32}
