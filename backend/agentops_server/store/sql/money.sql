-- What each side says of every call of a question, by day, model and key: the gateway (its reported cost), the traces (the
-- stored cost), the price map (tokens at the prices of that moment). `found` is what does not agree, by call.
WITH
    -- Amounts that differ by more than the rounding of a sum, and than a share of the larger one.
    (one, other) -> abs(one - other) > {tolerance:Decimal(38, 12)}
        AND toFloat64(abs(one - other)) > {ratio:Float64} * toFloat64(greatest(abs(one), abs(other))) AS differs
SELECT
    toString(toDate(toTimeZone(trace_start, {time_zone:String}))) AS day,
    model, call_key AS key,
    sum(is_call) AS calls,
    sum(is_call AND is_failed) AS failed_calls,
    sum(is_call AND at_gateway) AS gateway_calls,
    sum(is_call AND at_agent) AS agent_calls,
    sum(is_call AND at_gateway AND at_agent) AS both_calls,
    sum(cost_source = 'unpriced') AS unpriced_calls,
    sum(is_call AND isNotNull(map_cost)) AS map_calls,
    sumIf(ifNull(prompt_tokens, 0), is_call) AS prompt,
    sumIf(ifNull(completion_tokens, 0), is_call) AS completion,
    sumIf(ifNull(cached_tokens, 0), is_call) AS cached,
    sumIf(ifNull(reasoning_tokens, 0), is_call) AS reasoning,
    sumIf(ifNull(total_tokens, 0), is_call) AS total,
    sumOrNull(gateway_cost) AS gateway_usd,
    sumOrNull(cost) AS stored_usd,
    sumOrNull(map_cost) AS map_usd,
    sumOrNullIf(cost - gateway_cost, isNotNull(gateway_cost)) AS gateway_difference_usd,
    sumOrNullIf(cost - map_cost, isNotNull(cost) AND isNotNull(map_cost)) AS map_difference_usd,
    sumOrNullIf(cost, isNull(gateway_cost)) AS not_by_gateway_usd,
    sumOrNullIf(cost, isNull(map_cost)) AS not_in_map_usd,
    countMap(mapFromArrays(found.1, found.1)) AS found_calls,
    sumMap(mapFromArrays(found.1, found.2)) AS found_usd,
    groupUniqArrayMap({examples:UInt32})(mapFromArrays(found.1, arrayMap(one -> trace_id, found.1))) AS found_traces
