-- The staged spans that are new: each once, without those already stored, with prices applied.
INSERT INTO stage_fresh
SELECT
    * EXCEPT (price_model, price_input, price_output, price_cached, price_reasoning, is_priced, priced_prompt, priced_completion, cached_part, reasoning_part)
    REPLACE (
        multiIf(isNotNull(cost), cost, is_priced, toDecimal128(priced_prompt + priced_completion, 12), NULL) AS cost,
        if(isNotNull(cost) OR NOT is_priced, prompt_cost, toDecimal128(priced_prompt, 12)) AS prompt_cost,
        if(isNotNull(cost) OR NOT is_priced, completion_cost, toDecimal128(priced_completion, 12)) AS completion_cost,
        multiIf(
            isNotNull(cost), 'reported',
            kind NOT IN ('llm', 'embedding'), '',
            is_priced, 'price_table',
            -- A call that failed before any token has nothing to price.
            status = 'ERROR' AND ifNull(total_tokens, 0) = 0, '',
            'unpriced') AS cost_source)
FROM
(
    SELECT
        staged.*,
        price.price_model AS price_model,
        price.input AS price_input,
        price.output AS price_output,
        ifNull(price.cached_input, price.input) AS price_cached,
        ifNull(price.reasoning, price.output) AS price_reasoning,
        kind IN ('llm', 'embedding') AND price_model != '' AND (isNotNull(prompt_tokens) OR isNotNull(completion_tokens)) AS is_priced,
        -- Cached tokens are part of the input, reasoning tokens part of the output.
        least(ifNull(cached_tokens, 0), ifNull(prompt_tokens, 0)) AS cached_part,
        least(ifNull(reasoning_tokens, 0), ifNull(completion_tokens, 0)) AS reasoning_part,
        toDecimal128(ifNull(prompt_tokens, 0) - cached_part, 0) * price_input + toDecimal128(cached_part, 0) * price_cached AS priced_prompt,
        toDecimal128(ifNull(completion_tokens, 0) - reasoning_part, 0) * price_output + toDecimal128(reasoning_part, 0) * price_reasoning AS priced_completion
    FROM
    (
        SELECT *
        FROM stage_spans
        {unknown}
        ORDER BY version
        LIMIT 1 BY project_id, trace_id, span_id
    ) AS staged
    ASOF LEFT JOIN stage_prices AS price
        ON price.project_id = staged.project_id AND price.model = staged.model
        AND price.response_model = staged.response_model AND price.provider = staged.provider
        AND price.effective_from <= staged.start_time
)
