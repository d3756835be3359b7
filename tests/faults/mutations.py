"""Bodies that are nearly right: requests of every kind, and what can go wrong with their bytes."""

import base64
import gzip
import json
import random
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from google.protobuf import json_format
from google.protobuf.message import Message
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import ExportLogsServiceRequest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.metrics.v1.metrics_pb2 import Metric

from fixtures.signals import gauge, log, log_request, metric_request
from fixtures.spans import BASE_NS, chat, request, span

PROTOBUF, JSON = "application/x-protobuf", "application/json"
_TRACE = bytes(range(1, 17))
_ODD: dict[str, object] = {
    "text": "한글 \x00 'quoted' \\ {x:String}",
    "int": -(2**63),
    "double": 1e-300,
    "list": ["a", 1, None, ["deep", [1.5]]],
    "map": {"a": {"b": [1, {"c": None}]}},
    "gen_ai.input.messages": json.dumps([{"role": "user", "content": "hello"}]),
}


@dataclass(frozen=True)
class Body:
    """A request: where it goes, what it is called, what it says."""

    path: str
    content_type: str
    encoding: str
    content: bytes


def _metrics() -> bytes:
    total, histogram, exponential, summary = (Metric(name=name) for name in ("sum", "hist", "exp", "quant"))
    total.sum.data_points.add(time_unix_nano=BASE_NS, as_int=7)
    total.sum.is_monotonic = True
    histogram.histogram.data_points.add(
        time_unix_nano=BASE_NS, count=3, sum=4.5, bucket_counts=[1, 2], explicit_bounds=[1.0]
    )
    point = exponential.exponential_histogram.data_points.add(time_unix_nano=BASE_NS, count=3, scale=2)
    point.positive.bucket_counts.extend([1, 2])
    quantile = summary.summary.data_points.add(time_unix_nano=BASE_NS, count=3, sum=4.5)
    quantile.quantile_values.add(quantile=0.5, value=1.5)
    return metric_request(gauge("gauge", 1.5, 2), total, histogram, exponential, summary)


_MESSAGES: dict[str, type[Message]] = {
    "/v1/traces": ExportTraceServiceRequest,
    "/v1/logs": ExportLogsServiceRequest,
    "/v1/metrics": ExportMetricsServiceRequest,
}


def _hexed(document: Any) -> Any:
    """Ids as OTLP writes them in JSON; protobuf's own JSON has base64."""
    if isinstance(document, list):
        return [_hexed(one) for one in document]
    if not isinstance(document, dict):
        return document
    ids = ("traceId", "spanId", "parentSpanId")
    return {
        name: base64.b64decode(value).hex() if name in ids else _hexed(value)
        for name, value in document.items()
    }


def _seeds() -> list[Body]:
    spans = request(
        span(_TRACE, "root", attributes=_ODD),
        chat(_TRACE, response_id="r-1", status=2, message="failed", attributes=_ODD),
    )
    logs = log_request(log("text", trace=_TRACE), log(_ODD, severity=17))
    seeds = []
    for path, content in (("/v1/traces", spans), ("/v1/logs", logs), ("/v1/metrics", _metrics())):
        message = _MESSAGES[path]()
        message.ParseFromString(content)
        document = json.dumps(_hexed(json_format.MessageToDict(message))).encode()
        for kind, data in ((PROTOBUF, content), (JSON, document)):
            seeds.append(Body(path, kind, "", data))
            seeds.append(Body(path, kind, "gzip", gzip.compress(data, mtime=0)))
        seeds.append(Body(path, PROTOBUF, "deflate", zlib.compress(content)))
    upload = json.dumps({"body": "what the program printed\n한글"}).encode()
    seeds.extend(Body(f"/v4/{kind}/upload/", JSON, "", upload) for kind in ("logs", "objects"))
    return seeds


SEEDS = _seeds()

# Of one body; large ones have tests of their own.
_MOST = 50_000

# Integers at the edges of the widths that lengths, ids and figures are kept in.
_EDGES = [0, 1, 127, 128, 255, 2**15, 2**31 - 1, 2**31, 2**32, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1, 2**64]
_VALUES: list[object] = [
    None, True, "", "NaN", "Infinity", [], {}, [[]], -1, 1e308, -0.0, "\ud7ff", "\x00", "9" * 400, *_EDGES,
]  # fmt: skip


