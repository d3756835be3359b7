-- One stretch of time, and the traces to look for in it. {n}: its number in the statement.
(start_time BETWEEN fromUnixTimestamp64Nano({first{n}:Int64}, 'UTC') AND fromUnixTimestamp64Nano({last{n}:Int64}, 'UTC')
    AND (project_id, trace_id) IN (SELECT project_id, trace_id FROM stage_known WHERE age = {age{n}:UInt8}))
