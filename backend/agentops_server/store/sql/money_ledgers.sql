-- The gateway's own count (litellm/agentops_ledger.py) beside the calls that are here: of each ledger, the calls between its
-- first and its last one that was begun in the window; from the very first where the gateway was started in the window.
SELECT
    ledger_id,
    max(last) - max(first) AS calls,
    countIf(number > first AND number <= last) AS known_calls,
    maxIf(total, number = last) - if(max(first) = 0, toDecimal128(0, 12), maxIf(total, number = first)) AS spent_usd,
    sumIf(amount, number > first AND number <= last) AS known_usd
FROM
(
    SELECT
        ledger_id, number, total, amount, is_inside,
        max(if(is_inside, number, 0)) OVER same_ledger AS last,
        if(started >= {start:Int64}, 0, min(if(is_inside, number, 4611686018427387904)) OVER same_ledger) AS first
    FROM
    (
        SELECT
            splitByChar(':', ledger) AS entry,
            entry[1] AS ledger_id,
            toInt64OrZero(entry[2]) * 1000000000 AS started,
            toInt64OrZero(entry[3]) AS number,
            ifNull(toDecimal128OrNull(entry[4], 12), toDecimal128(0, 12)) AS total,
            if(cost_source = 'reported', ifNull(cost, 0), 0) AS amount,
            start_time >= fromUnixTimestamp64Nano({start:Int64}, 'UTC') AND start_time < fromUnixTimestamp64Nano({end:Int64}, 'UTC') AS is_inside
        FROM spans FINAL
        WHERE project_id = {project:String}
            AND scope_name = {gateway:String}
            AND ledger != ''
            -- Numbers are given when calls end: one between two of the window may have begun outside of it.
            AND start_time >= fromUnixTimestamp64Nano({start:Int64} - {margin:Int64}, 'UTC')
            AND start_time < fromUnixTimestamp64Nano({end:Int64} + {margin:Int64}, 'UTC')
    )
    WHERE length(entry) = 4 AND number > 0
    WINDOW same_ledger AS (PARTITION BY ledger_id)
)
GROUP BY ledger_id
HAVING max(is_inside) AND calls > 0
ORDER BY calls - known_calls DESC, ledger_id
LIMIT 1000
