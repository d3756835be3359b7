"""OTLP bodies: unpacking, validation, answers. https://opentelemetry.io/docs/specs/otlp/"""

import base64
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import orjson
from google.protobuf import json_format
from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

PROTOBUF = "application/x-protobuf"
JSON = "application/json"


class BadBody(Exception):
    """The body is not an OTLP request; the message says why. `status` is the HTTP status to answer."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True)
class Batch:
    """A validated export request."""

    payload: bytes
    """Protobuf; the client's own bytes unless spans had to be left out."""
    spans: int
    rejected: int
    reason: str
    """Why spans were rejected; empty when none was."""


def unpack(body: bytes, encoding: str, limit: int) -> bytes:
    """Undo the content encoding; at most `limit` bytes come out. Raises `BadBody`."""
    if encoding in ("", "identity"):
        return body
    if encoding not in ("gzip", "deflate"):
        raise BadBody(f"content encoding {encoding[:40]!r} is not supported: send gzip or none", 415)
    unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16 if encoding == "gzip" else zlib.MAX_WBITS)
    try:
        data = unpacker.decompress(body, limit + 1)
    except (zlib.error, gzip.BadGzipFile) as error:
        raise BadBody(f"the body is not valid {encoding}") from error
    if len(data) > limit:
        raise BadBody(f"the unpacked body is larger than {limit} bytes", 413)
    if not unpacker.eof:
        raise BadBody(f"the {encoding} body is cut short")
    return data


def validate(body: bytes) -> Batch:
    """Check that a protobuf body is an export request and that its spans can be stored. Raises `BadBody`.

    A span needs a trace id of 16 bytes and a span id of 8, neither all zero: others are left out and
    reported as OTLP's partial success.
    """
    request = ExportTraceServiceRequest()
    try:
        request.ParseFromString(body)
    except DecodeError as error:
        raise BadBody("the body is not an OTLP ExportTraceServiceRequest in protobuf") from error
    return check(request, body)


_NO_TRACE, _NO_SPAN = bytes(16), bytes(8)


def check(request: ExportTraceServiceRequest, body: bytes) -> Batch:
    """Count the spans of a parsed request and leave out those without a usable id."""
    good = bad = 0
    for resource in request.resource_spans:
        for scope in resource.scope_spans:
            for span in scope.spans:
                if _is_usable(span.trace_id, span.span_id):
                    good += 1
                else:
                    bad += 1
    if not bad:
        return Batch(body, good, 0, "")
    for resource in request.resource_spans:
        for scope in resource.scope_spans:
            kept = [span for span in scope.spans if _is_usable(span.trace_id, span.span_id)]
            del scope.spans[:]
            scope.spans.extend(kept)
    reason = f"{bad} spans without a trace id of 16 bytes and a span id of 8 bytes were not stored"
    return Batch(request.SerializeToString(), good, bad, reason)


def _is_usable(trace_id: bytes, span_id: bytes) -> bool:
    return len(trace_id) == 16 and len(span_id) == 8 and trace_id != _NO_TRACE and span_id != _NO_SPAN


def validate_json(body: bytes) -> Batch:
    """The same for OTLP's JSON encoding, where ids are in hex. Raises `BadBody`."""
    try:
        document = orjson.loads(body)
        if not isinstance(document, dict):
            raise BadBody("the body is not a JSON object")
        _ids_to_base64(document)
        request = json_format.ParseDict(document, ExportTraceServiceRequest(), ignore_unknown_fields=True)
        payload = request.SerializeToString()
    except orjson.JSONDecodeError as error:
        raise BadBody(f"the body is not JSON: {error}") from error
    except (json_format.ParseError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise BadBody(
            f"the body is not an OTLP ExportTraceServiceRequest in JSON: {str(error)[:300]}"
        ) from error
    return check(request, payload)


def _ids_to_base64(document: dict[str, Any]) -> None:
    """Protobuf's JSON wants base64 where OTLP's has hex: rewrite the ids of spans and links in place."""
    for resource in _children(document, "resourceSpans", "resource_spans"):
        for scope in _children(resource, "scopeSpans", "scope_spans"):
            for span in _children(scope, "spans"):
                _recode(span, "traceId", "spanId", "parentSpanId", "trace_id", "span_id", "parent_span_id")
                for link in _children(span, "links"):
                    _recode(link, "traceId", "spanId", "trace_id", "span_id")


def _children(parent: dict[str, Any], *names: str) -> Iterator[dict[str, Any]]:
    for name in names:
        children = parent.get(name)
        if isinstance(children, list):
            yield from (child for child in children if isinstance(child, dict))


def _recode(item: dict[str, Any], *names: str) -> None:
    for name in names:
        value = item.get(name)
        if isinstance(value, str):
            try:
                item[name] = base64.b64encode(bytes.fromhex(value)).decode()
            except ValueError:
                item[name] = ""  # no hex: without a usable id, the span is left out and named


def answer(batch: Batch, kind: str) -> bytes:
    """The response body: empty, or with what was rejected."""
    message = ExportTraceServiceResponse()
    if batch.rejected:
        message.partial_success.rejected_spans = batch.rejected
        message.partial_success.error_message = batch.reason
    if kind == JSON:
        return json_format.MessageToJson(message, indent=None).encode()
    return message.SerializeToString()


# google.rpc.Code, which OTLP errors carry.
_CODES = {400: 3, 401: 16, 403: 7, 413: 3, 415: 3, 429: 8, 503: 14}


def error_body(status: int, message: str, kind: str) -> bytes:
    """A google.rpc.Status in the encoding of the request: the body that OTLP/HTTP asks for with errors."""
    code = _CODES[status]
    if kind == JSON:
        return orjson.dumps({"code": code, "message": message})
    text = message.encode()[:2000]
    return bytes([0x08, code, 0x12]) + _length(len(text)) + text


def _length(value: int) -> bytes:
    return bytes([value]) if value < 0x80 else bytes([value & 0x7F | 0x80, value >> 7])
