-- Reads spool segments (records of otlp_spool.proto) and turns OTLP spans into rows of the table `spans`.
-- {source}: file(...) for the embedded engine, input(...) for a server. One row a span, as it came:
-- prices are applied and what is already stored is left out when the stage is moved on (move.sql).
INSERT INTO stage_spans
WITH
    -- OTLP AnyValue -> text; strings and numbers plain, arrays as JSON, what needs recursion in base64.
    e -> multiIf(
        isNotNull(e.string_value), toJSONString(assumeNotNull(e.string_value)),
        isNotNull(e.int_value), toString(assumeNotNull(e.int_value)),
        isNotNull(e.double_value), if(isFinite(assumeNotNull(e.double_value)), toString(assumeNotNull(e.double_value)), concat('"', toString(assumeNotNull(e.double_value)), '"')),
        isNotNull(e.bool_value), if(assumeNotNull(e.bool_value), 'true', 'false'),
        isNotNull(e.kvlist_value), concat('{"$kvlist":"', base64Encode(assumeNotNull(e.kvlist_value)), '"}'),
        isNotNull(e.array_value), concat('{"$array":"', base64Encode(assumeNotNull(e.array_value)), '"}'),
        isNotNull(e.bytes_value), toJSONString(base64Encode(assumeNotNull(e.bytes_value))),
        'null') AS element_text,
    v -> multiIf(
        isNotNull(v.string_value), assumeNotNull(v.string_value),
        isNotNull(v.int_value), toString(assumeNotNull(v.int_value)),
        isNotNull(v.double_value), toString(assumeNotNull(v.double_value)),
        isNotNull(v.bool_value), if(assumeNotNull(v.bool_value), 'true', 'false'),
        isNotNull(v.array_value), concat('[', arrayStringConcat(arrayMap(element -> element_text(element), assumeNotNull(v.array_value).values), ','), ']'),
        isNotNull(v.kvlist_value), base64Encode(assumeNotNull(v.kvlist_value)),
        isNotNull(v.bytes_value), base64Encode(assumeNotNull(v.bytes_value)),
        '') AS value_text,
    v -> multiIf(
        isNotNull(v.string_value), 's', isNotNull(v.int_value), 'i', isNotNull(v.double_value), 'd',
        isNotNull(v.bool_value), 'b', isNotNull(v.array_value), 'a', isNotNull(v.kvlist_value), 'k',
        isNotNull(v.bytes_value), 'x', 'n') AS value_type,
    list -> mapFromArrays(arrayMap(pair -> pair.key, list), arrayMap(pair -> value_text(pair.value), list)) AS text_map,
    list -> arrayStringConcat(arrayMap(pair -> value_type(pair.value), list)) AS type_letters,
    -- The first that is not empty.
    candidates -> arrayFirst(candidate -> candidate != '', candidates) AS pick,
    -- What AgentOps' decorators report for a call without arguments says nothing.
    value -> if(value = '{"args": [], "kwargs": {}}', '', value) AS telling,
    -- Counts, and US dollars; what is no number, negative or beyond belief is none.
    digits -> accurateCastOrNull(nullIf(least(toFloat64OrNull(digits), 1e12), 1e12), 'UInt64') AS token_count,
    money -> if(toFloat64OrZero(money) BETWEEN 0 AND 1e9, toDecimal128OrNull(money, 12), NULL) AS dollars,
    -- The text of one chat message in JSON: OpenAI's content (text or parts), or semantic convention parts.
    message -> multiIf(
        JSONType(message, 'content') = 'String', JSONExtractString(message, 'content'),
        JSONType(message, 'content') = 'Array', arrayStringConcat(arrayFilter(t -> t != '', arrayMap(p -> JSONExtractString(p, 'text'), JSONExtractArrayRaw(message, 'content'))), ' '),
        JSONType(message, 'parts') = 'Array', arrayStringConcat(arrayFilter(t -> t != '', arrayMap(p -> if(JSONExtractString(p, 'type') = 'text', JSONExtractString(p, 'content'), ''), JSONExtractArrayRaw(message, 'parts'))), ' '),
        '') AS message_text
