-- Traces of a window with a span that says something: in an attribute, an event or its message. Spans start no later than
-- their trace ends, and a trace that says it took years is looked at for a year. Without FINAL: the versions of a span say the same.
trace_id IN
(
    SELECT trace_id
    FROM spans
    WHERE project_id = {project:String}
        AND start_time >= fromUnixTimestamp64Nano({start:Int64}, 'UTC')
        AND start_time <= fromUnixTimestamp64Nano({end:Int64}, 'UTC')
            + toIntervalSecond((SELECT least(intDiv(max(duration_ns), 1000000000) + 1, 31622400) {window_of_all}))
        AND (
            arrayExists(one -> {says}, mapValues(attributes))
            OR arrayExists(event -> arrayExists(one -> {says}, mapValues(event.attributes)), events)
            OR arrayExists(one -> {says}, [status_message])
        )
)
