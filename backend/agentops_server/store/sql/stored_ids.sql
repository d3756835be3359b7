-- Which rows of a window come first in an order, without FINAL, which takes as long again: also such as are replaced
-- by now, whose version tells them apart once the traces are read.
-- All of a window's rows match, so there is nothing to gain from reading some columns before the others.
SELECT toUnixTimestamp(toStartOfMinute(start_time)) AS minute_s, trace_id, version, {sort_value} AS sort_value
FROM traces
WHERE {in_window}
    AND NOT is_deleted
    AND {after}
ORDER BY sort_value {direction}, trace_id {direction}
LIMIT {limit:UInt32}
SETTINGS optimize_move_to_prewhere = 0
