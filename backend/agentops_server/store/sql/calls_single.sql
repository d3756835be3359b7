-- The same where every call is reported by one span: what `counted.sql` then comes to, without putting spans in order.
kind IN ('llm', 'embedding') OR ({counted_tool}) AS is_counted,
team AS call_team,
key_alias AS call_key
FROM {stage}
