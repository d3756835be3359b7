-- Where the spans of one trace lie: between its first start and its last.
project_id = {project:String} AND trace_id = toFixedString(unhex({trace_id:String}), 16)
    AND start_time >= (SELECT min(first_start) FROM trace_times WHERE project_id = {project:String} AND trace_id = toFixedString(unhex({trace_id:String}), 16))
    AND start_time <= (SELECT max(last_start) FROM trace_times WHERE project_id = {project:String} AND trace_id = toFixedString(unhex({trace_id:String}), 16))
