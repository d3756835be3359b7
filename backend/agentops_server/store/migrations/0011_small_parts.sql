-- What a batch inserts is one file, not one a column and its marks: a third of the processor time, and two files to
-- sync instead of a hundred. Merges write large parts column by column, as before.
ALTER TABLE spans MODIFY SETTING min_bytes_for_wide_part = 134217728;
ALTER TABLE traces MODIFY SETTING min_bytes_for_wide_part = 134217728;
