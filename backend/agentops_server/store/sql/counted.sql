-- THE rule of which span carries the tokens and cost of a model call. The spans of one call (an SDK's and
-- a gateway's, say) share a trace and a gen_ai.response.id: the one with a reported cost counts, else the
-- earliest. A call without such an id (an embedding, a failed call) whose direct child is a call reported by
-- another service is that call seen from its caller: the child counts. Costs of spans that wrap others (sessions,
-- agents, chains) are sums already and never count.
if(kind IN ('llm', 'embedding'),
    row_number() OVER (
        PARTITION BY project_id, trace_id, kind IN ('llm', 'embedding'), if(response_id = '', hex(span_id), response_id)
        ORDER BY cost_source = 'reported' DESC, start_time, span_id) = 1
    AND NOT (response_id = '' AND arrayExists(
        child -> child.1 = span_id AND child.2 != service_name,
        groupUniqArrayIf(1000)((parent_span_id, service_name), kind IN ('llm', 'embedding') AND response_id = '')
            -- Among such calls alone: every row of the partition holds a copy of the list.
            OVER (PARTITION BY project_id, trace_id, kind IN ('llm', 'embedding') AND response_id = ''))),
    {counted_tool})
