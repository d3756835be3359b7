-- Each run of a guardrail in the traces of a question. Blocked: it stepped in, or failed without saying that it
-- could not answer; failed: it gave no answer.
SELECT
    trace_id, start_time, duration_ns,
    multiIf(said_name != '', said_name, startsWith(span_name, 'guardrail '), substring(span_name, 11), span_name) AS guardrail,
    provider_name, mode_name,
    said = 'guardrail_failed_to_respond' AS is_failed,
    NOT is_failed AND (said = 'guardrail_intervened' OR status = 'ERROR') AS is_blocked
FROM
(
    SELECT
        trace_id, span_id, start_time, duration_ns, status, name AS span_name,
        attributes['guardrail.name'] AS said_name,
        attributes['guardrail.status'] AS said,
        attributes['guardrail.provider'] AS provider_name,
        attributes['guardrail.mode'] AS mode_name
    FROM spans
    WHERE project_id = {project:String}
        AND start_time >= fromUnixTimestamp64Nano({start:Int64}, 'UTC')
        AND kind = 'guardrail'
        AND trace_id IN (SELECT trace_id {window})
    -- As FINAL, which would sort out the whole window's spans first.
    ORDER BY version DESC
    LIMIT 1 BY trace_id, span_id
)
