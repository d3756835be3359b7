-- What sql/counted.sql looks at for the spans of a page: themselves, what is right below them, other spans of the same
-- calls. In a trace of tens of thousands of spans, far less than all. A replaced version of a span adds some that are
-- not needed, no more.
(
    ({page})
    OR parent_span_id IN (SELECT span_id FROM spans WHERE {trace_stretch} AND {page})
    OR response_id IN (SELECT response_id FROM spans WHERE {trace_stretch} AND response_id != '' AND {page})
)
