-- Failed spans grouped by what went wrong: the same kind of step, type of error and message, where ids, numbers
-- and quoted texts do not count. A failure that a span only passes on from a child below it is left out.
SELECT
    lower(hex(cityHash64(kind, error_type, pattern))) AS fingerprint,
    any(kind) AS group_kind,
    any(error_type) AS group_type,
    any(pattern) AS group_pattern,
    argMax(message, start_ns) AS latest_message,
    count() AS error_count,
    uniqExact(trace_id) AS trace_count,
    uniqExactIf(user_id, user_id != '') AS user_count,
    min(start_ns) AS first_ns,
    max(start_ns) AS last_ns,
    arraySort(groupUniqArray(20)(name)) AS names,
    arraySort(groupUniqArrayIf(20)(model, model != '')) AS models,
    arraySort(groupUniqArrayIf(20)(tool, tool != '')) AS tools,
    arraySort(groupUniqArrayIf(20)(agent, agent != '')) AS agents,
    arraySort(groupUniqArrayIf(20)(service_name, service_name != '')) AS services,
    arraySlice(arrayDistinct(arrayMap(pair -> pair.2, arrayReverseSort(groupArrayIf(1000)((start_ns, trace_id), 1)))), 1, 5) AS latest_traces,
    arrayMap(slice -> countEqual(groupArray(slice_of_window), slice), range({slices:UInt8})) AS trend
FROM
(
    SELECT
        trace_id, kind, error_type, name, model, tool, agent, service_name, user_id, message, pattern,
        toUnixTimestamp64Nano(start_time) AS start_ns,
        least(toUInt8(intDiv(greatest(start_ns - {start:Int64}, 0), greatest(intDiv({end:Int64} - {start:Int64}, {slices:UInt8}), 1))), toUInt8({slices:UInt8} - 1)) AS slice_of_window
    FROM
    (
        SELECT
            *,
            -- Failed spans right below this one, and what they say.
            passed_on.patterns AS child_patterns
        FROM ({failed}) AS failed
        LEFT JOIN
        (
            SELECT trace_id AS child_trace, parent_span_id AS child_parent, groupUniqArray(100)(pattern) AS patterns
            FROM ({failed})
            GROUP BY child_trace, child_parent
        ) AS passed_on
        ON passed_on.child_trace = failed.trace_id AND passed_on.child_parent = failed.span_id
    )
    WHERE empty(child_patterns) OR (message != '' AND NOT has(child_patterns, pattern))
)
GROUP BY kind, error_type, pattern
ORDER BY {order} DESC, fingerprint
LIMIT {limit:UInt32}
