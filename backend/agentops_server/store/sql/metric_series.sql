-- One metric over time. What a cumulative point adds is its difference from the one before of its series; after a
-- reset (a new start, or a lower value) all of it. Of a series' first point of the window that began earlier
-- nothing is known to be new.
WITH
    key -> if(mapContains(attributes, key), attributes[key], resource_attributes[key]) AS attribute,
    (now, before) -> multiIf(
        isNull(now), NULL,
        temporality != 'cumulative', now,
        number = 1, if(start_unix_nano >= {start:Int64}, now, 0),
        start_unix_nano != start_before OR isNull(before) OR now < before, now,
        now - before) AS added
SELECT
    bucket, labels, unit, type, temporality, is_monotonic,
    sum(points) AS points,
    sum(total) / nullIf(sum(values), 0) AS value_avg,
    min(lowest) AS value_min,
    max(highest) AS value_max,
    sum(latest) AS value_last,
    sum(value_added) AS value_increase,
    sum(count_added) AS count_increase,
    sum(sum_added) AS sum_increase
FROM
(
    SELECT
        series, labels, unit, type, temporality, is_monotonic, bucket,
        count() AS points,
        count(value) AS values,
        sum(value) AS total,
        min(ifNull(value, min)) AS lowest,
        max(ifNull(value, max)) AS highest,
        argMax(value, time) AS latest,
        sum(added(value, value_before)) AS value_added,
        sum(added(toNullable(toFloat64(count)), count_before)) AS count_added,
        sum(added(sum, sum_before)) AS sum_added
    FROM
    (
        SELECT
            series, unit, type, temporality, is_monotonic, time, start_unix_nano, value, count, sum, min, max,
            arrayMap(key -> attribute(key), {group_by:Array(String)}) AS labels,
            intDiv(toUnixTimestamp64Nano(time), {interval_ns:Int64}) * {interval_ns:Int64} AS bucket,
            row_number() OVER before AS number,
            lagInFrame(start_unix_nano, 1) OVER before AS start_before,
            lagInFrame(value, 1) OVER before AS value_before,
            lagInFrame(toNullable(toFloat64(count)), 1) OVER before AS count_before,
            lagInFrame(sum, 1) OVER before AS sum_before
        FROM metric_points FINAL
        WHERE project_id = {project:String}
            AND name = {name:String}
            AND time >= fromUnixTimestamp64Nano({start:Int64}, 'UTC')
            AND time < fromUnixTimestamp64Nano({end:Int64}, 'UTC')
            AND ({unit:String} = '' OR unit = {unit:String})
            AND arrayAll((key, wanted) -> attribute(key) = wanted, {keys:Array(String)}, {wanted:Array(String)})
        WINDOW before AS (PARTITION BY series ORDER BY time ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
    )
    GROUP BY series, labels, unit, type, temporality, is_monotonic, bucket
)
GROUP BY bucket, labels, unit, type, temporality, is_monotonic
ORDER BY labels, unit, type, temporality, is_monotonic, bucket
LIMIT {limit:UInt32}
