-- A span as an upstream AgentOps server keeps it (the OpenTelemetry exporter's shape).
toUnixTimestamp64Nano(Timestamp) AS start_ns, Duration AS duration_ns,
TraceId AS trace_id, SpanId AS span_id, ParentSpanId AS parent_span_id, TraceState AS trace_state,
SpanName AS name, SpanKind AS kind, ServiceName AS service_name,
ResourceAttributes AS resource_attributes, ScopeName AS scope_name, ScopeVersion AS scope_version,
SpanAttributes AS attributes, StatusCode AS status, StatusMessage AS status_message,
arrayMap(moment -> toUnixTimestamp64Nano(moment), Events.Timestamp) AS event_times,
Events.Name AS event_names, Events.Attributes AS event_attributes,
Links.TraceId AS link_trace_ids, Links.SpanId AS link_span_ids, Links.TraceState AS link_states,
Links.Attributes AS link_attributes
