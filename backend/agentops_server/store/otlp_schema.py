"""The shape in which ClickHouse's `Protobuf` input format reads spool segments (see otlp_spool.proto)."""

from pathlib import Path

PROTO_TEXT = (Path(__file__).parent / "otlp_spool.proto").read_text(encoding="utf-8")

_SCALARS = (
    "string_value Nullable(String), bool_value Nullable(Bool), int_value Nullable(Int64), "
    "double_value Nullable(Float64), kvlist_value Nullable(String), bytes_value Nullable(String)"
)
_ELEMENT = f"Tuple({_SCALARS}, array_value Nullable(String))"
# Nullable(Tuple): tells an empty array from no value at all.
_VALUE = f"Tuple({_SCALARS}, array_value Nullable(Tuple(values Array({_ELEMENT}))))"
_ATTRIBUTES = f"attributes Array(Tuple(key String, value {_VALUE}))"
_EVENT = f"Tuple(time_unix_nano UInt64, name String, {_ATTRIBUTES})"
_SPAN = (
    "Tuple(trace_id String, span_id String, trace_state String, parent_span_id String, "
    "name String, kind Int32, "
    f"start_time_unix_nano UInt64, end_time_unix_nano UInt64, {_ATTRIBUTES}, "
    "dropped_attributes_count UInt32, "
    f"events Array({_EVENT}), dropped_events_count UInt32, links Array(String), dropped_links_count UInt32, "
    "status Tuple(message String, code Int32), flags UInt32)"
)
_SCOPE = "scope Tuple(name String, version String, attributes Array(String))"
_RESOURCE = f"resource Tuple({_ATTRIBUTES})"

_SCOPE_SPANS = f"scope_spans Array(Tuple({_SCOPE}, spans Array({_SPAN})))"

STRUCTURE = (
    "project_id String, received_unix_nano UInt64, "
    f"payload Tuple(resource_spans Array(Tuple({_RESOURCE}, {_SCOPE_SPANS})))"
)

# clickhouse-connect wants setting values as text.
FORMAT_SETTINGS: dict[str, str] = {
    "format_schema_source": "string",
    "format_schema": PROTO_TEXT,
    "format_schema_message_name": "SpoolRecord",
}
