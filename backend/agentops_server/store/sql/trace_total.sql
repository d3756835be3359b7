SELECT sum(f.traces) AS total
FROM ({figures}) AS f
