-- Computes the row of `traces` of every trace that has a staged span: THE definition of a trace's root,
-- duration, status, tokens and cost. {calls}: which of them count, of all spans of these traces, so repeating it changes nothing.
INSERT INTO stage_traces
SELECT
    project_id,
    toDate(first_start, 'UTC') AS day,
    trace_id,
    {version:UInt64} AS version,
    0 AS is_deleted,
    first_start AS start_time,
    toUInt64(greatest(last_end - toUnixTimestamp64Nano(first_start), 0)) AS duration_ns,
    root.name AS name,
    root.span_id AS root_span_id,
    root.service_name AS service_name,
    multiIf(
        error_spans > 0 OR 'fail' IN end_states, 'ERROR',
        'indeterminate' IN end_states, 'INDETERMINATE',
        'OK') AS status,
    first_error AS error_message,
    spans_in_trace AS span_count,
    ok_spans AS ok_count,
    error_spans AS error_count,
    unset_spans AS unset_count,
    length(call_list) AS llm_call_count,
    countEqual(call_list.is_unpriced, 1) AS unpriced_calls,
    model_list AS models,
    provider_list AS providers,
    agent_list AS agents,
    tool_list AS tools,
    tag_list AS tags,
    first_user AS user_id,
    first_session AS session_id,
    prompt_sum AS prompt_tokens,
    completion_sum AS completion_tokens,
    cached_sum AS cached_tokens,
    reasoning_sum AS reasoning_tokens,
    total_sum AS total_tokens,
    cost_sum AS cost,
    prompt_cost_sum AS prompt_cost,
    completion_cost_sum AS completion_cost,
    first_ttft AS ttft_ns,
    if(call_input != '', call_input, any_input) AS input_preview,
    if(call_output != '', call_output, any_output) AS output_preview,
    call_list AS calls,
    team_list AS teams,
    key_list AS key_aliases
FROM
(
    SELECT
        project_id,
        trace_id,
        min(start_time) AS first_start,
        max(toUnixTimestamp64Nano(start_time) + toInt64(duration_ns)) AS last_end,
        countIf(is_top) AS tops,
        -- The root: the span without a parent; if several or none (remote parent), the earliest.
        CAST(if(tops = 1,
            argMinIf((span_id, name, service_name), (start_time, span_id), is_top),
            argMin((span_id, name, service_name), (start_time, span_id))),
            'Tuple(span_id FixedString(8), name String, service_name String)') AS root,
        count() AS spans_in_trace,
        countIf(status = 'OK') AS ok_spans,
        countIf(status = 'ERROR') AS error_spans,
        countIf(status = 'UNSET') AS unset_spans,
        groupUniqArray(end_state) AS end_states,
        argMinIf(substringUTF8(status_message, 1, 1000), moment, status = 'ERROR' AND status_message != '') AS first_error,
        arraySort(groupUniqArrayIf(100)(model, is_call AND is_counted AND model != '')) AS model_list,
        arraySort(groupUniqArrayIf(100)(provider, is_call AND is_counted AND provider != '')) AS provider_list,
        arraySort(groupUniqArrayIf(100)(agent, agent != '')) AS agent_list,
        arraySort(groupUniqArrayIf(100)(tool, tool != '')) AS tool_list,
        arraySort(groupUniqArrayArray(100)(tags)) AS tag_list,
        arraySort(groupUniqArrayIf(100)(team, team != '')) AS team_list,
        arraySort(groupUniqArrayIf(100)(key_alias, key_alias != '')) AS key_list,
        argMinIf(user_id, moment, user_id != '') AS first_user,
        argMinIf(session_id, moment, session_id != '') AS first_session,
        sumIf(ifNull(prompt_tokens, 0), is_call AND is_counted) AS prompt_sum,
        sumIf(ifNull(completion_tokens, 0), is_call AND is_counted) AS completion_sum,
        sumIf(ifNull(cached_tokens, 0), is_call AND is_counted) AS cached_sum,
        sumIf(ifNull(reasoning_tokens, 0), is_call AND is_counted) AS reasoning_sum,
        sumIf(ifNull(total_tokens, 0), is_call AND is_counted) AS total_sum,
        -- Null where nothing has a price.
        sumOrNullIf(cost, is_counted AND isNotNull(cost)) AS cost_sum,
        sumIf(ifNull(prompt_cost, 0), is_counted) AS prompt_cost_sum,
        sumIf(ifNull(completion_cost, 0), is_counted) AS completion_cost_sum,
        argMinIf(ttft_ns, moment, is_call AND is_counted AND isNotNull(ttft_ns)) AS first_ttft,
        argMinIf(input_preview, moment, is_call AND input_preview != '') AS call_input,
        argMinIf(input_preview, moment, input_preview != '') AS any_input,
        argMaxIf(output_preview, moment, is_call AND output_preview != '') AS call_output,
        argMinIf(output_preview, moment, output_preview != '') AS any_output,
        CAST(groupArrayIf(
            (model, provider, status = 'ERROR', cost_source = 'unpriced', ifNull(total_tokens, 0), cost, duration_ns, ttft_ns,
                call_team, call_key, ifNull(prompt_tokens, 0), ifNull(completion_tokens, 0),
                ifNull(cached_tokens, 0), ifNull(reasoning_tokens, 0)),
            is_call AND is_counted),
            'Array(Tuple(model LowCardinality(String), provider LowCardinality(String), is_error UInt8, is_unpriced UInt8, total_tokens UInt64, cost Nullable(Decimal(38, 12)), duration_ns UInt64, ttft_ns Nullable(UInt64), team LowCardinality(String), key_alias LowCardinality(String), prompt_tokens UInt64, completion_tokens UInt64, cached_tokens UInt64, reasoning_tokens UInt64))') AS call_list
    FROM
    (
        SELECT
            project_id, trace_id, span_id, name, kind, service_name, start_time, duration_ns, status, status_message, end_state,
            model, provider, agent, tool, tags, team, key_alias, user_id, session_id, prompt_tokens, completion_tokens, cached_tokens,
            reasoning_tokens, total_tokens, cost, prompt_cost, completion_cost, cost_source, ttft_ns, input_preview, output_preview,
            -- Spans may start at the same time: the same one of them must win whichever way they were read.
            bitShiftLeft(toUInt128(toUnixTimestamp64Nano(start_time)), 64) + reinterpretAsUInt64(span_id) AS moment,
            parent_span_id = toFixedString('', 8) AS is_top,
            kind IN ('llm', 'embedding') AS is_call,
            {calls}
    )
    GROUP BY project_id, trace_id
)
-- With more threads, joining their many states costs twice what they compute.
SETTINGS max_threads = 1
