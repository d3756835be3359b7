INSERT INTO {table} SELECT * FROM stage_fresh_rows
