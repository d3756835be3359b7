-- One page of the traces of a short window, read at once.
SELECT
    {trace_columns},
    {sort_value} AS sort_value
{window}
    AND {after}
ORDER BY sort_value {direction}, trace_id {direction}
LIMIT {limit:UInt32}
