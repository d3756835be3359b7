"""Spool records: what is intact is found again, whatever happened around it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentops_server.ingest.records import Record, SegmentDamaged, scan, verify

# Machines of tests are busy: slowness is no failure.
busy = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

record = st.builds(
    Record,
    project_id=st.text(max_size=40),
    key_id=st.text(max_size=40),
    received_unix_nano=st.integers(0, 2**64 - 1),
    payload=st.binary(max_size=400),
)


def test_records_of_earlier_versions_are_read() -> None:
    """Bytes that a version with another library for the checksum has written."""
    written = bytes.fromhex(
        "4631a7d15ec390b3f61c0a0770726f6a65637412036b657919000064a7b3b6e00d3907000000000000004502000000"
        "4a066c65747465722df1a3ffda220961207061796c6f6164"
    )
    known = Record("project", "key", 10**18, b"a payload", 2, 7, "letter")
    assert [one for _, _, one in scan(written).records] == [known]
    assert known.encode() == written


@busy
@given(st.lists(record, max_size=6))
def test_records_come_back(records: list[Record]) -> None:
    found = scan(b"".join(one.encode() for one in records))
    assert [one for _, _, one in found.records] == records
    assert found.is_intact()


@busy
@given(st.lists(record, min_size=1, max_size=4), st.data())
def test_a_cut_loses_only_the_last_record(records: list[Record], data: st.DataObject) -> None:
    parts = [one.encode() for one in records]
    whole = b"".join(parts)
    cut = data.draw(st.integers(len(whole) - len(parts[-1]) + 1, len(whole) - 1))
    found = scan(whole[:cut])
    assert [one for _, _, one in found.records] == records[:-1]
    assert found.is_torn()


@busy
@given(st.lists(record, min_size=2, max_size=5), st.data())
def test_damage_loses_only_the_damaged_record(records: list[Record], data: st.DataObject) -> None:
    parts = [one.encode() for one in records]
    victim = data.draw(st.integers(0, len(parts) - 1))
    place = data.draw(st.integers(0, len(parts[victim]) - 1))
    flip = data.draw(st.integers(1, 255))
    changed = bytearray(parts[victim])
    changed[place] ^= flip
    found = scan(b"".join([*parts[:victim], bytes(changed), *parts[victim + 1 :]]))
    expected = records[:victim] + records[victim + 1 :]
    survivors = [one for _, _, one in found.records]
    # A flip may leave a record that reads the same; it must not leave another.
    assert survivors in (expected, records)


@busy
@given(st.lists(record, min_size=1, max_size=3), st.data())
def test_damage_in_the_whole_last_record_is_no_torn_tail(records: list[Record], data: st.DataObject) -> None:
    """A torn tail was never acknowledged and may go; a damaged record was, and is kept for inspection."""
    parts = [one.encode() for one in records]
    whole = bytearray(b"".join(parts))
    place = data.draw(st.integers(len(whole) - len(parts[-1]), len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    found = scan(bytes(whole))
    assert [one for _, _, one in found.records] in (records[:-1], records)
    assert not found.is_torn()


@busy
@given(st.binary(max_size=300), record, st.binary(max_size=300))
def test_a_record_is_found_within_rubbish(before: bytes, one: Record, after: bytes) -> None:
    assert one in [found for _, _, found in scan(before + one.encode() + after).records]


@busy
@given(st.binary(max_size=500))
def test_rubbish_is_no_record(data: bytes) -> None:
    found = scan(data)
    assert found.records == []
    assert sum(end - start for start, end in found.damage) == len(data)


def test_every_changed_byte_is_noticed() -> None:
    """Of the bytes of a segment none is left out: flipped, zeroed alone or with what follows, or cut off."""
    parts = [Record("project", "key", 10**18 + n, b"a payload", 2, 2 * n).encode() for n in range(3)]
    whole = b"".join(parts)
    verify(whole, "whole")
    changes = [
        *(
            whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :]
            for place in range(len(whole))
            for bit in range(8)
        ),
        *(
            whole[:place] + bytes(size) + whole[place + size :]
            for size in (1, 2, 4, 8, 40, 100)
            for place in range(len(whole) - size + 1)
        ),
        *(whole[:place] for place in range(len(whole)) if place not in (0, len(parts[0]), len(parts[0] * 2))),
    ]
    for changed in changes:
        if changed == whole:
            continue
        with pytest.raises(SegmentDamaged, match="it"):
            verify(changed, "it")
        assert not scan(changed).is_intact()
