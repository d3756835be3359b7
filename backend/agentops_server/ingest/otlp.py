"""OTLP bodies: unpacking, validation, answers. https://opentelemetry.io/docs/specs/otlp/"""

import gzip
import zlib
from dataclasses import dataclass

from google.protobuf.message import DecodeError
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTracePartialSuccess,
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


def answer(batch: Batch) -> ExportTraceServiceResponse:
    """The response message: empty, or with what was rejected."""
    if not batch.rejected:
        return ExportTraceServiceResponse()
    return ExportTraceServiceResponse(
        partial_success=ExportTracePartialSuccess(rejected_spans=batch.rejected, error_message=batch.reason)
    )


def status_message(code: int, message: str) -> bytes:
    """A google.rpc.Status in protobuf: the body that OTLP/HTTP asks for with errors."""
    text = message.encode()[:2000]
    return bytes([0x08, code, 0x12]) + _length(len(text)) + text


def _length(value: int) -> bytes:
    return bytes([value]) if value < 0x80 else bytes([value & 0x7F | 0x80, value >> 7])
