"""Writes spans as OTLP's protobuf bytes by hand.

The generated classes cost three times as much, for each call, on the gateway's event loop. The tests read
with them what is written here.
"""

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

Scalar = str | bool | int | float | list[str]
Attributes = Mapping[str, Scalar | None]
"""What is None is left out."""

INTERNAL, CLIENT = 1, 3
"""Kinds of a span."""
OK, ERROR = 1, 2
"""Codes of a status."""

_TEXT, _BOOL, _INT, _DOUBLE, _ARRAY = b"\x0a", b"\x10", b"\x18", b"\x21", b"\x2a"
_ATTRIBUTE_OF_SPAN, _ATTRIBUTE_OF_EVENT, _ATTRIBUTE_OF_RESOURCE = b"\x4a", b"\x1a", b"\x0a"
_SHORT = 4_096
_REPEATED = frozenset(
    (
        *("gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model", "gen_ai.response.model"),
        *("gen_ai.request.stream", "gen_ai.request.max_tokens", "gen_ai.request.temperature"),
        *("litellm.key_alias", "litellm.team_alias", "litellm.user_id", "litellm.model_group"),
        *("litellm.model_id", "litellm.api_base", "litellm.cache_hit", "litellm.call_type"),
        *("portal.mode", "user_agent.original", "service.name"),
    )
)
"""Attributes that have the same few values in all calls: what was written of them is kept."""
_LONGEST_KEPT = 256
"""Characters of the longest value that is kept: callers choose some of them, at any length."""


@dataclass
class WireSpan:
    """One span. Times are epoch nanoseconds."""

    trace_id: bytes
    span_id: bytes
    parent: bytes
    """The parent's span id; empty: none."""
    name: str
    kind: int
    start_ns: int
    end_ns: int
    attributes: Attributes
    status: int = 0
    """OK, ERROR, or 0: unset."""
    message: str = ""
    """Of the status."""
    state: str = ""
    """The W3C trace state."""
    events: list[tuple[str, int, Attributes]] = field(default_factory=list)
    """(name, epoch nanoseconds, attributes) each."""


def encoded(span: WireSpan) -> bytes:
    """`span` as an entry of a batch(). What is no valid Unicode becomes question marks."""
    parts = [_chunk(b"\x0a", span.trace_id), _chunk(b"\x12", span.span_id)]
    if span.state:
        parts.append(_chunk(b"\x1a", _bytes(span.state)))
    if span.parent:
        parts.append(_chunk(b"\x22", span.parent))
    parts.append(_chunk(b"\x2a", _bytes(span.name)))
    parts.append(b"\x30%c" % span.kind)
    parts.append(_TIMES.pack(0x39, span.start_ns, 0x41, span.end_ns))
    _write(parts, _ATTRIBUTE_OF_SPAN, span.attributes)
    parts += [_chunk(b"\x5a", _event(*one)) for one in span.events]
    if span.status:
        said = _chunk(b"\x12", _bytes(span.message)) if span.message else b""
        parts.append(_chunk(b"\x7a", said + b"\x18%c" % span.status))
    return _chunk(b"\x12", b"".join(parts))


def batch(resource: Attributes, scope: str, version: str, spans: Iterable[bytes]) -> bytes:
    """An ExportTraceServiceRequest of encoded() spans."""
    about: list[bytes] = []
    _write(about, _ATTRIBUTE_OF_RESOURCE, resource)
    named = _chunk(b"\x0a", _bytes(scope)) + _chunk(b"\x12", _bytes(version))
    of_scope = _chunk(b"\x12", b"".join((_chunk(b"\x0a", named), *spans)))
    return _chunk(b"\x0a", _chunk(b"\x0a", b"".join(about)) + of_scope)


_TIMES = struct.Struct("<BQBQ")
_FIXED = struct.Struct("<Q")
_FLOAT = struct.Struct("<d")


def _event(name: str, at_ns: int, values: Attributes) -> bytes:
    parts = [b"\x09", _FIXED.pack(at_ns), _chunk(b"\x12", _bytes(name))]
    _write(parts, _ATTRIBUTE_OF_EVENT, values)
    return b"".join(parts)


def _write(parts: list[bytes], tag: bytes, values: Attributes) -> None:
    """Appends each attribute as a KeyValue below the field `tag`."""
    for key, value in values.items():
        if value is None:
            continue
        if type(value) is str:
            if key in _REPEATED and len(value) <= _LONGEST_KEPT:
                parts.append(_repeated(tag, key, value))
                continue
            data = value.encode("utf-8", "replace")
            any_value = _TEXT + _length(len(data)) + data
        elif key in _REPEATED and not isinstance(value, list):
            parts.append(_repeated(tag, key, value))
            continue
        else:
            any_value = _any(value)
        size = _length(len(any_value))
        head = _head(key)
        parts += (tag, _length(len(head) + len(size) + len(any_value)), head, size, any_value)


@lru_cache(2_048, typed=True)  # True and 1 are equal, but not the same
def _repeated(tag: bytes, key: str, value: str | float) -> bytes:
    return _chunk(tag, _head(key) + _length(len(any_value := _any(value))) + any_value)


def _any(value: Scalar) -> bytes:
    if type(value) is int and 0 <= value < _SHORT:
        return _INT + _LENGTHS[value]
    if isinstance(value, bool):
        return b"\x10\x01" if value else b"\x10\x00"
    if isinstance(value, int) and -(2**63) <= value < 2**63:
        return _INT + _varint(value & 0xFFFF_FFFF_FFFF_FFFF)
    if isinstance(value, float):
        return _DOUBLE + _FLOAT.pack(value)
    if isinstance(value, list):
        texts = (_chunk(_TEXT, _bytes(one)) for one in value)
        return _chunk(_ARRAY, b"".join(_chunk(b"\x0a", one) for one in texts))
    return _chunk(_TEXT, _bytes(str(value)))


@lru_cache(1_024)
def _head(key: str) -> bytes:
    """The key of a KeyValue, and the tag of the value that follows."""
    return _chunk(b"\x0a", key.encode()) + b"\x12"


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _chunk(tag: bytes, data: bytes) -> bytes:
    return tag + _length(len(data)) + data


# The AgentOps server has one, too (agentops_server/varint.py): the gateway has an environment of its own.
def _varint(number: int) -> bytes:
    found = bytearray()
    while number > 0x7F:
        found.append(number & 0x7F | 0x80)
        number >>= 7
    found.append(number)
    return bytes(found)


_LENGTHS = tuple(_varint(number) for number in range(_SHORT))


def _length(number: int) -> bytes:
    return _LENGTHS[number] if number < _SHORT else _varint(number)
