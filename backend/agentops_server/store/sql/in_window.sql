-- The rows of `traces` of a project and a window.
project_id = {project:String}
    AND day BETWEEN toDate(fromUnixTimestamp64Nano({start:Int64}, 'UTC')) AND toDate(fromUnixTimestamp64Nano({end:Int64}, 'UTC'))
    AND start_time >= fromUnixTimestamp64Nano({start:Int64}, 'UTC')
    AND start_time < fromUnixTimestamp64Nano({end:Int64}, 'UTC')
