-- After one place in the order of time, to another.
(start_time, span_id) > (fromUnixTimestamp64Nano({after:Int64}, 'UTC'), toFixedString(unhex({after_id:String}), 8))
    AND (start_time, span_id) <= (fromUnixTimestamp64Nano({last:Int64}, 'UTC'), toFixedString(unhex({last_id:String}), 8))