FROM
(
    SELECT
        *,
        toDecimal128(0, 12) AS nothing,
        cost_source = 'reported' AND ifNull(cost, 0) = 0 AS is_free,
        ifNull(total_tokens, 0) > 0 AS has_tokens,
        is_priced AND cached_part > 0 AND price_cached < price_input
            AND isNotNull(cost) AND ifNull(differs(cost, map_cost), 0) AND NOT ifNull(differs(cost, full_cost), 0) AS is_full_price,
        arrayFilter(one -> one.3, [
            ('gateway_differs', ifNull(cost - gateway_cost, nothing), ifNull(differs(cost, gateway_cost), 0)),
            ('gateway_unpriced', ifNull(cost, nothing), is_call AND at_gateway AND isNull(gateway_cost) AND ifNull(cost, 0) > 0),
            ('cached_at_full_price', ifNull(cost - map_cost, nothing), is_full_price),
            ('price_map_differs', ifNull(cost - map_cost, nothing),
                NOT is_full_price AND NOT is_free AND cost_source = 'reported' AND ifNull(differs(cost, map_cost), 0)),
            ('price_changed', ifNull(ifNull(cost, nothing) - map_cost, nothing),
                isNotNull(map_cost) AND (cost_source = 'unpriced' OR (cost_source = 'price_table' AND ifNull(differs(cost, map_cost), 0)))),
            ('cached_exceeds_prompt', nothing, is_call AND ifNull(cached_tokens, 0) > ifNull(prompt_tokens, 0)),
            ('reasoning_exceeds_completion', nothing, is_call AND ifNull(reasoning_tokens, 0) > ifNull(completion_tokens, 0)),
            ('zero_priced', nothing - ifNull(map_cost, nothing), is_call AND is_free AND has_tokens AND NOT is_from_cache),
            ('unpriced', nothing, cost_source = 'unpriced' AND has_tokens AND isNull(map_cost)),
            ('cost_on_failure', ifNull(cost, nothing), is_failed AND cost_source = 'reported' AND ifNull(cost, 0) > 0),
            ('counted_twice', ifNull(cost, nothing), is_call AND at_gateway AND has(counted_agent_calls, parent_span_id)),
            ('unknown_to_gateway', ifNull(cost, nothing), is_call AND NOT at_gateway)
        ]) AS found
    FROM
    (
        SELECT
            call.*,
            {priced},
            if(is_priced, toDecimal128(priced_prompt + priced_completion, 12), NULL) AS map_cost,
            if(is_priced, toDecimal128(toDecimal128(ifNull(prompt_tokens, 0), 0) * price_input + priced_completion, 12), NULL) AS full_cost
        FROM
        (
            SELECT began.trace_start AS trace_start, counted.*
            FROM
            (
                SELECT
                    *,
                    groupUniqArrayIf(1000)(span_id, is_counted AND is_call AND NOT is_gateway) OVER (PARTITION BY trace_id) AS counted_agent_calls,
                    same_at_agent OR (response_id = '' AND has(agent_calls, parent_span_id)) AS at_agent
                FROM
                (
                    SELECT
                        trace_id, span_id, parent_span_id, response_id, kind, start_time, model, response_model, provider,
                        prompt_tokens, completion_tokens, cached_tokens, reasoning_tokens, total_tokens, cost, cost_source, is_from_cache,
                        status = 'ERROR' AS is_failed,
                        kind IN ('llm', 'embedding') AS is_call,
                        scope_name = {gateway:String} AS is_gateway,
                        {counted} AS is_counted,
                        max(key_alias) OVER same_call AS call_key,
                        max(if(is_gateway AND cost_source = 'reported', cost, NULL)) OVER same_call AS gateway_cost,
                        max(is_gateway) OVER same_call AS at_gateway,
                        max(NOT is_gateway) OVER same_call AS same_at_agent,
                        groupUniqArrayIf(1000)(span_id, is_call AND NOT is_gateway) OVER (PARTITION BY project_id, trace_id) AS agent_calls
                    {money_traces}
                    WINDOW same_call AS (PARTITION BY project_id, trace_id, kind IN ('llm', 'embedding'), if(response_id = '', hex(span_id), response_id))
                )
            ) AS counted
            INNER JOIN (SELECT trace_id, start_time AS trace_start {window}) AS began ON began.trace_id = counted.trace_id
            WHERE is_counted AND (is_call OR isNotNull(cost))
        ) AS call
        ASOF LEFT JOIN
        (
            SELECT
                one.1 AS model, one.2 AS response_model, one.3 AS provider, fromUnixTimestamp64Nano(one.4, 'UTC') AS effective_from,
                one.5 AS price_model, toDecimal128(one.6, 15) AS input, toDecimal128(one.7, 15) AS output,
                toDecimal128OrNull(one.8, 15) AS cached_input, toDecimal128OrNull(one.9, 15) AS reasoning
            FROM
            (
                SELECT arrayJoin(arrayZip(
                    {models:Array(String)}, {response_models:Array(String)}, {providers:Array(String)}, {moments:Array(Int64)},
                    {price_models:Array(String)}, {inputs:Array(String)}, {outputs:Array(String)}, {cached_inputs:Array(String)},
                    {reasonings:Array(String)})) AS one
            )
        ) AS price
            ON price.model = call.model AND price.response_model = call.response_model AND price.provider = call.provider
            AND price.effective_from <= call.start_time
    )
)
GROUP BY day, model, key
ORDER BY day, stored_usd DESC NULLS LAST, model, key
LIMIT {limit:UInt32}
