-- Spans past the time of their payload that still have some.
start_time < fromUnixTimestamp64Nano({cutoff:Int64}, 'UTC') AND (
    input_preview != '' OR output_preview != '' OR status_message NOT IN ('', {not_stored:String})
    OR arrayExists((k, t) -> {is_payload}, mapKeys(attributes), {letters})
    OR arrayExists(e -> arrayExists((k, t) -> {is_payload}, mapKeys(e.attributes), {event_letters}), events))
