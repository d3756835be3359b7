-- Measures of groups of traces or model calls. {source}: columns of one row each, with the group's keys d0, d1, …
SELECT
    {keys}
    {measures},
    count() AS rows_read
FROM (SELECT {source} {window})
{restriction}
{grouping}
