-- The most frequent values of a field among the traces of a question.
SELECT value, count() AS traces
FROM (SELECT {value} AS value {window})
WHERE value != '' AND positionCaseInsensitiveUTF8(value, {contains:String}) > 0
GROUP BY value
ORDER BY traces DESC, value
LIMIT {limit:UInt32}
