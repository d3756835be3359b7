"""Spool records: how an accepted request lies on disk.

A record is a length-delimited protobuf message (`store/otlp_spool.proto`, read by ClickHouse as it is) with
fields that ClickHouse skips: a magic number at its start, to find the next record after damage; the number
of its first item, how many it has and the dead letter it comes from, for the books (`account.py`; records of
earlier versions have none of the three); and a CRC-32 over everything else in it.
"""

import struct
from dataclasses import dataclass, replace

from isal.isal_zlib import crc32  # the same sum as zlib's, in a fraction of the time

from agentops_server.varint import read_varint, varint

# Field 6, fixed64. Chosen at random: not likely to begin a record by chance, and the CRC decides anyway.
_MAGIC = b"\x31" + bytes.fromhex("a7d15ec390b3f61c")
_PROJECT, _KEY, _RECEIVED, _CRC, _PAYLOAD = b"\x0a", b"\x12", b"\x19", b"\x2d", b"\x22"
_FIRST, _ITEMS, _LETTER = b"\x39", b"\x45", b"\x4a"
UNNUMBERED = -1


@dataclass(frozen=True)
class Record:
    """One accepted export request."""

    project_id: str
    key_id: str
    received_unix_nano: int
    payload: bytes
    """The OTLP ExportTraceServiceRequest in protobuf, as it came."""
    items: int = 0
    """Spans, log records or metric points in it."""
    first: int = UNNUMBERED
    """How many items its lane had taken in before; the spool says."""
    letter: str = ""
    """The dead letter that it was kept as until it was replayed."""

    def encode(self) -> bytes:
        """The bytes to append to a segment."""
        return b"".join(self.parts())

    def parts(self) -> tuple[bytes, bytes]:
        """The same in two, of which the second is the payload: not to copy megabytes."""
        project, key = self.project_id.encode(), self.key_id.encode()
        head = b"".join(
            (
                _MAGIC,
                _PROJECT + varint(len(project)) + project,
                _KEY + varint(len(key)) + key,
                _RECEIVED + struct.pack("<Q", self.received_unix_nano),
                self._numbers(),
            )
        )
        crc = crc32(self.payload, crc32(head))
        body_head = head + _CRC + struct.pack("<I", crc) + _PAYLOAD + varint(len(self.payload))
        return varint(len(body_head) + len(self.payload)) + body_head, self.payload

    def _numbers(self) -> bytes:
        if self.first == UNNUMBERED:
            return b""
        letter = self.letter.encode()
        numbers = _FIRST + struct.pack("<Q", self.first) + _ITEMS + struct.pack("<I", self.items)
        return numbers + (_LETTER + varint(len(letter)) + letter if letter else b"")

    @property
    def most_bytes(self) -> int:
        """What it takes on disk at most."""
        return len(self.payload) + len(self.project_id) + len(self.key_id) + len(self.letter) + 80


@dataclass(frozen=True)
class Scan:
    """What a segment holds: its intact records with their places, and the damaged stretches between them."""

    records: list[tuple[int, int, Record]]
    damage: list[tuple[int, int]]
    is_cut_short: bool
    """Whether the last stretch of damage is a record whose end was never written."""

    def is_intact(self) -> bool:
        """Whether every byte belongs to an intact record."""
        return not self.damage

    def is_torn(self) -> bool:
        """Whether the only damage is a write that a crash cut short: it was never acknowledged."""
        return len(self.damage) == 1 and self.is_cut_short


class SegmentDamaged(Exception):
    """A segment holds other bytes than were written to it."""


def verify(data: bytes, name: str) -> None:
    """Raise `SegmentDamaged`, with the segment's name, unless its bytes are intact records and nothing else.

    Protobuf has no way to tell: of single bytes that change, its readers take most without complaint.
    """
    position = 0
    while position < len(data):
        frame = _frame_at(data, position)
        if frame is None:
            raise SegmentDamaged(f"{name} is damaged")
        position = frame[1]


def scan(data: bytes) -> Scan:
    """Find every intact record, also those after damage."""
    records: list[tuple[int, int, Record]] = []
    damage: list[tuple[int, int]] = []
    position = 0
    while position < len(data):
        found = _record_at(data, position)
        if found is None:
            resumed = _next_record(data, position + 1)
            damage.append((position, resumed))
            position = resumed
            continue
        end, record = found
        records.append((position, end, record))
        position = end
    return Scan(records, damage, bool(damage) and _is_cut_short(data, damage[-1]))


