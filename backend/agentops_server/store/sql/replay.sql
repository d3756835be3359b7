-- The moments of one trace in order of time after a place, with what had been used and what ran by then. At the same
-- moment: ends, starts, first tokens, and the ends of what took no time. Figures come in when their span ends.
SELECT
    at, place, span_id, tokens_so_far, cost_so_far, open_spans
FROM
(
    SELECT
        at, place, span_id,
        sum(new_tokens) OVER so_far AS tokens_so_far,
        sum(new_cost) OVER so_far AS cost_so_far,
        sum(opened) OVER so_far AS open_spans
    FROM
    (
        SELECT
            span_id,
            arrayJoin(arrayConcat(
                [(start_ns, 1)],
                if(isNotNull(ttft_ns) AND assumeNotNull(ttft_ns) <= duration_ns, [(start_ns + toInt64(assumeNotNull(ttft_ns)), 2)], []),
                [(start_ns + toInt64(duration_ns), if(duration_ns = 0, 3, 0))])) AS moment,
            moment.1 AS at,
            toUInt8(moment.2) AS place,
            place IN (0, 3) AS is_end,
            if(is_end AND is_counted, ifNull(total_tokens, 0), 0) AS new_tokens,
            if(is_end AND is_counted, cost, NULL) AS new_cost,
            multiIf(is_end, -1, place = 1, 1, 0) AS opened
        FROM
        (
            SELECT span_id, toUnixTimestamp64Nano(start_time) AS start_ns, duration_ns, ttft_ns, total_tokens, cost, {counted} AS is_counted
            FROM ({spans_light})
        )
    )
    WINDOW so_far AS (ORDER BY at, place, span_id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)
)
WHERE (at, place, span_id) > ({after:Int64}, {after_place:UInt8}, toFixedString(unhex({after_id:String}), 8))
ORDER BY at, place, span_id
LIMIT {limit:UInt32}
