"""OTLP bodies: unpacking, validation, answers. https://opentelemetry.io/docs/specs/otlp/"""

import base64
import gzip
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson
from google.protobuf import json_format
from google.protobuf.message import DecodeError, Message
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from agentops_server.varint import varint

PROTOBUF = "application/x-protobuf"
JSON = "application/json"

M = TypeVar("M", bound=Message)


class BadBody(Exception):
    """The body is not an OTLP request; the message says why. `status` is the HTTP status to answer."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


class Crowded(Exception):
    """The body holds more groups or items than can be looked at without keeping others waiting."""


@dataclass(frozen=True)
class Batch:
    """A validated export request."""

    payload: bytes
    """Protobuf; the client's own bytes unless something had to be left out."""
    items: int
    """Spans, log records or metric points that are taken."""
    rejected: int
    reason: str
    """Why some were rejected; empty when none was."""


def unpack(body: bytes, encoding: str, limit: int) -> bytes:
    """Undo the content encoding; at most `limit` bytes come out. Raises `BadBody`."""
    if encoding in ("", "identity"):
        return body
    if encoding not in ("gzip", "deflate"):
        raise BadBody(f"content encoding {encoding[:40]!r} is not supported: send gzip or none", 415)
    parts: list[bytes] = []
    room = limit
    # A gzip body may have several members, one after the other: none of them may be forgotten.
    while body or not parts:
        unpacker = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16 if encoding == "gzip" else zlib.MAX_WBITS)
        try:
            parts.append(unpacker.decompress(body, room + 1))
        except (zlib.error, gzip.BadGzipFile) as error:
            raise BadBody(f"the body is not valid {encoding}") from error
        room -= len(parts[-1])
        if room < 0:
            raise BadBody(f"the unpacked body is larger than {limit} bytes", 413)
        if not unpacker.eof:
            raise BadBody(f"the {encoding} body is cut short")
        body = unpacker.unused_data
        if body and encoding != "gzip":
            raise BadBody(f"the body is not valid {encoding}")
    return b"".join(parts)


def validate(body: bytes, few: bool = False) -> Batch:
    """Check that a protobuf body is an export request and that its spans can be stored. Raises `BadBody`.

    A span needs a trace id of 16 bytes and a span id of 8, neither all zero: others are left out and
    reported as OTLP's partial success. `few`: raise `Crowded` rather than look at very many.
    """
    return check(from_protobuf(body, ExportTraceServiceRequest), body, few)


def from_protobuf(body: bytes, kind: type[M]) -> M:
    """Parse an export request in protobuf. Raises `BadBody`."""
    request = kind()
    try:
        request.ParseFromString(body)
    except DecodeError as error:
        raise BadBody(f"the body is not an OTLP {kind.__name__} in protobuf") from error
    return request


_NO_TRACE, _NO_SPAN = bytes(16), bytes(8)


# Two bytes make an empty message; to hold and to walk over it takes hundreds. What no client sends in one
# request is not looked at.
_MOST_GROUPS, _MOST_ITEMS, _MOST_OBJECTS = 100_000, 500_000, 500_000
# To look at so many takes some ten milliseconds.
_FEW_GROUPS, _FEW_ITEMS = 1000, 20_000


def groups(request: Message, *names: str, few: bool = False) -> list[Any]:
    """The innermost groups of a parsed request (its scopes, say), by the names of the fields on the way.

    Raises `BadBody` where there are more than any client sends; with `few`, `Crowded` where there are many.
    """
    found: list[Any] = [request]
    for name in names:
        count = sum(len(getattr(one, name)) for one in found)
        if few and count > _FEW_GROUPS:
            raise Crowded
        if count > _MOST_GROUPS:
            raise BadBody(f"the body has more than {_MOST_GROUPS} {name}: send smaller batches", 413)
        found = [inner for one in found for inner in getattr(one, name)]
    return found


def bound_items(count: int, few: bool = False) -> int:
    """The count, where one request may have so many items. Raises `BadBody`, and with `few` `Crowded`."""
    if few and count > _FEW_ITEMS:
        raise Crowded
    if count > _MOST_ITEMS:
        raise BadBody(f"the body has more than {_MOST_ITEMS} items: send smaller batches", 413)
    return count


