SELECT uniqExact(session_id) AS total
FROM (SELECT session_id {window} AND session_id != '')
