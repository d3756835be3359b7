SELECT name, content
FROM uploads
WHERE project_id = {project:String} AND kind = {kind:String} AND name IN {names:Array(String)}
ORDER BY version DESC
LIMIT 1
