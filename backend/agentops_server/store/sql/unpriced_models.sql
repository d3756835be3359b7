-- Models without a price, by how often they were called.
SELECT call.model AS model, call.provider AS provider, count() AS calls, sum(call.total_tokens) AS tokens
FROM
(
    SELECT arrayJoin(calls) AS call
    FROM traces FINAL
    WHERE project_id = {project:String}
        AND day >= toDate(fromUnixTimestamp64Nano({start:Int64}, 'UTC'))
        AND start_time >= fromUnixTimestamp64Nano({start:Int64}, 'UTC')
        AND start_time < fromUnixTimestamp64Nano({end:Int64}, 'UTC')
        AND unpriced_calls > 0
)
WHERE call.is_unpriced = 1
GROUP BY model, provider
ORDER BY calls DESC, model, provider
LIMIT 500
