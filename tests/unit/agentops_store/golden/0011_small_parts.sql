ALTER TABLE spans_local ON CLUSTER 'agents'
    MODIFY SETTING min_bytes_for_wide_part = 134217728;

ALTER TABLE traces_local ON CLUSTER 'agents'
    MODIFY SETTING min_bytes_for_wide_part = 134217728;