SELECT
    project_id, trace_id, span_id, parent_span_id,
    received_unix_nano AS version,
    -- Plausible: not more than a day ahead of its arrival and not more than 400 days behind.
    fromUnixTimestamp64Nano(toInt64(if(
        start_unix_nano <= received_unix_nano + 86400000000000 AND start_unix_nano + 34560000000000000 >= received_unix_nano,
        start_unix_nano, received_unix_nano)), 'UTC') AS start_time,
    -- An end before the start is no duration; nor is one of more than 400 days.
    if(end_unix_nano > start_unix_nano AND end_unix_nano - start_unix_nano <= 34560000000000000, end_unix_nano - start_unix_nano, 0) AS duration_ns,
    fromUnixTimestamp64Micro(toInt64(intDiv(received_unix_nano, 1000)), 'UTC') AS received_at,
    start_unix_nano, end_unix_nano, name,
    transform(span_kind, [1, 2, 3, 4, 5], ['INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'], 'UNSPECIFIED') AS otel_kind,
    kind, service_name, scope_name, scope_version,
    transform(status_code, [1, 2], ['OK', 'ERROR'], 'UNSET') AS status,
    status_message,
    transform(end_state_text,
        ['success', 'succeeded', 'ok', 'fail', 'failed', 'failure', 'error', 'indeterminate'],
        ['success', 'success', 'success', 'fail', 'fail', 'fail', 'fail', 'indeterminate'], '') AS end_state,
    error_type, model, response_model, provider, response_id, user_id, session_id,
    if(agent_name != '' OR kind != 'agent', agent_name, pick([own_name, name])) AS agent,
    if(tool_name != '' OR kind != 'tool', tool_name, pick([own_name, replaceRegexpOne(name, '^(tool_call|execute_tool)[. ]', '')])) AS tool,
    team, key_alias,
    arraySlice(arrayDistinct(arrayFilter(tag -> tag != '', arrayFlatten(arrayMap(
        text -> if(startsWith(text, '['), JSONExtract(text, 'Array(String)'), [text]), tag_texts)))), 1, 100) AS tags,
    prompt_tokens, completion_tokens, cached_tokens, reasoning_tokens,
    multiIf(
        isNotNull(reported_total), reported_total,
        isNull(prompt_tokens) AND isNull(completion_tokens), NULL,
        ifNull(prompt_tokens, 0) + ifNull(completion_tokens, 0)) AS total_tokens,
    cost, prompt_cost, completion_cost,
    if(isNull(cost), '', 'reported') AS cost_source,
    accurateCastOrNull(round(ttft_s * 1e9), 'UInt64') AS ttft_ns,
    substringUTF8(pick([if(input_json = '', '', message_text(arrayLast(m -> JSONExtractString(m, 'role') = 'user', JSONExtractArrayRaw(input_json)))), input_text]), 1, 200) AS input_preview,
    substringUTF8(pick([if(output_json = '', '', message_text(arrayLast(m -> message_text(m) != '', JSONExtractArrayRaw(output_json)))), output_text]), 1, 200) AS output_preview,
    a AS attributes,
    attribute_types,
    -- The project is the one that was authenticated, whatever the client says.
    mapConcat(r, map('agentops.project.id', toString(project_id))) AS resource_attributes,
    concat(r_types, 's') AS resource_attribute_types,
    scope_attributes,
    arrayMap(e -> (e.time_unix_nano, e.name, text_map(e.attributes), type_letters(e.attributes)), span_events) AS events,
    links, trace_state, flags, dropped_attributes, dropped_events, dropped_links
