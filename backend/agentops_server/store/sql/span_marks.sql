-- The first spans of one trace without their payloads, and how many there are in all.
SELECT
    span_id, toUnixTimestamp64Nano(start_time) AS start_ns, {counted} AS counted,
    count() OVER () AS spans_in_trace
FROM
(
    SELECT project_id, trace_id, span_id, parent_span_id, start_time, kind, service_name, response_id, cost_source
    FROM spans
    WHERE project_id = {project:String} AND trace_id = toFixedString(unhex({trace_id:String}), 16)
    -- As FINAL, which costs more than sorting out one trace's spans here.
    ORDER BY version DESC
    LIMIT 1 BY span_id
)
ORDER BY start_time, span_id
LIMIT {limit:UInt32}
