-- What is stored of each quarter of an hour, kept by the engine with every insert and merge: readers compare
-- it with what rollups were made of (sql/stale_buckets.sql) without reading the traces.
ALTER TABLE traces MODIFY SETTING deduplicate_merge_projection_mode = 'rebuild', lightweight_mutation_projection_mode = 'rebuild';
ALTER TABLE traces ADD PROJECTION IF NOT EXISTS by_quarter
(
    SELECT project_id, toStartOfFifteenMinutes(start_time), count(), sum(version), max(version)
    GROUP BY project_id, toStartOfFifteenMinutes(start_time)
);
-- In the background, for what is there already; it is right without it, only slower.
ALTER TABLE traces MATERIALIZE PROJECTION by_quarter;
