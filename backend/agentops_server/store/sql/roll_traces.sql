-- Quarters that have no traces any more get zeros.
INSERT INTO {trace_rollups} (project_id, computed, rows, versions, {trace_figure_names})
SELECT
    {project:String}, {computed:UInt64}, asked.quarter.2, asked.quarter.3,
    toDateTime(asked.quarter.1, 'UTC'), made.* EXCEPT bucket
FROM
(
    SELECT arrayJoin(arrayZip({starts:Array(UInt32)}, {rows:Array(UInt64)}, {versions:Array(UInt64)})) AS quarter
) AS asked
LEFT JOIN ({figures}) AS made ON toUnixTimestamp(made.bucket) = asked.quarter.1
