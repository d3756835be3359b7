-- Traces that changed after a place in the order of changes.
SELECT
    {trace_columns},
    version
FROM traces FINAL
WHERE project_id = {project:String}
    AND trace_id IN
    (
        SELECT trace_id
        {window}
            AND version >= {after:UInt64}
            AND (version, trace_id) > ({after:UInt64}, toFixedString(unhex({after_id:String}), 16))
        ORDER BY version, trace_id
        LIMIT {limit:UInt32}
    )
ORDER BY version, trace_id
