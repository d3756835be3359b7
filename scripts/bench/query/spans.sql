-- Spans of the traces {first} … {last} - 1: agent runs of 8 to 14 spans, spread evenly over the window, with a
-- few hundred bytes of prompt and answer in each model call. Everything follows from the trace's number.
INSERT INTO stage_spans
(
    project_id, trace_id, span_id, parent_span_id, version, start_time, duration_ns, received_at, start_unix_nano, end_unix_nano,
    name, otel_kind, kind, service_name, scope_name, status, status_message, error_type, model, response_model, provider,
    response_id, user_id, session_id, agent, tool, team, key_alias, tags, prompt_tokens, completion_tokens, cached_tokens,
    total_tokens, cost, cost_source, ttft_ns, input_preview, output_preview, attributes, attribute_types,
    resource_attributes, resource_attribute_types
)
WITH
    {words:Array(String)} AS words,
    ['planner', 'researcher', 'coder', 'reviewer', 'support', 'billing', 'triage', 'writer'] AS agent_names,
    ['search_web', 'read_file', 'run_sql', 'send_mail', 'create_ticket', 'get_weather'] AS tool_names,
    ['gpt-4o', 'gpt-4o-mini', 'claude-sonnet-4', 'qwen3-32b', 'llama-3.3-70b', 'mistral-small', 'deepseek-v3', 'gemma-3-27b'] AS model_names,
    ['openai', 'openai', 'anthropic', 'vllm', 'vllm', 'mistral', 'deepseek', 'vllm'] AS provider_names,
    -- A number in [0, {most}) that looks random.
    (seed, salt, most) -> cityHash64(seed, salt) % most AS pick,
    -- Words as in real texts: few of them are most of it.
    (seed, count) -> arrayStringConcat(arrayMap(
        place -> words[1 + toUInt32(length(words) * pow((cityHash64(seed, place) % 1000003) / 1000003, 6))], range(count)), ' ') AS text
SELECT
    project_id, trace_id, span_id, parent_span_id, version, start_time, duration_ns,
    fromUnixTimestamp64Micro(toInt64(intDiv(version, 1000)), 'UTC') AS received_at,
    toUnixTimestamp64Nano(start_time) AS start_unix_nano,
    start_unix_nano + duration_ns AS end_unix_nano,
    name,
    if(kind = 'llm', 'CLIENT', 'INTERNAL') AS otel_kind,
    kind, service_name,
    if(is_gateway, 'agent-portal.gateway', 'agentops') AS scope_name,
    multiIf(is_failed, 'ERROR', kind = 'llm', 'OK', 'UNSET') AS status,
    if(is_failed, concat(error_type, ': request ', toString(pick(number, 'message', 100000)), ' took too long'), '') AS status_message,
    if(is_failed, ['TimeoutError', 'RateLimitError', 'ToolError', 'ValueError'][1 + pick(number, 'error', 4)], '') AS error_type,
    model, model AS response_model, provider, response_id,
    if(at = 0, user, '') AS user_id,
    if(at = 0, session, '') AS session_id,
    if(kind = 'agent', agent_names[1 + pick(number, 'agent', 8)], '') AS agent,
    if(kind = 'tool', tool_names[1 + pick(number + at, 'tool', 6)], '') AS tool,
    if(is_gateway, concat('team-', toString(pick(number, 'team', 6))), '') AS team,
    if(is_gateway, concat('key-', toString(pick(number, 'key', 20))), '') AS key_alias,
    if(at = 0, tag_list, []) AS tags,
    if(kind = 'llm', 200 + pick(number + at, 'in', 3000), NULL) AS prompt_tokens,
    if(kind = 'llm', 20 + pick(number + at, 'out', 900), NULL) AS completion_tokens,
    if(kind = 'llm' AND number % 3 = 0, 100, NULL) AS cached_tokens,
    prompt_tokens + completion_tokens AS total_tokens,
    if(kind = 'llm' AND model != 'gemma-3-27b', toDecimal128(prompt_tokens * 0.0000025 + completion_tokens * 0.00001, 12), NULL) AS cost,
    multiIf(kind != 'llm', '', isNull(cost), 'unpriced', is_gateway, 'reported', 'price_table') AS cost_source,
    if(kind = 'llm', 50000000 + pick(number + at, 'ttft', 2000) * 1000000, NULL) AS ttft_ns,
    substringUTF8(prompt, 1, 200) AS input_preview,
    substringUTF8(answer, 1, 200) AS output_preview,
    multiIf(
        kind = 'llm', map('gen_ai.operation.name', 'chat', 'gen_ai.request.model', model, 'gen_ai.provider.name', provider,
            'gen_ai.input.messages', concat('[{"role":"user","content":"', prompt, '"}]'),
            'gen_ai.output.messages', concat('[{"role":"assistant","content":"', answer, '"}]'),
            'gen_ai.usage.input_tokens', toString(assumeNotNull(prompt_tokens)), 'gen_ai.usage.output_tokens', toString(assumeNotNull(completion_tokens))),
        kind = 'tool', map('agentops.span.kind', 'tool', 'gen_ai.tool.name', tool, 'agentops.entity.input', text(number * 31 + at, 12)),
        map('agentops.span.kind', toString(kind), 'agentops.entity.name', name)) AS attributes,
    multiIf(kind = 'llm', 'sssssii', kind = 'tool', 'sss', 'ss') AS attribute_types,
    map('service.name', toString(service_name), 'telemetry.sdk.language', 'python', 'agentops.project.id', toString(project_id)) AS resource_attributes,
    'sss' AS resource_attribute_types
