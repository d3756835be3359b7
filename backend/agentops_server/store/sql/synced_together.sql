-- In the embedded engine the writer syncs all files of its inserts at once, before it deletes their spool segments
-- (Store.sync): spans can be read before. A server's inserts are on disk when they return, as the tables say.
ALTER TABLE spans MODIFY SETTING fsync_after_insert = 0, fsync_part_directory = 0;
ALTER TABLE traces MODIFY SETTING fsync_after_insert = 0, fsync_part_directory = 0;
ALTER TABLE trace_times MODIFY SETTING fsync_after_insert = 0, fsync_part_directory = 0;
