-- Where the spans of one trace lie: between its first start and its last, which sql/stretch.sql tells.
project_id = {project:String} AND trace_id = toFixedString(unhex({trace_id:String}), 16)
    AND start_time >= fromUnixTimestamp64Nano({first_start:Int64}, 'UTC')
    AND start_time <= fromUnixTimestamp64Nano({last_start:Int64}, 'UTC')
