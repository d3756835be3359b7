-- The staged rows that are new, each once. A row lies at its own time; one whose time was not believed lies
-- where it arrived first, and is looked for by its id alone.
INSERT INTO stage_fresh_rows
SELECT *
FROM stage_rows
WHERE
    (project_id, id) NOT IN
    (
        SELECT project_id, id
        FROM {table}
        WHERE project_id IN (SELECT project_id FROM stage_rows)
            AND time IN (SELECT time FROM stage_rows)
            AND id IN (SELECT id FROM stage_rows)
    )
    AND (is_own_time OR (project_id, id) NOT IN
    (
        SELECT project_id, id
        FROM {table}
        WHERE project_id IN (SELECT project_id FROM stage_rows WHERE NOT is_own_time)
            AND id IN (SELECT id FROM stage_rows WHERE NOT is_own_time)
    ))
ORDER BY version
LIMIT 1 BY project_id, id