FROM
(
    SELECT
        *,
        at = 0 ? 'agent' : (is_gateway OR at % 3 = 1 ? 'llm' : (at % 3 = 2 ? 'tool' : 'task')) AS kind,
        -- A gateway reports the first call of every fifth trace once more.
        number % 5 = 0 AND at = span_count - 1 AS is_gateway,
        if(is_gateway, 1, at) AS own,
        toFixedString(sipHash128(number), 16) AS trace_id,
        toFixedString(reinterpretAsFixedString(sipHash64(number, at)), 8) AS span_id,
        multiIf(
            at = 0, toFixedString('', 8),
            is_gateway, toFixedString(reinterpretAsFixedString(sipHash64(number, 1)), 8),
            at > 6, toFixedString(reinterpretAsFixedString(sipHash64(number, 3)), 8),
            toFixedString(reinterpretAsFixedString(sipHash64(number, 0)), 8)) AS parent_span_id,
        trace_ns + if(at = 0, 0, intDiv(trace_length * own, span_count)) AS start_ns,
        fromUnixTimestamp64Nano(toInt64(start_ns), 'UTC') AS start_time,
        if(at = 0, trace_length, intDiv(trace_length, span_count)) AS duration_ns,
        toUInt64({received:UInt64}) AS version,
        number % 12 = 0 AND at IN (1, 2) AND (at = 1 OR number % 24 = 0) AS is_failed,
        if(is_gateway, 'litellm', ['shop', 'desk', 'lab'][1 + pick(number, 'service', 3)]) AS service_name,
        multiIf(
            at = 0, concat(['answer', 'research', 'fix', 'summarise'][1 + pick(number, 'name', 4)], '_', ['order', 'paper', 'bug', 'mail', 'report'][1 + pick(number, 'thing', 5)]),
            kind = 'llm', concat('chat ', model),
            kind = 'tool', concat('tool_call.', tool_names[1 + pick(number + at, 'tool', 6)]),
            concat('step ', toString(at))) AS name,
        if(kind = 'llm', 1 + toUInt32(8 * pow(pick(number * 7 + intDiv(own, 4), 'model', 1000) / 1000, 2)), 0) AS model_at,
        if(model_at = 0, '', model_names[model_at]) AS model,
        if(model_at = 0, '', provider_names[model_at]) AS provider,
        if(kind = 'llm', concat('chatcmpl-', hex(sipHash64(number, own, 'call'))), '') AS response_id,
        if(kind = 'llm', concat(text(number * 31 + own, 45), ' order ', toString(pick(number, 'order', 1000000))), '') AS prompt,
        if(kind = 'llm', text(number * 31 + own + 1000, 60), '') AS answer
    FROM
    (
        SELECT
            number,
            8 + pick(number, 'spans', 7) AS span_count,
            arrayJoin(range(span_count)) AS at,
            {projects:Array(String)}[multiIf(pick(number, 'project', 100) < 80, 1, pick(number, 'project', 100) < 92, 2, 3)] AS project_id,
            -- A few seconds of disorder, as clients report late.
            {start:UInt64} + toUInt64(number * {step:Float64}) + pick(number, 'late', 20000) * 1000000 AS trace_ns,
            toUInt64(300000000 * exp(pick(number, 'length', 1000) / 200)) AS trace_length,
            concat('user-', toString(toUInt32(5000 * pow(pick(number, 'user', 100000) / 100000, 2)))) AS user,
            -- Three or four traces make a session.
            concat('session-', toString(intDiv(number, 11)), '-', toString(number % 3)) AS session,
            arrayFilter(tag -> tag != '', [['prod', 'staging', 'test'][1 + toUInt32(3 * pow(pick(number, 'tag', 1000) / 1000, 2))], if(number % 50 = 0, 'beta', '')]) AS tag_list
        FROM numbers({first:UInt64}, {last:UInt64} - {first:UInt64})
    )
)
