-- The stored model calls of a window whose cost is not their own report, as if they came anew.
INSERT INTO stage_spans
SELECT * REPLACE (
    -- Above the one it has, also when the clock was put back.
    greatest({version:UInt64}, version + 1) AS version,
    CAST(NULL, 'Nullable(Decimal(38, 12))') AS cost,
    CAST(NULL, 'Nullable(Decimal(38, 12))') AS prompt_cost,
    CAST(NULL, 'Nullable(Decimal(38, 12))') AS completion_cost,
    '' AS cost_source)
FROM
(
    SELECT *
    FROM spans FINAL
    WHERE project_id = {project:String}
        AND start_time >= fromUnixTimestamp64Nano({start:Int64}, 'UTC')
        AND start_time < fromUnixTimestamp64Nano({end:Int64}, 'UTC')
        AND cost_source IN ('unpriced', 'price_table')
)
