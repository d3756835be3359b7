-- Lightweight deletes: invisible at once, gone from disk with the next merge.
DELETE FROM traces WHERE project_id = {project:String};
DELETE FROM spans WHERE project_id = {project:String};
DELETE FROM trace_times WHERE project_id = {project:String};
DELETE FROM prices WHERE project_id = {project:String};
DELETE FROM trace_rollups WHERE project_id = {project:String};
DELETE FROM call_rollups WHERE project_id = {project:String};
DELETE FROM failed_trace_rollups WHERE project_id = {project:String};
DELETE FROM failed_call_rollups WHERE project_id = {project:String};
DELETE FROM logs WHERE project_id = {project:String};
DELETE FROM metric_points WHERE project_id = {project:String};
DELETE FROM uploads WHERE project_id = {project:String};
