"""Segments that the disk changed while they waited. With a real spool, writer, books and embedded engine."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr

from agentops_server.ingest.batch import BatchInsert
from agentops_server.ingest.dead_letters import Bounds, DeadLetters
from agentops_server.ingest.ghosts import Ghosts
from agentops_server.ingest.lanes import Lane
from agentops_server.ingest.ledger import Ledger
from agentops_server.ingest.records import Record, scan
from agentops_server.ingest.signals import LOGS, METRICS, TRACES
from agentops_server.ingest.spool import Segment, Spool
from agentops_server.ingest.writer import SpanWriter
from agentops_server.prices.book import PriceBook
from agentops_server.projects.repository import ProjectRepository
from agentops_server.settings import Settings
from agentops_server.store.client import Store
from fixtures.spans import BASE_NS, request, span, trace_id

Places = list[tuple[int, int]]
"""Where the three records of a segment lie."""
NAME = b"a span of the tests"
FILLER = "x" * 60


@dataclass(frozen=True)
class Damage:
    """What happens to a segment's bytes, and which of its three records that loses. None: it is gone."""

    change: Callable[[bytearray, Places], bytearray | None]
    lost: frozenset[int] = frozenset({1})


def _zeroed(data: bytearray, start: int, size: int) -> bytearray:
    data[start : start + size] = bytes(size)
    return data


def _flipped(data: bytearray, place: int, bits: int = 0x01) -> bytearray:
    data[place] ^= bits
    return data


def _second(data: bytearray, places: Places, what: bytes) -> int:
    """Where something is in the second record."""
    return data.index(what, *places[1])


# The engine itself complains of few of them.
DAMAGES = {
    "a letter of its name": Damage(lambda data, at: _flipped(data, _second(data, at, NAME))),
    "a letter of an attribute": Damage(lambda data, at: _flipped(data, _second(data, at, b"xxxx"))),
    "a bit of its trace id": Damage(lambda data, at: _flipped(data, _second(data, at, NAME) - 28)),
    "a letter of the project": Damage(lambda data, at: _flipped(data, _second(data, at, b"mine"))),
    "a bit of the time of arrival": Damage(
        lambda data, at: _flipped(data, _second(data, at, b"\x12\x03key\x19") + 7)
    ),
    "the tag of the payload": Damage(lambda data, at: _zeroed(data, _second(data, at, b"\x22"), 1)),
    "the tag of its name": Damage(lambda data, at: _flipped(data, _second(data, at, NAME) - 2, 0x08)),
    "all of the attribute": Damage(lambda data, at: _zeroed(data, _second(data, at, b"xxxx"), 60)),
    "zeros before the trace id": Damage(lambda data, at: _zeroed(data, _second(data, at, NAME) - 68, 40)),
    "the record's length": Damage(lambda data, at: _zeroed(data, at[1][0], 1)),
    "the record's number": Damage(lambda data, at: _zeroed(data, at[1][0], 10)),
    "zeros to the end": Damage(
        lambda data, at: _zeroed(data, at[1][0], len(data) - at[1][0]), frozenset({1, 2})
    ),
    "zeros all over": Damage(lambda data, _: _zeroed(data, 0, len(data)), frozenset({0, 1, 2})),
    "cut in the last record": Damage(lambda data, at: data[: at[2][0] + 30], frozenset({2})),
    "cut between two records": Damage(lambda data, at: data[: at[2][0]], frozenset({2})),
    "cut to nothing": Damage(lambda _data, _at: bytearray(), frozenset({0, 1, 2})),
    "gone": Damage(lambda _data, _at: None, frozenset({0, 1, 2})),
    "none": Damage(lambda data, _: data, frozenset()),
    "none, and half of what was never acknowledged": Damage(lambda data, at: data + data[:40], frozenset()),
    "none, and what was never acknowledged": Damage(
        lambda data, at: data + data[at[2][0] : at[2][1]], frozenset()
    ),
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("damage")
    url = SecretStr(f"chdb://{folder / 'engine'}")
    made = Store(Settings(PORTAL_DATA_DIR=folder, CLICKHOUSE_URL=url))  # type: ignore[call-arg]
    made.ensure_schema()
    yield made
    made.close()


class Running:
    """A spool and its writer, which does not work yet."""

    def __init__(self, folder: Path, store: Store) -> None:
        ledger = Ledger(folder / "ingest.db")
        self.account, *_ = [ledger.account(signal) for signal in (TRACES, LOGS, METRICS)]
        self.spool = Spool(folder / "spool", 2**30, self.account)
        self.spool.recover()
        repository = ProjectRepository.in_folder(folder)
        repository.create_schema()
        insert = BatchInsert(store, PriceBook(), folder / "scratch")
        letters = DeadLetters(ledger, Bounds(10, 10**6, 1))
        ghosts = Ghosts(repository, store)
        self.writer = SpanWriter(Lane(TRACES, self.spool), insert, letters, 0.01, ghosts)

    async def segment(self, traces: list[bytes]) -> Segment:
        """A segment of its own, with a record for each trace."""
        for number, trace in enumerate(traces):
            body = request(span(trace, NAME.decode(), attributes={"filler": FILLER}))
            await self.spool.append(Record("mine", "key", BASE_NS + number, body, items=1))
        return (await self.spool.take_sealed())[-1]


def _damaged(segment: Segment, damage: Damage) -> int:
    """Do it; returns how many acknowledged bytes that loses."""
    data = segment.path.read_bytes()
    places = [(start, end) for start, end, _ in scan(data).records]
    changed = damage.change(bytearray(data), places)
    if changed is None:
        segment.path.unlink()
    else:
        segment.path.write_bytes(changed)
    return sum(places[number][1] - places[number][0] for number in damage.lost)


def _stored(store: Store) -> set[tuple[object, ...]]:
    """Every span that can be read."""
    sql = "SELECT project_id, trace_id, name, attributes['filler'] AS filler, version FROM spans FINAL"
    connection = store.connect()
    rows = connection.rows(sql)
    store.release(connection)
    return {tuple(row.values()) for row in rows}


def _sent(traces: list[bytes]) -> list[tuple[object, ...]]:
    """What is read of the records of a segment."""
    return [("mine", trace, NAME.decode(), FILLER, BASE_NS + number) for number, trace in enumerate(traces)]


@pytest.mark.parametrize("name", DAMAGES)
def test_what_is_not_damaged_is_stored_once_and_the_rest_is_counted(
    tmp_path: Path, store: Store, name: str
) -> None:
    damage = DAMAGES[name]
    traces, others = ([trace_id() for _ in range(3)] for _ in range(2))
    before = _stored(store)

    async def scenario() -> None:
        running = Running(tmp_path, store)
        segment = await running.segment(traces)
        await running.segment(others)
        lost = _damaged(segment, damage)
        running.writer.start()
        await running.writer.stop(120)
        assert running.spool.size == 0
        assert running.spool.recovery.damaged_bytes == lost
        state = running.account.state("mine")
        assert (state.counts["stored"], state.lost) == (6 - len(damage.lost), len(damage.lost))
        assert (state.waiting, state.counts["duplicate"], state.counts["dead_lettered"]) == (0, 0, 0)
        await running.spool.close()

    asyncio.run(scenario())
    kept = {row for number, row in enumerate(_sent(traces)) if number not in damage.lost}
    assert _stored(store) - before == kept | set(_sent(others))
    aside = list((tmp_path / "spool" / "quarantine").glob("*"))
    assert len(aside) == (1 if damage.lost and name != "gone" else 0)
