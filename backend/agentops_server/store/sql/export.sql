-- The traces of a part of the window, earliest first.
SELECT
    {trace_columns}
{window}
ORDER BY start_time, trace_id
