-- The start of the bucket in Unix seconds; of all buckets together in the row where `is_whole` is 1.
if({step:UInt32} = 86400,
    toUnixTimestamp(toStartOfDay(toTimeZone(f.bucket, {time_zone:String}))),
    toUInt32(intDiv(toUnixTimestamp(f.bucket), {step:UInt32}) * {step:UInt32})) AS start,
grouping(start) AS is_whole,
