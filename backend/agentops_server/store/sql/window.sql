-- The traces that a question is about: one project, one window, optional filters. Part of every list, card
-- and chart, so that they cannot disagree.
FROM traces FINAL
WHERE project_id = {project:String}
    AND day BETWEEN toDate(fromUnixTimestamp64Nano({start:Int64}, 'UTC')) AND toDate(fromUnixTimestamp64Nano({end:Int64}, 'UTC'))
    AND start_time >= fromUnixTimestamp64Nano({start:Int64}, 'UTC')
    AND start_time < fromUnixTimestamp64Nano({end:Int64}, 'UTC')
    AND {filter}
