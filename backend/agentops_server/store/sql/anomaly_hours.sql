-- Calls of each model and traces of each agent by hour, one row each with its hours as an array. {hour}: the hour's start.
SELECT subject, name, total, hours
FROM
(
    SELECT 'model' AS subject, name, sum(amount) AS total, groupArray((hour, amount, failed, spent, slow)) AS hours
    FROM
    (
        SELECT
            model AS name, {hour} AS hour, sum(calls) AS amount, sum(failed_calls) AS failed,
            toFloat64(ifNull(sum(cost), 0)) AS spent, quantileMerge(0.95)(durations) AS slow
        FROM (SELECT * EXCEPT bucket, bucket AS start_time FROM ({figures}))
        WHERE model != ''
        GROUP BY name, hour
    )
    GROUP BY name
    ORDER BY total DESC, name
    LIMIT {limit:UInt32}
    UNION ALL
    SELECT 'agent' AS subject, name, sum(amount) AS total, groupArray((hour, amount, failed, spent, slow)) AS hours
    FROM
    (
        SELECT
            arrayJoin(agents) AS name, {hour} AS hour, count() AS amount, countIf(status = 'ERROR') AS failed,
            toFloat64(ifNull(sum(cost), 0)) AS spent, quantile(0.95)(duration_ns) AS slow
        FROM
        (
            SELECT agents, start_time, status, cost, duration_ns
            {window}
                AND notEmpty(agents)
        )
        GROUP BY name, hour
    )
    GROUP BY name
    ORDER BY total DESC, name
    LIMIT {limit:UInt32}
)
