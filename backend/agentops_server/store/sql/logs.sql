-- Log records in the order of time, each once, without FINAL: the page's rows are read and no more.
SELECT
    id, toUnixTimestamp64Nano(time) AS time_ns, time_unix_nano, observed_unix_nano, trace_id, span_id, flags,
    severity_number, severity, severity_text, event_name, service_name, scope_name, scope_version, body, body_type,
    attributes, attribute_types, resource_attributes, resource_attribute_types, scope_attributes, scope_attribute_types
FROM logs
WHERE project_id = {project:String}
    AND time >= fromUnixTimestamp64Nano({start:Int64}, 'UTC')
    AND time < fromUnixTimestamp64Nano({end:Int64}, 'UTC')
    AND ({after_id:String} = '' OR (time, id) {beyond} (fromUnixTimestamp64Nano({after:Int64}, 'UTC'), toFixedString(unhex({after_id:String}), 16)))
    AND ({trace:String} = '' OR trace_id = toFixedString(unhex({trace:String}), 16))
    AND ({span:String} = '' OR span_id = toFixedString(unhex({span:String}), 8))
    AND ({level:UInt8} = 0 OR indexOf(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL'], severity) >= {level:UInt8})
    AND ({service:String} = '' OR service_name = {service:String})
    AND ({text:String} = ''
        OR positionCaseInsensitiveUTF8(body, {text:String}) > 0
        OR arrayExists(value -> positionCaseInsensitiveUTF8(value, {text:String}) > 0, mapValues(attributes)))
ORDER BY time {direction}, id {direction}
LIMIT 1 BY id
LIMIT {limit:UInt32}
