-- What is past its time, by project. {final}: each row once, also where versions of it are not merged yet.
SELECT project_id, count() AS found
FROM {table} {final}
WHERE project_id IN {projects:Array(String)} AND {condition}
GROUP BY project_id
