-- Where a batch stands between parsing and storing; private to a writer's session.
CREATE OR REPLACE TEMPORARY TABLE stage_spans ENGINE = Memory AS SELECT * FROM spans LIMIT 0;
CREATE OR REPLACE TEMPORARY TABLE stage_fresh ENGINE = Memory AS SELECT * FROM spans LIMIT 0;
CREATE OR REPLACE TEMPORARY TABLE stage_traces ENGINE = Memory AS SELECT * FROM traces LIMIT 0;
CREATE OR REPLACE TEMPORARY TABLE stage_prices
(
    project_id String,
    model String,
    response_model String,
    provider String,
    effective_from DateTime64(9, 'UTC'),
    price_model String,
    input Decimal(38, 15),
    output Decimal(38, 15),
    cached_input Nullable(Decimal(38, 15)),
    reasoning Nullable(Decimal(38, 15))
)
ENGINE = Memory;
