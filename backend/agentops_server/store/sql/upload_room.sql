-- What a project's uploads take, without the one that is about to be replaced.
SELECT sum(size) AS bytes
FROM uploads FINAL
WHERE project_id = {project:String} AND NOT (kind = {kind:String} AND name = {name:String})
