-- What `priced.sql` comes to where nothing has a price.
0 AS is_priced, toDecimal128(0, 12) AS priced_prompt, toDecimal128(0, 12) AS priced_completion
