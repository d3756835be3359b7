-- Spans in the order of time. They were ordered by trace id, which is random: every batch of new spans looked
-- for its traces all over the table, so storing grew slower with every span stored. Now what a batch must see
-- lies at the end of the table, and a question about a window reads that window. Within a minute they lie by
-- trace, so that the spans of one are neighbours.
CREATE TABLE IF NOT EXISTS spans_by_time AS spans
ENGINE = ReplacingMergeTree(version)
PARTITION BY toYYYYMM(start_time)
ORDER BY (project_id, toStartOfMinute(start_time), trace_id, span_id)
SETTINGS index_granularity = 1024, fsync_after_insert = 1, fsync_part_directory = 1;

-- Between which starts the spans of a trace lie: from a trace id to its rows. Minimum and maximum bear
-- repetition, so adding the same batch again changes nothing. Small granules and blocks: it is read here and there.
CREATE TABLE IF NOT EXISTS trace_times
(
    project_id LowCardinality(String),
    trace_id FixedString(16),
    first_start SimpleAggregateFunction(min, DateTime64(9, 'UTC')),
    last_start SimpleAggregateFunction(max, DateTime64(9, 'UTC'))
)
ENGINE = AggregatingMergeTree
ORDER BY (project_id, trace_id)
SETTINGS index_granularity = 64, min_compress_block_size = 4096, max_compress_block_size = 16384,
    fsync_after_insert = 1, fsync_part_directory = 1;

INSERT INTO trace_times
SELECT project_id, trace_id, min(start_time), max(start_time) FROM spans GROUP BY project_id, trace_id;

INSERT INTO spans_by_time SELECT * FROM spans FINAL
SETTINGS max_partitions_per_insert_block = 0;

DROP TABLE IF EXISTS spans_by_id;
RENAME TABLE spans TO spans_by_id, spans_by_time TO spans;
DROP TABLE IF EXISTS spans_by_id;