def check(request: ExportTraceServiceRequest, body: bytes, few: bool = False) -> Batch:
    """Count the spans of a parsed request and leave out those without a usable id. Raises as `validate`."""
    scopes = groups(request, "resource_spans", "scope_spans", few=few)
    count = bound_items(sum(len(scope.spans) for scope in scopes), few)
    unusable = [_unusable(scope.spans) for scope in scopes]
    bad = sum(map(len, unusable))
    if not bad:
        return Batch(body, count, 0, "")
    for scope, places in zip(scopes, unusable, strict=True):
        kept = [span for place, span in enumerate(scope.spans) if place not in places]
        del scope.spans[:]
        scope.spans.extend(kept)
    reason = f"{bad} spans without a trace id of 16 bytes and a span id of 8 bytes were not stored"
    return Batch(request.SerializeToString(), count - bad, bad, reason)


def _unusable(spans: Sequence[Span]) -> set[int]:
    """Where spans are without usable ids. Every span passes here: no function is called for each."""
    return {
        place
        for place, span in enumerate(spans)
        if len(trace_id := span.trace_id) != 16
        or len(span_id := span.span_id) != 8
        or trace_id == _NO_TRACE
        or span_id == _NO_SPAN
    }


def validate_json(body: bytes) -> Batch:
    """The same for OTLP's JSON encoding, where ids are in hex. Raises `BadBody`."""
    request = from_json(body, ExportTraceServiceRequest, _ids_to_base64)
    return check(request, request.SerializeToString())


def from_json(body: bytes, kind: type[M], recode_ids: Callable[[dict[str, Any]], None]) -> M:
    """Parse an export request in OTLP's JSON. `recode_ids` rewrites its ids in place. Raises `BadBody`."""
    # Python makes an object of each: some microseconds, whatever is in it.
    if body.count(b"{") > _MOST_OBJECTS:
        raise BadBody(
            f"the body has more than {_MOST_OBJECTS} JSON objects: send smaller batches, or protobuf", 413
        )
    try:
        document = orjson.loads(body)
        if not isinstance(document, dict):
            raise BadBody("the body is not a JSON object")
        recode_ids(document)
        request = json_format.ParseDict(document, kind(), ignore_unknown_fields=True)
        request.SerializeToString()  # finds text that is no UTF-8
    except orjson.JSONDecodeError as error:
        raise BadBody(f"the body is not JSON: {error}") from error
    except (json_format.ParseError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise BadBody(f"the body is not an OTLP {kind.__name__} in JSON: {str(error)[:300]}") from error
    return request


def _ids_to_base64(document: dict[str, Any]) -> None:
    """Protobuf's JSON wants base64 where OTLP's has hex: rewrite the ids of spans and links in place."""
    for resource in children(document, "resourceSpans", "resource_spans"):
        for scope in children(resource, "scopeSpans", "scope_spans"):
            for span in children(scope, "spans"):
                recode(span, "traceId", "spanId", "parentSpanId", "trace_id", "span_id", "parent_span_id")
                for link in children(span, "links"):
                    recode(link, "traceId", "spanId", "trace_id", "span_id")


def children(parent: dict[str, Any], *names: str) -> Iterator[dict[str, Any]]:
    """The objects in the lists of these names."""
    for name in names:
        children = parent.get(name)
        if isinstance(children, list):
            yield from (child for child in children if isinstance(child, dict))


def recode(item: dict[str, Any], *names: str) -> None:
    """Rewrite ids from hex to base64, in place."""
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
    return encoded(message, kind)


def encoded(message: Message, kind: str) -> bytes:
    """A message as protobuf or JSON."""
    if kind == JSON:
        return json_format.MessageToJson(message, indent=None).encode()
    return message.SerializeToString()


# google.rpc.Code, which OTLP errors carry.
_CODES = {400: 3, 401: 16, 403: 7, 408: 4, 413: 3, 415: 3, 429: 8, 503: 14}


# Of google.rpc.RetryInfo, in a google.protobuf.Any.
_RETRY_INFO = b"type.googleapis.com/google.rpc.RetryInfo"


def error_body(status: int, message: str, kind: str, retry_after_s: int = 0) -> bytes:
    """A google.rpc.Status in the encoding of the request: the body that OTLP/HTTP asks for with errors.

    `retry_after_s`: put in as google.rpc.RetryInfo, in protobuf.
    """
    code = _CODES[status]
    if kind == JSON:
        return orjson.dumps({"code": code, "message": message})
    text = message.encode()[:2000]
    status_body = bytes([0x08, code, 0x12]) + varint(len(text)) + text
    if not retry_after_s:
        return status_body
    info = retry_info(retry_after_s)
    packed = b"\x0a" + varint(len(_RETRY_INFO)) + _RETRY_INFO + b"\x12" + varint(len(info)) + info
    return status_body + b"\x1a" + varint(len(packed)) + packed


def retry_info(seconds: int) -> bytes:
    """A google.rpc.RetryInfo."""
    duration = b"\x08" + varint(seconds)
    return b"\x0a" + varint(len(duration)) + duration
