time < fromUnixTimestamp64Nano({cutoff:Int64}, 'UTC') AND (
    body != '' OR arrayExists((k, t) -> {is_payload}, mapKeys(attributes), {letters}))
