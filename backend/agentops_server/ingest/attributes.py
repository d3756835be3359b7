"""OTLP attributes as the store keeps them: text by key, and a letter a value for its type."""

import hashlib
from collections.abc import Iterable, Sequence

import orjson
from opentelemetry.proto.common.v1.common_pb2 import AnyValue, KeyValue

from agentops_server.query.values import any_value

_DAY_NS = 86_400 * 10**9
_OLDEST_NS = 400 * _DAY_NS


def text_and_type(value: AnyValue) -> tuple[str, str]:
    """A value as text and its type letter (migrations/0001_spans.sql, and `j` for an object as JSON)."""
    match value.WhichOneof("value"):
        case "string_value":
            return value.string_value, "s"
        case "int_value":
            return str(value.int_value), "i"
        case "double_value":
            return str(value.double_value), "d"
        case "bool_value":
            return ("true" if value.bool_value else "false"), "b"
        case "array_value" | "kvlist_value" as kind:
            return orjson.dumps(any_value(value)).decode(), "a" if kind == "array_value" else "j"
        case "bytes_value":
            return str(any_value(value)), "x"
        case _:
            return "", "n"


def texts_and_types(pairs: Iterable[KeyValue]) -> tuple[dict[str, str], str]:
    """Attributes by key, and their type letters in the same order. Of a key that repeats, the last."""
    found = {pair.key: text_and_type(pair.value) for pair in pairs if pair.key != "agentops.project.id"}
    return {key: text for key, (text, _) in found.items()}, "".join(kind for _, kind in found.values())


def is_believable(moment_ns: int, received_ns: int) -> bool:
    """Whether a reported time is one: at most a day ahead of its arrival, at most 400 days behind."""
    return received_ns - _OLDEST_NS <= moment_ns <= received_ns + _DAY_NS


def digest(parts: Sequence[bytes]) -> bytes:
    """16 bytes that say which content this is."""
    made = hashlib.blake2b(digest_size=16)
    for part in parts:
        made.update(len(part).to_bytes(8, "little"))
        made.update(part)
    return made.digest()
