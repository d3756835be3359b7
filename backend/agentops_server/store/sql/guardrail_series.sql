-- Runs and interventions of some guardrails over time.
SELECT guardrail, {bucket} AS bucket, count() AS runs, countIf(is_blocked) AS blocked
FROM ({runs})
WHERE guardrail IN {names:Array(String)}
GROUP BY guardrail, bucket
