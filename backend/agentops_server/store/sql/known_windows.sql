-- The stretches of time to look for known traces in: mostly one or two, of the last minutes.
SELECT age, toUnixTimestamp64Nano(min(first_start)) AS first_ns, toUnixTimestamp64Nano(max(last_start)) AS last_ns
FROM stage_known
GROUP BY age
ORDER BY age