def _is_cut_short(data: bytes, stretch: tuple[int, int]) -> bool:
    """Whether the stretch is the beginning of a record that would reach beyond the end of the data."""
    start, end = stretch
    if end != len(data):
        return False
    try:
        length, position = read_varint(data, start)
    except IndexError:  # not even the length is whole
        return True
    except ValueError:
        return False
    if position + length <= end or not _MAGIC.startswith(data[position : position + len(_MAGIC)]):
        return False
    # Where the record itself is whole, its length is what was damaged.
    return _body_at(data, position) is None


def _next_record(data: bytes, position: int) -> int:
    """Where the next intact record begins, or the end of the data."""
    while True:
        magic = data.find(_MAGIC, position)
        if magic < 0:
            return len(data)
        # The length before the magic number takes one to five bytes.
        for width in range(1, 6):
            start = magic - width
            if start >= position - 1 and start >= 0 and _record_at(data, start) is not None:
                return start
        position = magic + 1


def _record_at(data: bytes, start: int) -> tuple[int, Record] | None:
    """The intact record that begins at `start`, with the place where it ends."""
    frame = _frame_at(data, start)
    if frame is None:
        return None
    payload_start, end, head = frame
    return end, replace(head, payload=data[payload_start:end])


def _frame_at(data: bytes, start: int) -> tuple[int, int, Record] | None:
    """Where the payload of the intact record at `start` begins and ends, and the record without it."""
    try:
        length, position = read_varint(data, start)
    except (IndexError, ValueError):
        return None
    found = _body_at(data, position)
    return found if found is not None and found[1] == position + length else None


def _body_at(data: bytes, head_start: int) -> tuple[int, int, Record] | None:
    """The same for the record behind its length."""
    try:
        if not data.startswith(_MAGIC, head_start):
            return None
        record, position = _read_head(data, head_start + len(_MAGIC))
        if data[position : position + 1] != _CRC:
            return None
        head = data[head_start:position]
        (crc,) = struct.unpack_from("<I", data, position + 1)
        start, end = _field_at(data, position + 5, _PAYLOAD)
    except (IndexError, ValueError, struct.error):  # ran out of bytes, or these are not UTF-8
        return None
    # Not a slice: that would copy megabytes.
    payload = memoryview(data)[start:end]
    return (start, end, record) if crc32(payload, crc32(head)) == crc else None


def _read_head(data: bytes, position: int) -> tuple[Record, int]:
    """What stands before the CRC. Raises `ValueError`, `IndexError`, `struct.error`."""
    project, position = _read_field(data, position, _PROJECT)
    key, position = _read_field(data, position, _KEY)
    received, position = _read_fixed(data, position, _RECEIVED, "<Q")
    first, items, letter = UNNUMBERED, 0, b""
    if data[position : position + 1] == _FIRST:
        first, position = _read_fixed(data, position, _FIRST, "<Q")
        items, position = _read_fixed(data, position, _ITEMS, "<I")
        if data[position : position + 1] == _LETTER:
            letter, position = _read_field(data, position, _LETTER)
    return Record(project.decode(), key.decode(), received, b"", items, first, letter.decode()), position


def damaged_head(data: bytes, start: int) -> Record | None:
    """What a damaged record says of itself, without its payload; it may be wrong. None: nothing."""
    try:
        _, position = read_varint(data, start)
        if not data.startswith(_MAGIC, position):
            return None
        record, _ = _read_head(data, position + len(_MAGIC))
    except (IndexError, ValueError, struct.error):
        return None
    return record


def _read_fixed(data: bytes, position: int, tag: bytes, form: str) -> tuple[int, int]:
    if data[position : position + 1] != tag:
        raise ValueError("another field")
    (value,) = struct.unpack_from(form, data, position + 1)
    return value, position + 1 + struct.calcsize(form)


def _read_field(data: bytes, position: int, tag: bytes) -> tuple[bytes, int]:
    start, end = _field_at(data, position, tag)
    return data[start:end], end


def _field_at(data: bytes, position: int, tag: bytes) -> tuple[int, int]:
    """Where the bytes of a field begin and end."""
    if data[position : position + 1] != tag:
        raise ValueError("another field")
    length, start = read_varint(data, position + 1)
    end = start + length
    if end > len(data):
        raise ValueError("cut short")
    return start, end
