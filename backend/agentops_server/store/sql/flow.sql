-- The latest traces of a question, as many as have {spans} spans together, each with its spans as arrays.
-- A span is a node of the flow when it is an agent, a tool, or the counted span of a model call. The AgentOps SDK notes in a
-- span `tool_call.<tool>` that a model asked for a tool: where the trace has the tool's own span, that one is the call.
SELECT
    trace_id,
    groupArray(span_id) AS span_ids,
    groupArray(parent_span_id) AS parent_ids,
    groupArray(node) AS nodes,
    groupArray(is_failed) AS failed,
    groupArray(duration_ns) AS durations,
    groupArray(tokens) AS token_counts,
    -- In tuples: groupArray leaves out NULLs.
    groupArray(tuple(node_cost)).1 AS costs,
    groupArray(is_unpriced) AS unpriced
FROM
(
    SELECT
        trace_id, span_id, parent_span_id, duration_ns,
        multiIf(
            kind = 'agent', concat('agent:', agent),
            kind = 'tool', if(is_request AND has(tools_run, tool), '', concat('tool:', tool)),
            kind IN ('llm', 'embedding') AND is_counted, concat('model:', model),
            '') AS node,
        status = 'ERROR' AS is_failed,
        if(is_counted, ifNull(total_tokens, 0), 0) AS tokens,
        if(is_counted, toFloat64OrNull(toString(cost)), NULL) AS node_cost,
        is_counted AND cost_source = 'unpriced' AS is_unpriced
    FROM
    (
        SELECT
            trace_id, span_id, parent_span_id, duration_ns, kind, agent, tool, model, status, total_tokens, cost, cost_source,
            startsWith(name, 'tool_call.') AS is_request,
            groupUniqArrayIf(1000)(tool, kind = 'tool' AND NOT is_request) OVER (PARTITION BY trace_id, kind = 'tool') AS tools_run,
            {counted} AS is_counted
        FROM
        (
            SELECT
                project_id, trace_id, span_id, parent_span_id, start_time, duration_ns, name, kind, service_name, agent, tool, model, response_id,
                status, total_tokens, cost, cost_source
            FROM spans
            WHERE project_id = {project:String}
                AND start_time >= (SELECT min(start_time) FROM (SELECT start_time {window} ORDER BY start_time DESC LIMIT {traces:UInt32}))
                AND trace_id IN
                (
                    SELECT trace_id
                    FROM
                    (
                        SELECT trace_id, sum(span_count) OVER (ORDER BY start_time DESC, trace_id) AS spans_so_far
                        FROM
                        (
                            SELECT trace_id, span_count, start_time {window}
                            ORDER BY start_time DESC, trace_id
                            LIMIT {traces:UInt32}
                        )
                    )
                    WHERE spans_so_far <= {spans:UInt64}
                )
            -- As FINAL, which would sort out the whole window's spans first.
            ORDER BY version DESC
            LIMIT 1 BY trace_id, span_id
        )
    )
)
GROUP BY trace_id
