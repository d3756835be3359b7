"""The Native format as clients of newer protocol revisions want it over HTTP (`client_protocol_version`).

Go's client, and with it Grafana's data source, cannot read the plain form that the engine writes: each block
begins with a BlockInfo, and each column says after its type whether it is serialised in a special way. To
find where the columns begin, this walks over their values.
"""

import re
from collections.abc import Iterator
from functools import cache

from agentops_server.sql_endpoint.errors import NOT_IMPLEMENTED, SqlError
from agentops_server.varint import read_varint

# DBMS_MIN_REVISION_WITH_CUSTOM_SERIALIZATION: from here on columns say how they are serialised.
REVISION = 54454
# Field 1: no overflow rows; field 2: bucket -1; the end.
_BLOCK_INFO = b"\x01\x00\x02\xff\xff\xff\xff\x00"
_NOT_SPECIAL = b"\x00"

_WIDTHS = {
    **dict.fromkeys(("UInt8", "Int8", "Bool", "Enum8", "Nothing"), 1),
    **dict.fromkeys(("UInt16", "Int16", "Date", "Enum16", "BFloat16"), 2),
    **dict.fromkeys(("UInt32", "Int32", "Float32", "Date32", "DateTime", "Time", "IPv4", "Decimal32"), 4),
    **dict.fromkeys(("UInt64", "Int64", "Float64", "DateTime64", "Time64", "Decimal64"), 8),
    **dict.fromkeys(("UInt128", "Int128", "UUID", "IPv6", "Decimal128", "Point"), 16),
    **dict.fromkeys(("UInt256", "Int256", "Decimal256"), 32),
}
_DECIMALS = ((9, 4), (18, 8), (38, 16), (76, 32))

Type = tuple[str, tuple["Type", ...], int]
"""Name, inner types, width of a value (0: it varies)."""


def with_revision(chunk: bytes) -> Iterator[bytes]:
    """The blocks of a chunk in the newer form. Raises `SqlError` for a type that is not known here."""
    place = 0
    while place < len(chunk):
        yield _BLOCK_INFO
        start = place
        columns, place = read_varint(chunk, place)
        rows, place = read_varint(chunk, place)
        for _ in range(columns):
            _, place = _text(chunk, place)
            kind, place = _text(chunk, place)
            yield chunk[start:place]
            yield _NOT_SPECIAL
            start = place
            if rows:
                found = parse(kind)
                place = _values(chunk, _prefix(place, found), found, rows)
        yield chunk[start:place]


def _u64(data: bytes, place: int) -> int:
    return int.from_bytes(data[place : place + 8], "little")


def _text(data: bytes, place: int) -> tuple[str, int]:
    size, place = read_varint(data, place)
    return data[place : place + size].decode(), place + size


def _prefix(place: int, kind: Type) -> int:
    """Dictionaries announce their version before all values of a column."""
    name, inner, _ = kind
    if name == "LowCardinality":
        return place + 8
    for one in inner:
        place = _prefix(place, one)
    return place


def _values(data: bytes, place: int, kind: Type, rows: int) -> int:
    """The place behind so many values."""
    name, inner, width = kind
    if width:
        return place + width * rows
    if name == "String":
        return _strings(data, place, rows)
    if name == "Nullable":
        return _values(data, place + rows, inner[0], rows)
    if name == "Tuple":
        for one in inner:
            place = _values(data, place, one, rows)
        return place
    if name == "Array":
        place += 8 * rows
        # Offsets: the last one is the number of all elements.
        count = _u64(data, place - 8) if rows else 0
        return _values(data, place, inner[0], count)
    return _dictionary(data, place, inner[0], rows)


def _strings(data: bytes, place: int, rows: int) -> int:
    for _ in range(rows):
        size = data[place]
        if size < 0x80:
            place += size + 1
        else:
            size, place = read_varint(data, place)
            place += size
    return place


def _dictionary(data: bytes, place: int, kind: Type, rows: int) -> int:
    """LowCardinality: the width of an index, the keys, the indexes."""
    if not rows:
        return place
    flags, keys = _u64(data, place), _u64(data, place + 8)
    # A key is never null: the first one stands for it.
    place = _values(data, place + 16, kind[1][0] if kind[0] == "Nullable" else kind, keys)
    return place + 8 + rows * (1 << (flags & 0xFF))


@cache
def parse(text: str) -> Type:
    """The type that a column has. Raises `SqlError`."""
    name, _, rest = text.strip().partition("(")
    parts = _split(rest[:-1]) if rest else []
    if name == "Decimal":
        precision = int(parts[0])
        return name, (), next(width for most, width in _DECIMALS if precision <= most)
    if name == "FixedString":
        return name, (), int(parts[0])
    if name in _WIDTHS or name.startswith("Interval"):
        return name, (), _WIDTHS.get(name, 8)
    if name == "String":
        return name, (), 0
    if name in ("Nullable", "LowCardinality", "Array"):
        return name, (parse(parts[0]),), 0
    if name == "SimpleAggregateFunction":
        return parse(parts[1])
    if name == "Tuple":
        return name, tuple(parse(_unnamed(part)) for part in parts), 0
    if name == "Map":
        return "Array", (("Tuple", (parse(parts[0]), parse(parts[1])), 0),), 0
    if name == "Nested":
        return "Array", (("Tuple", tuple(parse(_unnamed(part)) for part in parts), 0),), 0
    raise SqlError(NOT_IMPLEMENTED, f"A column of the type {text} cannot be sent in this protocol revision.")


def _unnamed(part: str) -> str:
    """The type of a tuple's element, which may have a name before it."""
    named = re.match(r"(?:`(?:[^`\\]|\\.)*`|\w+) (?=\w)", part)
    return part[named.end() :] if named else part


def _split(text: str) -> list[str]:
    """The parts between commas that are in no parentheses or quotes."""
    parts, depth, quote, start = [], 0, "", 0
    place = 0
    while place < len(text):
        character = text[place]
        if quote:
            if character == "\\":
                place += 1
            elif character == quote:
                quote = ""
        elif character in "'`":
            quote = character
        elif character in "()":
            depth += 1 if character == "(" else -1
        elif character == "," and not depth:
            parts.append(text[start:place].strip())
            start = place + 1
        place += 1
    return [*parts, text[start:].strip()]
