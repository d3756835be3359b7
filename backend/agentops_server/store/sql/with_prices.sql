-- The price in force of each staged span.
ASOF LEFT JOIN stage_prices AS price
    ON price.project_id = staged.project_id AND price.model = staged.model
    AND price.response_model = staged.response_model AND price.provider = staged.provider
    AND price.effective_from <= staged.start_time
