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
        {price}
    FROM
    (
        SELECT *
        FROM {spans}
        {unknown}
        -- As the table has them: inserting them, and computing their traces, is cheaper by more than this costs.
        ORDER BY project_id, toStartOfMinute(start_time), trace_id, span_id
    ) AS staged
    {prices}
)
