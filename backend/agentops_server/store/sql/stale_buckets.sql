-- Quarters of an hour whose rollups are missing or made of something else than is stored now. Without FINAL: every
-- stored row counts, also replaced ones, since what a merge throws away changes nothing but makes the rollup be made anew.
SELECT
    toUnixTimestamp(bucket) AS start,
    -- Of what it would have to be made; zeros: nothing is stored any more.
    sumIf(stored_rows, is_stored) AS rows_now,
    sumIf(stored_versions, is_stored) AS versions_now,
    max(latest) AS changed
FROM
(
    SELECT toStartOfFifteenMinutes(start_time) AS bucket, count() AS stored_rows, sum(version) AS stored_versions, max(version) AS latest, 1 AS is_stored
    FROM traces
    WHERE project_id = {project:String}
        -- In the words of the projection `by_quarter`.
        AND toStartOfFifteenMinutes(start_time) >= toDateTime({first:UInt32}, 'UTC')
        AND toStartOfFifteenMinutes(start_time) < toDateTime({last:UInt32}, 'UTC')
    GROUP BY bucket
    UNION ALL
    SELECT bucket, rows, versions, 0, 0
    FROM {trace_rollups} FINAL
    WHERE project_id = {project:String} AND bucket >= toDateTime({first:UInt32}, 'UTC') AND bucket < toDateTime({last:UInt32}, 'UTC')
)
GROUP BY bucket
HAVING sumIf(stored_rows, is_stored) != sumIf(stored_rows, NOT is_stored)
    OR sumIf(stored_versions, is_stored) != sumIf(stored_versions, NOT is_stored)
ORDER BY bucket DESC
