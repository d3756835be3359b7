-- All spans of the staged traces, where no other server writes.
(
    SELECT {summary_columns} FROM stage_fresh
    UNION ALL
    SELECT {summary_columns} FROM stage_stored
)
