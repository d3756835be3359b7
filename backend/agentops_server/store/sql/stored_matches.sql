-- What matches a condition that is dear to look at: looked at in the stored rows, which the engine narrows down by index and
-- columns one after the other, as it does not with FINAL. A stored row that is replaced by now is not the valid one by its version.
(toStartOfMinute(start_time), trace_id, version) IN
(
    SELECT toStartOfMinute(start_time), trace_id, version
    FROM traces
    WHERE {in_window}
        AND {filter}
)
