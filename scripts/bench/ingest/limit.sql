-- The same bytes, read and inserted by the engine alone: no meaning, prices, duplicates, traces.
INSERT INTO plain
WITH
    v -> multiIf(
        isNotNull(v.string_value), assumeNotNull(v.string_value),
        isNotNull(v.int_value), toString(assumeNotNull(v.int_value)),
        isNotNull(v.double_value), toString(assumeNotNull(v.double_value)),
        isNotNull(v.bool_value), toString(assumeNotNull(v.bool_value)),
        '') AS text,
    list -> mapFromArrays(list.key, arrayMap(pair -> text(pair.value), list)) AS text_map
SELECT
    project_id, fromUnixTimestamp64Nano(toInt64(span.start_time_unix_nano), 'UTC'), span.trace_id, span.span_id, span.parent_span_id,
    span.trace_state, span.name, toString(span.kind), resource['service.name'], resource, scope_name, scope_version,
    text_map(span.attributes), span.end_time_unix_nano - span.start_time_unix_nano, toString(span.status.code), span.status.message
FROM
(
    SELECT project_id, resource, ss.scope.name AS scope_name, ss.scope.version AS scope_version, arrayJoin(ss.spans) AS span
    FROM
    (
        SELECT project_id, text_map(rs.resource.attributes) AS resource, arrayJoin(rs.scope_spans) AS ss
        FROM
        (
            SELECT project_id, arrayJoin(payload.resource_spans) AS rs
            FROM file({path:String}, 'Protobuf', {structure:String})
        )
    )
)
