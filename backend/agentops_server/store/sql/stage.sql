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
    -- Of lists of attributes. Subcolumn by subcolumn: a lambda over whole (key, value) tuples copies them.
    list -> mapFromArrays(list.key, arrayMap(
        (s, i, d, b, a, k, x) -> multiIf(
            isNotNull(s), assumeNotNull(s),
            isNotNull(i), toString(assumeNotNull(i)),
            isNotNull(d), toString(assumeNotNull(d)),
            isNotNull(b), if(assumeNotNull(b), 'true', 'false'),
            isNotNull(a), concat('[', arrayStringConcat(arrayMap(element -> element_text(element), assumeNotNull(a).values), ','), ']'),
            isNotNull(k), base64Encode(assumeNotNull(k)),
            isNotNull(x), base64Encode(assumeNotNull(x)),
            ''),
        list.value.string_value, list.value.int_value, list.value.double_value, list.value.bool_value,
        list.value.array_value, list.value.kvlist_value, list.value.bytes_value)) AS text_map,
    list -> arrayStringConcat(arrayMap(
        (s, i, d, b, a, k, x) -> multiIf(
            isNotNull(s), 's', isNotNull(i), 'i', isNotNull(d), 'd', isNotNull(b), 'b',
            isNotNull(a), 'a', isNotNull(k), 'k', isNotNull(x), 'x', 'n'),
        list.value.string_value, list.value.int_value, list.value.double_value, list.value.bool_value,
        list.value.array_value, list.value.kvlist_value, list.value.bytes_value)) AS type_letters,
    -- The first that is not empty.
    candidates -> arrayFirst(candidate -> candidate != '', candidates) AS pick,
    -- Counts, and US dollars; what is no number, negative or beyond belief is none.
    digits -> accurateCastOrNull(nullIf(least(toFloat64OrNull(digits), 1e12), 1e12), 'UInt64') AS token_count,
    money -> if(toFloat64OrZero(money) BETWEEN 0 AND 1e9, toDecimal128OrNull(money, 12), NULL) AS dollars,
    -- The text of one chat message in JSON: OpenAI's content (text or parts), or semantic convention parts.
    message -> multiIf(
        JSONType(message, 'content') = 'String', JSONExtractString(message, 'content'),
        JSONType(message, 'content') = 'Array', arrayStringConcat(arrayFilter(t -> t != '', arrayMap(p -> JSONExtractString(p, 'text'), JSONExtractArrayRaw(message, 'content'))), ' '),
        JSONType(message, 'parts') = 'Array', arrayStringConcat(arrayFilter(t -> t != '', arrayMap(p -> if(JSONExtractString(p, 'type') = 'text', JSONExtractString(p, 'content'), ''), JSONExtractArrayRaw(message, 'parts'))), ' '),
        '') AS message_text,
    -- Whether a content is a plain text, as it mostly is: then one reading of the JSON was enough.
    content -> content != '' AND substring(content, 1, 1) NOT IN ('[', '{') AS is_plain
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
    if(empty(tag_texts), [], arraySlice(arrayDistinct(arrayFilter(tag -> tag != '', arrayFlatten(arrayMap(
        text -> if(startsWith(text, '['), JSONExtract(text, 'Array(String)'), [text]), tag_texts)))), 1, 100)) AS tags,
    prompt_tokens, completion_tokens, cached_tokens, reasoning_tokens,
    multiIf(
        isNotNull(reported_total), reported_total,
        isNull(prompt_tokens) AND isNull(completion_tokens), NULL,
        ifNull(prompt_tokens, 0) + ifNull(completion_tokens, 0)) AS total_tokens,
    cost, prompt_cost, completion_cost,
    if(isNull(cost), '', 'reported') AS cost_source,
    accurateCastOrNull(round(ttft_s * 1e9), 'UInt64') AS ttft_ns,
    substringUTF8(pick([multiIf(
        input_json = '', '',
        is_plain(last_asked), last_asked,
        message_text(arrayLast(m -> JSONExtractString(m, 'role') = 'user', JSONExtractArrayRaw(input_json)))), input_text]), 1, 200) AS input_preview,
    substringUTF8(pick([multiIf(
        output_json = '', '',
        is_plain(last_answered), last_answered,
        message_text(arrayLast(m -> message_text(m) != '', JSONExtractArrayRaw(output_json)))), output_text]), 1, 200) AS output_preview,
    a AS attributes,
    attribute_types,
    r AS resource_attributes,
    r_types AS resource_attribute_types,
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
            -- Meaning: `said_...` is the first name of a field, in vocabulary.py, that has a value here.
            {said_agentops_kind} AS agentops_kind,
            lower({said_openinference_kind}) AS openinference_kind,
            {said_traceloop_kind} AS traceloop_kind,
            {said_operation} AS operation,
            {said_response_model} AS response_model,
            pick([{said_request_model}, response_model, {said_other_model}]) AS model,
            lower({said_provider}) AS provider,
            concat(model, provider) AS any_model,
            {said_tool} AS tool_name,
            concat(tool_name, {said_tool_call}) AS any_tool,
            {said_agent} AS agent_name,
            agent_name AS any_agent,
            {said_http} AS any_http,
            {said_own_name} AS own_name,
            lower({said_end_state}) AS end_state_text,
            {said_error_type} AS error_type,
            {said_response_id} AS response_id,
            {said_user} AS user_id,
            {said_session} AS session_id,
            {said_team} AS team,
            {said_key_alias} AS key_alias,
            arrayFilter(text -> text != '', [{said_agentops_tags}, {said_openinference_tags}, r['agentops.tags']]) AS tag_texts,
            token_count({said_prompt_tokens}) AS prompt_tokens,
            token_count({said_completion_tokens}) AS completion_tokens,
            token_count({said_cached_tokens}) AS cached_tokens,
            token_count({said_reasoning_tokens}) AS reasoning_tokens,
            token_count({said_total_tokens}) AS reported_total,
            dollars({said_cost}) AS cost,
            dollars({said_prompt_cost}) AS prompt_cost,
            dollars({said_completion_cost}) AS completion_cost,
            toFloat64OrNull({said_ttft}) AS ttft_s,
            {said_whole_prompt} AS whole_prompt,
            {said_whole_completion} AS whole_completion,
            pick([{said_input_messages}, if(startsWith(whole_prompt, '['), whole_prompt, '')]) AS input_json,
            pick([{said_output_messages}, if(startsWith(whole_completion, '['), whole_completion, '')]) AS output_json,
            if(input_json = '', '', arrayLast(m -> m.role = 'user', JSONExtract(input_json, 'Array(Tuple(role String, content String))')).content) AS last_asked,
            if(output_json = '', '', arrayElement(JSONExtract(output_json, 'Array(Tuple(content String))'), -1).content) AS last_answered,
            -- The key of the last user message, in the indexed forms of Traceloop and OpenInference.
            arrayLast((k, v) -> v = 'user' AND match(k, '^(gen_ai\\.prompt\\.\\d+|llm\\.input_messages\\.\\d+\\.message)\\.role$'), names, texts) AS last_user_role,
            pick([
                if(last_user_role = '', '', a[concat(substring(last_user_role, 1, length(last_user_role) - 4), 'content')]),
                {said_input}, whole_prompt]) AS input_text,
            pick([{said_output}, whole_completion]) AS output_text
        FROM
        (
            SELECT
                project_id, received_unix_nano, r, r_types, scope_name, scope_version, scope_attributes,
                mapKeys(a) AS names,
                mapValues(a) AS texts,
                -- The attributes that say something, each as rank of its name + place in the span, in order: so the
                -- first of a field is the one that counts.
                arraySort(arrayFilter(rank -> rank > 65535, arrayMap(
                    (k, v, place) -> if(v IN ('', {nothing}), 0, transform(k, [{names}], [{ranks}], toUInt32(0)) + place),
                    names, texts, arrayEnumerate(names)))) AS ranks,
                arrayMap(rank -> toUInt8(bitShiftRight(rank, 24)), ranks) AS fields,
                arrayMap(rank -> toUInt16(rank), ranks) AS places,
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
                        -- The project is the one that was authenticated, whatever the client says.
                        mapConcat(text_map(resource_list), map('agentops.project.id', toString(project_id))) AS r,
                        concat(type_letters(resource_list), 's') AS r_types,
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
-- One large statement over little data: this would cost more than it saves.
SETTINGS query_plan_enable_optimizations = 0
