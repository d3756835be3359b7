-- Which rollups answer for a question.
project_id = {project:String}
    AND bucket >= toDateTime({rolled_first:UInt32}, 'UTC') AND bucket < toDateTime({rolled_last:UInt32}, 'UTC')
    AND toUnixTimestamp(bucket) NOT IN ({rolled_stale:Array(UInt32)})
