"""OTLP log records as rows of the table `logs`."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord, ScopeLogs

from agentops_server.ingest.attributes import digest, is_believable, text_and_type, texts_and_types
from agentops_server.ingest.records import Record
from agentops_server.ingest.row_insert import RowTable

_COLUMNS = (
    "project_id",
    "time",
    "id",
    "version",
    "is_own_time",
    "received_at",
    "time_unix_nano",
    "observed_unix_nano",
    "trace_id",
    "span_id",
    "flags",
    "severity_number",
    "severity",
    "severity_text",
    "event_name",
    "service_name",
    "scope_name",
    "scope_version",
    "body",
    "body_type",
    "attributes",
    "attribute_types",
    "resource_attributes",
    "resource_attribute_types",
    "scope_attributes",
    "scope_attribute_types",
    "dropped_attributes",
)
_SEVERITIES = ("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL")
# What libraries write instead of a number.
_BY_TEXT = {
    "trace": "TRACE",
    "debug": "DEBUG",
    "info": "INFO",
    "information": "INFO",
    "notice": "INFO",
    "warn": "WARN",
    "warning": "WARN",
    "error": "ERROR",
    "err": "ERROR",
    "critical": "FATAL",
    "fatal": "FATAL",
    "emergency": "FATAL",
    "alert": "FATAL",
    "panic": "FATAL",
}


def severity(number: int, text: str) -> str:
    """TRACE, DEBUG, INFO, WARN, ERROR or FATAL; by the number (1-24), else by the text; else empty."""
    if 1 <= number <= 24:
        return _SEVERITIES[(number - 1) // 4]
    return _BY_TEXT.get(text.strip().lower(), "")


def _rows(record: Record) -> Iterator[list[Any]]:
    request = ExportLogsServiceRequest.FromString(record.payload)
    for resource in request.resource_logs:
        attributes, types = texts_and_types(resource.resource.attributes)
        origin = resource.resource.SerializeToString()
        for scope in resource.scope_logs:
            yield from _of_scope(record, scope, origin, attributes, types)


def _of_scope(
    record: Record, scope: ScopeLogs, origin: bytes, resource: dict[str, str], resource_types: str
) -> Iterator[list[Any]]:
    scope_attributes, scope_types = texts_and_types(scope.scope.attributes)
    origin_scope = scope.scope.SerializeToString()
    seen: Counter[bytes] = Counter()
    for log in scope.log_records:
        content = log.SerializeToString()
        # Two equal records of one request are two; the request sent again is the same two.
        seen[content] += 1
        identity = digest((origin, origin_scope, content, str(seen[content]).encode()))
        reported = log.time_unix_nano or log.observed_time_unix_nano
        own = is_believable(reported, record.received_unix_nano)
        attributes, types = texts_and_types(log.attributes)
        body, body_type = text_and_type(log.body)
        trace_id, span_id = _ids(log)
        yield [
            record.project_id,
            reported if own else record.received_unix_nano,
            identity,
            record.received_unix_nano,
            int(own),
            record.received_unix_nano // 1000,
            log.time_unix_nano,
            log.observed_time_unix_nano,
            trace_id,
            span_id,
            log.flags,
            min(max(int(log.severity_number), 0), 255),
            severity(log.severity_number, log.severity_text),
            log.severity_text,
            log.event_name or attributes.get("event.name", ""),
            resource.get("service.name", ""),
            scope.scope.name,
            scope.scope.version,
            body,
            body_type,
            attributes,
            types,
            resource,
            resource_types,
            scope_attributes,
            scope_types,
            log.dropped_attributes_count,
        ]


def _ids(log: LogRecord) -> tuple[bytes, bytes]:
    """Trace and span id; zeros where there is none, and for one of another length, as OTLP says."""
    return (
        log.trace_id if len(log.trace_id) == 16 else bytes(16),
        log.span_id if len(log.span_id) == 8 else bytes(8),
    )


LOG_TABLE = RowTable("logs", _COLUMNS, _rows)