FROM
(
    SELECT
        * EXCEPT (agentops_kind, openinference_kind, traceloop_kind, operation, any_model, any_tool, any_agent, any_http),
        multiIf(
            agentops_kind IN ('session', 'agent', 'workflow', 'task', 'llm', 'tool', 'chain', 'guardrail', 'http'), agentops_kind,
            agentops_kind = 'operation', 'task',
            openinference_kind IN ('llm', 'chain', 'embedding', 'agent', 'tool', 'guardrail'), openinference_kind,
            openinference_kind IN ('retriever', 'reranker'), 'retrieval',
            traceloop_kind IN ('workflow', 'task', 'agent', 'tool'), traceloop_kind,
            operation IN ('embeddings', 'embedding'), 'embedding',
            operation = 'execute_tool', 'tool',
            operation IN ('invoke_agent', 'create_agent'), 'agent',
            operation = 'invoke_workflow', 'workflow',
            operation IN ('retrieval', 'rerank'), 'retrieval',
            startsWith(name, 'tool_call.'), 'tool',
            operation IN ('chat', 'text_completion', 'generate_content', 'completion', 'responses'), 'llm',
            any_model != '', 'llm',
            any_tool != '', 'tool',
            any_agent != '', 'agent',
            any_http != '', 'http',
            'other') AS kind
    FROM
    (
        SELECT
            project_id, received_unix_nano, trace_id, span_id, parent_span_id, name, span_kind, start_unix_nano, end_unix_nano,
            status_code, status_message, a, attribute_types, r, r_types, scope_name, scope_version, scope_attributes,
            span_events, links, trace_state, flags, dropped_attributes, dropped_events, dropped_links,
            r['service.name'] AS service_name,
            -- Meaning. OpenTelemetry's GenAI conventions (both generations), AgentOps, LiteLLM, OpenInference, Traceloop.
            a['agentops.span.kind'] AS agentops_kind,
            lower(a['openinference.span.kind']) AS openinference_kind,
            a['traceloop.span.kind'] AS traceloop_kind,
            pick([a['gen_ai.operation.name'], a['gen_ai.request.type'], a['llm.request.type']]) AS operation,
            a['gen_ai.response.model'] AS response_model,
            pick([a['gen_ai.request.model'], response_model, a['llm.model_name'], a['embedding.model_name'], a['llm.request.model']]) AS model,
            lower(pick([a['gen_ai.provider.name'], a['gen_ai.system'], a['llm.provider'], a['llm.system']])) AS provider,
            concat(model, provider) AS any_model,
            pick([a['gen_ai.tool.name'], a['tool.name']]) AS tool_name,
            concat(tool_name, a['gen_ai.tool.call.id']) AS any_tool,
            pick([a['gen_ai.agent.name'], a['agent.name'], a['agent_name']]) AS agent_name,
            agent_name AS any_agent,
            pick([a['http.request.method'], a['http.method'], a['http.url'], a['url.full']]) AS any_http,
            pick([a['agentops.entity.name'], a['operation.name'], a['traceloop.entity.name']]) AS own_name,
            lower(a['agentops.session.end_state']) AS end_state_text,
            a['error.type'] AS error_type,
            a['gen_ai.response.id'] AS response_id,
            pick([a['enduser.id'], a['user.id'], a['gen_ai.user'], a['gen_ai.request.user'], a['llm.user'], a['langfuse.user.id'], a['trace.metadata.user_id']]) AS user_id,
            pick([a['session.id'], a['gen_ai.conversation.id'], a['langfuse.session.id'], a['traceloop.association.properties.session_id'], a['trace.metadata.session_id']]) AS session_id,
            pick([a['litellm.team_alias'], a['litellm.team_id'], a['team.id']]) AS team,
            a['litellm.key_alias'] AS key_alias,
            [a['agentops.tags'], a['tag.tags'], r['agentops.tags']] AS tag_texts,
            token_count(pick([a['gen_ai.usage.input_tokens'], a['gen_ai.usage.prompt_tokens'], a['llm.token_count.prompt'], a['llm.usage.prompt_tokens']])) AS prompt_tokens,
            token_count(pick([a['gen_ai.usage.output_tokens'], a['gen_ai.usage.completion_tokens'], a['llm.token_count.completion'], a['llm.usage.completion_tokens']])) AS completion_tokens,
            token_count(pick([a['gen_ai.usage.cache_read_input_tokens'], a['gen_ai.usage.cache_read.input_tokens'], a['gen_ai.usage.cached_tokens'], a['llm.token_count.prompt_details.cache_read'], a['llm.usage.cache_read_input_tokens']])) AS cached_tokens,
            token_count(pick([a['gen_ai.usage.reasoning_tokens'], a['gen_ai.usage.reasoning.output_tokens'], a['llm.token_count.completion_details.reasoning'], a['llm.usage.reasoning_tokens']])) AS reasoning_tokens,
            token_count(pick([a['gen_ai.usage.total_tokens'], a['llm.usage.total_tokens'], a['llm.token_count.total']])) AS reported_total,
            dollars(pick([a['gen_ai.usage.total_cost'], a['gen_ai.usage.cost'], a['gen_ai.cost.total_cost'], a['litellm.response_cost'], a['llm.cost.total']])) AS cost,
            dollars(pick([a['gen_ai.usage.prompt_cost'], a['gen_ai.usage.input_cost'], a['gen_ai.cost.input_cost'], a['llm.cost.prompt']])) AS prompt_cost,
            dollars(pick([a['gen_ai.usage.completion_cost'], a['gen_ai.usage.output_cost'], a['gen_ai.cost.output_cost'], a['llm.cost.completion']])) AS completion_cost,
            toFloat64OrNull(pick([a['gen_ai.server.time_to_first_token'], a['gen_ai.response.time_to_first_token'], a['gen_ai.streaming.time_to_first_token'], a['gen_ai.response.time_to_first_chunk']])) AS ttft_s,
            a['gen_ai.prompt'] AS whole_prompt,
            a['gen_ai.completion'] AS whole_completion,
            pick([a['gen_ai.input.messages'], if(startsWith(whole_prompt, '['), whole_prompt, '')]) AS input_json,
            pick([a['gen_ai.output.messages'], if(startsWith(whole_completion, '['), whole_completion, '')]) AS output_json,
            -- The key of the last user message, in the indexed forms of Traceloop and OpenInference.
            arrayLast((k, v) -> v = 'user' AND match(k, '^(gen_ai\\.prompt\\.\\d+|llm\\.input_messages\\.\\d+\\.message)\\.role$'), mapKeys(a), mapValues(a)) AS last_user_role,
            pick([
                if(last_user_role = '', '', a[concat(substring(last_user_role, 1, length(last_user_role) - 4), 'content')]),
                telling(a['agentops.entity.input']), telling(a[concat('agentops.', agentops_kind, '.input')]),
                a['input.value'], a['traceloop.entity.input'], whole_prompt]) AS input_text,
            pick([
                a['gen_ai.completion.0.content'], a['llm.output_messages.0.message.content'],
                a['agentops.entity.output'], a[concat('agentops.', agentops_kind, '.output')],
                a['output.value'], a['traceloop.entity.output'], whole_completion]) AS output_text
        FROM
        (
            SELECT
                project_id, received_unix_nano, r, r_types, scope_name, scope_version, scope_attributes,
                toFixedString(span.trace_id, 16) AS trace_id,
                toFixedString(span.span_id, 8) AS span_id,
                toFixedString(if(length(span.parent_span_id) = 8, span.parent_span_id, ''), 8) AS parent_span_id,
                span.name AS name,
                span.kind AS span_kind,
                span.start_time_unix_nano AS start_unix_nano,
                span.end_time_unix_nano AS end_unix_nano,
                span.status.code AS status_code,
                span.status.message AS status_message,
                text_map(span.attributes) AS a,
                type_letters(span.attributes) AS attribute_types,
                span.events AS span_events,
                arrayMap(link -> base64Encode(link), span.links) AS links,
                span.trace_state AS trace_state,
                span.flags AS flags,
                span.dropped_attributes_count AS dropped_attributes,
                span.dropped_events_count AS dropped_events,
                span.dropped_links_count AS dropped_links
            FROM
            (
                SELECT
                    project_id, received_unix_nano, r, r_types,
                    ss.scope.name AS scope_name,
                    ss.scope.version AS scope_version,
                    arrayMap(pair -> base64Encode(pair), ss.scope.attributes) AS scope_attributes,
                    arrayJoin(ss.spans) AS span
                FROM
                (
                    SELECT
                        project_id, received_unix_nano,
                        arrayFilter(pair -> pair.key != 'agentops.project.id', rs.resource.attributes) AS resource_list,
                        text_map(resource_list) AS r,
                        type_letters(resource_list) AS r_types,
                        arrayJoin(rs.scope_spans) AS ss
                    FROM
                    (
                        SELECT project_id, received_unix_nano, arrayJoin(payload.resource_spans) AS rs
                        FROM {source}
                    )
                )
            )
        )
    )
)
