-- Where a batch stands between parsing and storing; private to a writer's session. EMPTY: without running the SELECT.
CREATE OR REPLACE TEMPORARY TABLE stage_spans ENGINE = Memory EMPTY AS SELECT * FROM spans;
CREATE OR REPLACE TEMPORARY TABLE stage_fresh ENGINE = Memory EMPTY AS SELECT * FROM spans;
CREATE OR REPLACE TEMPORARY TABLE stage_traces ENGINE = Memory EMPTY AS SELECT * FROM traces;
-- The traces of the batch that are known already, between which starts their spans lie, and how old they are.
CREATE OR REPLACE TEMPORARY TABLE stage_known
(
    project_id LowCardinality(String),
    trace_id FixedString(16),
    first_start DateTime64(9, 'UTC'),
    last_start DateTime64(9, 'UTC'),
    age UInt8
)
ENGINE = Memory;
-- What is stored of those: their spans, and the places of their rows in `traces`.
CREATE OR REPLACE TEMPORARY TABLE stage_stored ENGINE = Memory EMPTY AS SELECT {summary_columns} FROM spans;
CREATE OR REPLACE TEMPORARY TABLE stage_placed ENGINE = Memory EMPTY AS
SELECT project_id, trace_id, day, start_time, version, is_deleted FROM traces;
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
