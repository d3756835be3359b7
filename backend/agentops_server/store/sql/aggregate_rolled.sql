-- Measures from the figures of quarters of an hour. {source}: the group's keys d0, d1, … and its bucket.
SELECT
    {keys}
    {measures},
    sum({of_rows}) AS rows_read
FROM (SELECT * {source} FROM (SELECT * EXCEPT bucket, bucket AS start_time FROM ({figures})))
{restriction}
{grouping}
