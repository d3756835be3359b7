SELECT
    trace_id, span_id, parent_span_id, start_time, kind, name, model, tool, agent, service_name, user_id,
    if(status != 'ERROR', 'session ended as failed', substringUTF8(status_message, 1, 1000)) AS message,
    if(error_type != '', error_type, extract(message, '^([A-Za-z_][A-Za-z0-9_.]*(?:Error|Exception|Timeout|Interrupt))\\b')) AS error_type,
    -- Quoted texts, then ids, then numbers with their units.
    replaceRegexpAll(
        replaceRegexpAll(
            replaceRegexpAll(message, '"[^"]{0,300}"|\'[^\']{0,300}\'|`[^`]{0,300}`', '"…"'),
            '(?i)[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\\b(?:0x)?[0-9a-f]*[0-9][0-9a-f]*[a-f][0-9a-f]{4,}\\b|\\b[a-z]{1,12}[-_][A-Za-z0-9]*[0-9][A-Za-z0-9]{7,}\\b', '<id>'),
        '[0-9]+(?:[.,:][0-9]+)*', '<n>') AS pattern
FROM
(
    SELECT
        trace_id, span_id, parent_span_id, start_time, kind, name, model, tool, agent, service_name, user_id, status,
        status_message, error_type
    FROM spans
    WHERE project_id = {project:String}
        AND start_time >= fromUnixTimestamp64Nano({start:Int64}, 'UTC')
        AND (status = 'ERROR' OR end_state = 'fail')
        AND trace_id IN (SELECT trace_id {window} AND status = 'ERROR')
    -- As FINAL, which would sort out the whole window's spans first.
    LIMIT 1 BY trace_id, span_id
)