def _flip(chance: random.Random, data: bytearray) -> None:
    for _ in range(chance.choice((1, 1, 2, 8))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _overwrite(chance: random.Random, data: bytearray) -> None:
    at = chance.randrange(len(data))
    data[at : at + chance.randrange(1, 12)] = chance.randbytes(chance.randrange(1, 12))


def _cut(chance: random.Random, data: bytearray) -> None:
    del data[chance.randrange(len(data)) :]


def _remove(chance: random.Random, data: bytearray) -> None:
    at = chance.randrange(len(data))
    del data[at : at + chance.randrange(1, 40)]


def _repeat(chance: random.Random, data: bytearray) -> None:
    at = chance.randrange(len(data))
    piece = bytes(data[at : at + chance.randrange(1, 80)])
    data[at:at] = piece * chance.choice((1, 1, 2, 100))


def _splice(chance: random.Random, data: bytearray) -> None:
    other = chance.choice(SEEDS).content
    at = chance.randrange(len(other))
    data[chance.randrange(len(data)) :] = other[at:]


def _edge(chance: random.Random, data: bytearray) -> None:
    """A varint at the edge of some width, where a length or a figure may stand."""
    value, out = chance.choice(_EDGES), bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    at = chance.randrange(len(data))
    data[at : at + 1] = bytes([*out, value])


def _wrap(chance: random.Random, data: bytearray) -> None:
    """The same as the content of a field of itself: nested messages."""
    for _ in range(chance.choice((1, 3, 120))):
        size, out = len(data), bytearray([chance.choice((0x0A, 0x12, 0x2A, 0x4A))])
        while size > 127:
            out.append(size & 127 | 128)
            size >>= 7
        data[:0] = bytes([*out, size])


_BYTES: list[Callable[[random.Random, bytearray], None]] = [
    _flip, _flip, _overwrite, _cut, _remove, _repeat, _splice, _edge, _edge, _wrap,
]  # fmt: skip


def _place(chance: random.Random, document: Any) -> tuple[Any, Any]:
    """Somewhere in a document: what holds it, and its key or number there."""
    place, parent, key = document, document, None
    while isinstance(place, dict | list) and place and (key is None or chance.random() < 0.9):
        parent = place
        key = chance.choice(list(place)) if isinstance(place, dict) else chance.randrange(len(place))
        place = place[key]
    return parent, key


def _change_json(chance: random.Random, content: bytes) -> bytes:
    """Another value, key or depth somewhere in a document."""
    document = json.loads(content)
    parent, key = _place(chance, document)
    match chance.randrange(8):
        case 0:
            del parent[key]
        case 1 if isinstance(parent, dict):
            parent[f"{key}\u0301{chance.random()}"] = chance.choice(_VALUES)
        case 2:
            parent[key] = "HERE"
            deep = chance.choice(("[", '{"a":')) * chance.choice((5, 150, 3000))
            tail = "".join({"[": "]", "{": "}"}[one] for one in reversed(deep) if one in "[{")
            return json.dumps(document).replace('"HERE"', f"{deep}7{tail}").encode()
        case 3:
            parent[key] = chance.choice(_VALUES)
        case _:
            _change_value(chance, document)
    return json.dumps(document).encode()


def _change_value(chance: random.Random, document: Any) -> None:
    """A value of the same kind in the place of another: most of these are taken."""
    for _ in range(chance.choice((1, 2, 6))):
        parent, key = _place(chance, document)
        match parent[key]:
            case bool():
                parent[key] = not parent[key]
            case int() | float():
                parent[key] = chance.choice([*_EDGES, -1, 1e308, -0.0, 5e-324])
            case str(text) if text.lstrip("-").isdigit():  # 64 bits are written as text
                parent[key] = str(chance.choice(_EDGES))
            case str(text):
                parent[key] = chance.choice(["", "\x00", "\ud7ff", text * 20, "a" * 5000, "';--", "%s{}"])
            case list(items) if items:
                parent[key] = items * chance.choice((0, 2, 12))


def _change_message(chance: random.Random, seed: Body, content: bytes) -> bytes:
    """The same in protobuf: another value of the same kind."""
    message = _MESSAGES[seed.path]()
    message.ParseFromString(content)
    document = json_format.MessageToDict(message)
    _change_value(chance, document)
    try:
        return json_format.ParseDict(document, _MESSAGES[seed.path]()).SerializeToString()
    except (json_format.ParseError, ValueError):  # beyond the width of its field
        return content[::-1]


def mutated(chance: random.Random) -> Body:
    """A body that was right before something happened to it."""
    seed = chance.choice(SEEDS)
    # Half of the packed ones are packed after the change: what is inside must be looked at as well.
    inside = seed.encoding and chance.random() < 0.5
    plain = _unpacked(seed) if inside else seed.content
    if seed.content_type == JSON and (inside or not seed.encoding) and chance.random() < 0.7:
        changed = _change_json(chance, plain)
    elif seed.content_type == PROTOBUF and (inside or not seed.encoding) and chance.random() < 0.4:
        changed = _change_message(chance, seed, plain)
    else:
        data = bytearray(plain)
        for _ in range(chance.choice((1, 1, 2, 4))):
            if data:
                chance.choice(_BYTES)(chance, data)
        changed = bytes(data)
    if inside:
        packed = gzip.compress(changed, 1, mtime=0) if seed.encoding == "gzip" else zlib.compress(changed, 1)
        changed = packed * chance.choice((1, 1, 2))
    kind, encoding = seed.content_type, seed.encoding
    if chance.random() < 0.03:
        kind = chance.choice((PROTOBUF, JSON, "text/plain", "", f"{JSON}; charset=utf-16", "\x7f;;="))
    if chance.random() < 0.03:
        encoding = chance.choice(("", "gzip", "deflate", "br", "identity", "gzip, gzip", "GZIP"))
    return Body(seed.path, kind, encoding, changed[:_MOST])


def _unpacked(body: Body) -> bytes:
    return gzip.decompress(body.content) if body.encoding == "gzip" else zlib.decompress(body.content)
