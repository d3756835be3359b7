"""Spans as Langfuse reads them: what it looks for under other names is added, nothing is taken away.

Source: Langfuse's table of OpenTelemetry attributes (langfuse.com/integrations/native/opentelemetry).
"""

import json
from collections.abc import Iterator, Mapping

from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue
from opentelemetry.proto.trace.v1.trace_pb2 import Span

_COST, _THEIR_COST = "gen_ai.usage.total_cost", "gen_ai.usage.cost"
_USER, _THEIR_USER = "enduser.id", "user.id"
_TAGS, _THEIR_TAGS = "agentops.tags", "langfuse.trace.tags"
_PROJECT = "langfuse.trace.metadata.portal_project"
_PART_BYTES = 3 * 2**20


def for_langfuse(payload: bytes, project_id: str) -> list[bytes]:
    """An export request of ours as requests that Langfuse takes, none much larger than 3 MiB.

    Empty where it is none, or holds no span.
    """
    request = ExportTraceServiceRequest()
    try:
        request.ParseFromString(payload)
    except DecodeError:
        return []
    for group in request.resource_spans:
        for scope in group.scope_spans:
            for span in scope.spans:
                _add(span, project_id)
    return [part.SerializeToString() for part in _parts(request)]


def _add(span: Span, project_id: str) -> None:
    known = {pair.key: pair.value for pair in span.attributes}
    cost = _number(known.get(_COST))
    if cost is not None and _THEIR_COST not in known:
        span.attributes.append(KeyValue(key=_THEIR_COST, value=AnyValue(double_value=cost)))
    user = _text(known, _USER)
    if user and _THEIR_USER not in known:
        span.attributes.append(KeyValue(key=_THEIR_USER, value=AnyValue(string_value=user)))
    tags = _tags(_text(known, _TAGS))
    if tags and _THEIR_TAGS not in known:
        value = AnyValue()
        value.array_value.values.extend(AnyValue(string_value=tag) for tag in tags)
        span.attributes.append(KeyValue(key=_THEIR_TAGS, value=value))
    span.attributes.append(KeyValue(key=_PROJECT, value=AnyValue(string_value=project_id)))


def _number(value: AnyValue | None) -> float | None:
    """AgentOps' SDKs write some costs as text."""
    match value.WhichOneof("value") if value is not None else None:
        case "double_value":
            return value.double_value if value else None
        case "int_value":
            return float(value.int_value) if value else None
        case "string_value":
            try:
                return float(value.string_value) if value else None
            except ValueError:
                return None
    return None


def _text(known: Mapping[str, AnyValue], name: str) -> str:
    return known[name].string_value if name in known else ""


def _tags(text: str) -> list[str]:
    try:
        found = json.loads(text) if text else []
    except ValueError:
        return []
    return [tag for tag in found if isinstance(tag, str)] if isinstance(found, list) else []


def _parts(request: ExportTraceServiceRequest) -> Iterator[ExportTraceServiceRequest]:
    if request.ByteSize() <= _PART_BYTES:
        if any(scope.spans for group in request.resource_spans for scope in group.scope_spans):
            yield request
        return
    part, size = ExportTraceServiceRequest(), 0
    for group in request.resource_spans:
        for scope in group.scope_spans:
            target = None
            for span in scope.spans:
                length = span.ByteSize()
                if size and size + length > _PART_BYTES:
                    yield part
                    part, size, target = ExportTraceServiceRequest(), 0, None
                if target is None:
                    outer = part.resource_spans.add(resource=group.resource, schema_url=group.schema_url)
                    target = outer.scope_spans.add(scope=scope.scope, schema_url=scope.schema_url)
                target.spans.append(span)
                size += length
    if size:
        yield part
