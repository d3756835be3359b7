ALTER TABLE traces_local ON CLUSTER 'agents'
    MODIFY SETTING deduplicate_merge_projection_mode = 'rebuild',
    lightweight_mutation_projection_mode = 'rebuild';

ALTER TABLE traces_local ON CLUSTER 'agents'
    ADD PROJECTION IF NOT EXISTS by_quarter
(
    SELECT project_id, toStartOfFifteenMinutes(start_time), count(), sum(version), max(version)
    GROUP BY project_id, toStartOfFifteenMinutes(start_time)
);

ALTER TABLE traces_local ON CLUSTER 'agents'
    MATERIALIZE PROJECTION by_quarter;

