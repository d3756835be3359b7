-- What sql/counted.sql looks at for the spans of a page: themselves, what is right below them, other spans of the same
-- calls. In a trace of tens of thousands of spans, far less than all.
(
    ({page})
    OR parent_span_id IN (SELECT span_id FROM ({spans_light}) WHERE {page})
    OR response_id IN (SELECT response_id FROM ({spans_light}) WHERE response_id != '' AND {page})
)
