-- THE price of the tokens of a call, `prompt_tokens` and so on, at the `price` beside it: part of every statement that prices.
-- Cached tokens are part of the input, reasoning tokens part of the output.
price.price_model AS price_model,
price.input AS price_input,
price.output AS price_output,
ifNull(price.cached_input, price.input) AS price_cached,
ifNull(price.reasoning, price.output) AS price_reasoning,
kind IN ('llm', 'embedding') AND price_model != '' AND (isNotNull(prompt_tokens) OR isNotNull(completion_tokens)) AS is_priced,
least(ifNull(cached_tokens, 0), ifNull(prompt_tokens, 0)) AS cached_part,
least(ifNull(reasoning_tokens, 0), ifNull(completion_tokens, 0)) AS reasoning_part,
toDecimal128(ifNull(prompt_tokens, 0) - cached_part, 0) * price_input + toDecimal128(cached_part, 0) * price_cached AS priced_prompt,
toDecimal128(ifNull(completion_tokens, 0) - reasoning_part, 0) * price_output + toDecimal128(reasoning_part, 0) * price_reasoning AS priced_completion
