-- The staged rows that an earlier try of the same batch stored: those of another request have another version.
SELECT project_id, count() AS items
FROM (SELECT project_id, id, version FROM stage_rows ORDER BY version LIMIT 1 BY project_id, id)
WHERE (project_id, id, version) IN
(
    SELECT project_id, id, version
    FROM {table}
    WHERE project_id IN (SELECT project_id FROM stage_rows)
        AND time BETWEEN (SELECT min(time) FROM stage_rows) AND (SELECT max(time) FROM stage_rows)
        AND id IN (SELECT id FROM stage_rows)
)
GROUP BY project_id
