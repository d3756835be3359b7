start_time < fromUnixTimestamp64Nano({cutoff:Int64}, 'UTC') AND (
    input_preview != '' OR output_preview != '' OR error_message NOT IN ('', {not_stored:String}))
