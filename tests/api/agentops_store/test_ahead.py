"""Segments that were parsed ahead are stored as all others, whatever came in between."""

from collections.abc import Callable
from pathlib import Path

import pytest

from agentops_server.ingest.batch import BatchInsert
from agentops_server.ingest.records import Record, SegmentDamaged
from agentops_server.prices.book import PriceBook
from agentops_server.store.client import Store
from fixtures.clickhouse import ClickHouse
from fixtures.spans import BASE_NS, request, span, trace_id

StoreAt = Callable[[str], Store]


def _segment(path: Path, traces: list[bytes]) -> Path:
    body = request(*(span(trace, start_ms=number) for number, trace in enumerate(traces)))
    path.write_bytes(Record("p", "k", BASE_NS, body).encode())
    return path


@pytest.fixture
def insert(clickhouse: ClickHouse, store_at: StoreAt, tmp_path: Path) -> BatchInsert:
    return BatchInsert(store_at(clickhouse.url(tmp_path.name)), PriceBook(), tmp_path)


def _stored(clickhouse: ClickHouse, database: str) -> list[str]:
    sql = "SELECT hex(trace_id), span_count FROM traces FINAL WHERE project_id = 'p' ORDER BY trace_id"
    return clickhouse.sql(sql, database).lower().split()


def test_in_turn(clickhouse: ClickHouse, insert: BatchInsert, tmp_path: Path) -> None:
    shared, other = trace_id(), trace_id()
    first = _segment(tmp_path / "1.seg", [shared])
    # A span of the first's trace: staged before that is stored, kept after it.
    second = _segment(tmp_path / "2.seg", [shared, other])
    insert.files([_segment(tmp_path / "0.seg", [trace_id()])])
    insert.prepare([second])
    assert insert.files([first]) == {"p": (1, 1)}
    assert insert.files([second]) == {"p": (2, 2)}
    found = _stored(clickhouse, tmp_path.name)
    assert found[found.index(shared.hex()) + 1] == "2"
    assert len(found) == 6


def test_the_same_again_and_something_else(
    clickhouse: ClickHouse, insert: BatchInsert, tmp_path: Path
) -> None:
    one = _segment(tmp_path / "1.seg", [trace_id()])
    two = _segment(tmp_path / "2.seg", [trace_id()])
    three = _segment(tmp_path / "3.seg", [trace_id()])
    insert.files([one])
    insert.prepare([two])
    insert.prepare([three])  # the first is asked for in vain
    assert insert.files([one]) == {"p": (1, 0)}
    assert insert.files([two]) == {"p": (1, 1)}
    assert insert.files([three]) == {"p": (1, 1)}
    assert insert.files([three]) == {"p": (1, 0)}
    assert len(_stored(clickhouse, tmp_path.name)) == 6


def test_what_cannot_be_read_is_told_in_its_turn(insert: BatchInsert, tmp_path: Path) -> None:
    insert.files([_segment(tmp_path / "1.seg", [trace_id()])])
    missing = tmp_path / "missing.seg"
    insert.prepare([missing])
    with pytest.raises(FileNotFoundError):
        insert.files([missing])
    assert insert.files([_segment(tmp_path / "2.seg", [trace_id()])]) == {"p": (1, 1)}


def test_nothing_is_stored_of_a_damaged_segment(
    clickhouse: ClickHouse, insert: BatchInsert, tmp_path: Path
) -> None:
    good, bad = (_segment(tmp_path / f"{name}.seg", [trace_id()]) for name in ("good", "bad"))
    data = bytearray(bad.read_bytes())
    data[data.index(b"work")] ^= 1  # ClickHouse would take it for another name
    bad.write_bytes(data)
    for paths in ([good, bad], [bad, good]):
        insert.prepare(paths)
        with pytest.raises(SegmentDamaged, match="bad"):
            insert.files(paths)
    assert insert.files([good]) == {"p": (1, 1)}
    assert len(_stored(clickhouse, tmp_path.name)) == 2
