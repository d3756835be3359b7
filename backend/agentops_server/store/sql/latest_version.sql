-- The version of a project's latest change.
SELECT max(version) AS version FROM traces WHERE project_id = {project:String}
