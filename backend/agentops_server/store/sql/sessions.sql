-- One page of sessions: the traces of a question that share a session id.
SELECT
    session_id,
    {sort_value} AS sort_value,
    trace_count, failed_count, first_ns, last_ns, trace_duration_ns, first_user, latest_status, first_input, latest_output,
    span_total, call_total, unpriced_total, token_total, cost_total, agent_list, model_list, tag_list, latest_trace
FROM
(
    SELECT
        session_id,
        count() AS trace_count,
        countIf(status = 'ERROR') AS failed_count,
        min(start_ns) AS first_ns,
        max(start_ns + toInt64(duration_ns)) AS last_ns,
        sum(duration_ns) AS trace_duration_ns,
        argMinIf(user_id, start_ns, user_id != '') AS first_user,
        argMax(status, start_ns) AS latest_status,
        argMinIf(input_preview, start_ns, input_preview != '') AS first_input,
        argMaxIf(output_preview, start_ns, output_preview != '') AS latest_output,
        sum(span_count) AS span_total,
        sum(llm_call_count) AS call_total,
        sum(unpriced_calls) AS unpriced_total,
        sum(total_tokens) AS token_total,
        sum(cost) AS cost_total,
        arraySort(groupUniqArrayArray(50)(agents)) AS agent_list,
        arraySort(groupUniqArrayArray(50)(models)) AS model_list,
        arraySort(groupUniqArrayArray(50)(tags)) AS tag_list,
        argMax(trace_id, start_ns) AS latest_trace
    FROM
    (
        SELECT
            session_id, trace_id, status, toUnixTimestamp64Nano(start_time) AS start_ns, duration_ns, user_id, input_preview,
            output_preview, span_count, llm_call_count, unpriced_calls, total_tokens, cost, agents, models, tags
        {window}
            AND session_id != ''
    )
    GROUP BY session_id
)
WHERE {has_after:UInt8} = 0 OR ({sort_value}, session_id) {beyond} ({after_value}, {after_id:String})
ORDER BY sort_value {direction}, session_id {direction}
LIMIT {limit:UInt32}
