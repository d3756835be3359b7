-- Rewrites the parts that hold such rows, without them; a part of nothing else is dropped.
ALTER TABLE {table} DELETE WHERE project_id IN {projects:Array(String)} AND {condition}
