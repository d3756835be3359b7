-- How many traces a question is about: from rollups and, where they do not answer, from the traces themselves. Only
-- this figure: planning all of them takes longer than counting.
SELECT sum(found) AS total
FROM
(
    SELECT traces AS found FROM {trace_rollups} FINAL WHERE {rolled}
    UNION ALL
    SELECT count() AS found
    {window}
        AND {part}
)
