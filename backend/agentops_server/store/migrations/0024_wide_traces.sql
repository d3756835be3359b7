-- A filter reads one column of many traces. In one file for all columns (0011) that is as slow as reading all of them: only what a
-- batch inserts is to be one, and not what merges make of it.
ALTER TABLE traces MODIFY SETTING min_bytes_for_wide_part = 33554432;
