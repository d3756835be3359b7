-- Keeps the rows of given groups.
WHERE ({names}) IN (SELECT {parts} FROM (SELECT arrayJoin(arrayZip({columns})) AS one))
