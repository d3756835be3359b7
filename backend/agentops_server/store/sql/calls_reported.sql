-- Part of `summarise.sql`: which spans count, where a call may have several.
{counted} AS is_counted,
-- A call's team and key are those of the gateway's span, whichever span is counted.
max(team) OVER same_call AS call_team,
max(key_alias) OVER same_call AS call_key
FROM {stage}
WINDOW same_call AS (PARTITION BY project_id, trace_id, kind IN ('llm', 'embedding'), if(response_id = '', hex(span_id), response_id))
