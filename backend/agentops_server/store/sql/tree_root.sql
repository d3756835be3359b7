-- Spans that have no parent in their trace.
(parent_span_id = toFixedString('', 8) OR parent_span_id NOT IN (SELECT span_id FROM ({spans_light})))
