-- The metrics of a window, by name and kind.
SELECT
    name, unit, type, temporality, is_monotonic,
    anyLast(description) AS metric_description,
    groupUniqArray(20)(toString(service_name)) AS services,
    arraySort(groupUniqArrayArray(50)(mapKeys(attributes))) AS attribute_keys,
    count() AS points,
    uniqExact(series) AS series_count,
    toUnixTimestamp64Nano(min(time)) AS first_ns,
    toUnixTimestamp64Nano(max(time)) AS last_ns
FROM metric_points FINAL
WHERE project_id = {project:String}
    AND time >= fromUnixTimestamp64Nano({start:Int64}, 'UTC')
    AND time < fromUnixTimestamp64Nano({end:Int64}, 'UTC')
    AND ({q:String} = '' OR positionCaseInsensitiveUTF8(name, {q:String}) > 0)
GROUP BY name, unit, type, temporality, is_monotonic
ORDER BY name, unit, type, temporality, is_monotonic
LIMIT {limit:UInt32}
