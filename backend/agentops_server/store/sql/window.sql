-- The traces that a question is about: one project, one window, optional filters. Part of every list, card
-- and chart, so that they cannot disagree.
FROM traces FINAL
WHERE project_id = {project:String}
    AND day BETWEEN toDate(fromUnixTimestamp64Nano({start:Int64}, 'UTC')) AND toDate(fromUnixTimestamp64Nano({end:Int64}, 'UTC'))
    AND start_time >= fromUnixTimestamp64Nano({start:Int64}, 'UTC')
    AND start_time < fromUnixTimestamp64Nano({end:Int64}, 'UTC')
    AND ({status:String} = '' OR status = {status:String})
    AND ({model:String} = '' OR arrayExists(one -> one ILIKE {model:String}, models))
    AND ({q:String} = ''
        OR positionCaseInsensitiveUTF8(name, {q:String}) > 0
        OR positionCaseInsensitive(hex(trace_id), {q:String}) > 0
        OR arrayExists(one -> positionCaseInsensitiveUTF8(one, {q:String}) > 0, tags)
        OR ({q_scope:String} = 'all' AND (
            positionCaseInsensitiveUTF8(input_preview, {q:String}) > 0
            OR positionCaseInsensitiveUTF8(output_preview, {q:String}) > 0
            OR positionCaseInsensitiveUTF8(error_message, {q:String}) > 0
            OR positionCaseInsensitiveUTF8(user_id, {q:String}) > 0
            OR positionCaseInsensitiveUTF8(session_id, {q:String}) > 0
            OR positionCaseInsensitiveUTF8(service_name, {q:String}) > 0
            OR arrayExists(one -> positionCaseInsensitiveUTF8(one, {q:String}) > 0, arrayConcat(models, agents, tools)))))
    AND {filter}
