"""When the writer calls a batch stored for good. With a real spool and real books, and a disk that obeys."""

import asyncio
import threading
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import cast

import pytest
from pydantic import SecretStr

from agentops_server.ingest.batch import BatchInsert, Counts
from agentops_server.ingest.dead_letters import Bounds, DeadLetters
from agentops_server.ingest.ghosts import Ghosts
from agentops_server.ingest.lanes import Lane
from agentops_server.ingest.ledger import Ledger
from agentops_server.ingest.records import Record, scan
from agentops_server.ingest.signals import LOGS, METRICS, TRACES
from agentops_server.ingest.spool import Spool
from agentops_server.ingest.writer import SpanWriter
from agentops_server.projects.repository import ProjectRepository
from agentops_server.settings import Settings
from agentops_server.store.client import Store
from agentops_server.store.embedded import FileSystem


class Disk:
    """A store whose inserts work at once, and whose disk does what it is told."""

    def __init__(self) -> None:
        self.inserted = 0
        self.refuses = False
        self.refused = 0
        self.free = threading.Event()
        self.free.set()
        self.asked = threading.Event()
        self.takes = threading.Event()
        self.takes.set()
        self.prepared: list[list[Path]] = []
        self.order: list[list[Path]] = []

    def prepare(self, paths: Sequence[Path]) -> None:
        """Remember what was to be parsed ahead."""
        self.prepared.append(list(paths))

    def files(self, paths: Sequence[Path], again: bool = False) -> Counts:
        """Take all items, as soon as the store takes any."""
        self.asked.set()
        assert self.takes.wait(120)
        self.order.append(list(paths))
        found = [record for path in paths for _, _, record in scan(path.read_bytes()).records]
        return self.records(found, again)

    def records(self, records: Sequence[Record], again: bool = False) -> Counts:
        """Take all items, each of them anew."""
        items = Counter[str]()
        for record in records:
            items[record.project_id] += record.items
        self.inserted += items.total()
        return {project: (count, count) for project, count in items.items()}

    def sync(self) -> None:
        """Wait while the disk is stuck; fail while it refuses."""
        assert self.free.wait(120)
        if self.refuses:
            self.refused += 1
            raise OSError("the disk refused it")


class Running:
    """A writer at work."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self.folder = folder / "spool"
        ledger = Ledger(folder / "ingest.db")
        self.account, *_ = [ledger.account(signal) for signal in (TRACES, LOGS, METRICS)]
        self.spool = Spool(self.folder, 2**30, self.account)
        self.spool.recover()
        repository = ProjectRepository.in_folder(folder)
        repository.create_schema()
        store = Store(Settings(PORTAL_DATA_DIR=folder, CLICKHOUSE_URL=SecretStr("chdb://")))  # type: ignore[call-arg]
        letters = DeadLetters(ledger, Bounds(10, 10**6, 1))
        insert = cast(BatchInsert, disk)
        self.writer = SpanWriter(Lane(TRACES, self.spool), insert, letters, 0.01, Ghosts(repository, store))

    async def take(self, items: int, size: int = 7) -> None:
        """Take in a request of so many bytes."""
        await self.spool.append(Record("p", "k", time.time_ns(), bytes(size), items))

    @property
    def segments(self) -> int:
        """Files in the spool."""
        return len(list(self.folder.glob("*.seg")))

    @property
    def counted(self) -> tuple[int, int, int]:
        """Stored, waiting and lost items."""
        state = self.account.state("p")
        return state.counts["stored"], state.waiting, state.lost


@asynccontextmanager
async def running(folder: Path, disk: Disk) -> AsyncIterator[Running]:
    one = Running(folder, disk)
    one.writer.start()
    try:
        yield one
    finally:
        disk.free.set()
        await one.writer.stop(60)
        await one.spool.close()


@asynccontextmanager
async def storing_one(folder: Path, disk: Disk) -> AsyncIterator[Running]:
    """A writer that is storing one item for as long as `disk.takes` is clear."""
    disk.takes.clear()
    async with running(folder, disk) as one:
        await one.take(1)
        await until(disk.asked.is_set)
        yield one


async def until(said: Callable[[], bool]) -> None:
    async with asyncio.timeout(120):
        while not said():  # noqa: ASYNC110  # what is said is said by threads
            await asyncio.sleep(0.01)


def test_storing_goes_on_while_the_disk_is_stuck(tmp_path: Path) -> None:
    async def scenario() -> None:
        disk = Disk()
        disk.free.clear()
        async with running(tmp_path, disk) as one:
            await one.take(3)
            await until(lambda: disk.inserted == 3)
            await one.take(4)
            await until(lambda: disk.inserted == 7)
            # Readable, but a crash of the machine might still take it: it stays in the spool and uncounted.
            assert one.segments == 2
            assert one.counted == (0, 7, 0)
            disk.free.set()
            await until(lambda: one.segments == 0)
            assert one.counted == (7, 0, 0)
        assert disk.inserted == 7

    asyncio.run(scenario())


def test_what_comes_while_a_batch_is_stored_is_parsed_ahead_and_stored_in_its_turn(tmp_path: Path) -> None:
    async def scenario() -> None:
        disk = Disk()
        async with storing_one(tmp_path, disk) as one:
            for items in range(2, 6):
                await one.take(items, 12 * 2**20)
            await until(lambda: bool(disk.prepared))
            assert disk.inserted == 0
            disk.takes.set()
            await until(lambda: one.segments == 0)
            assert one.counted == (15, 0, 0)
        assert disk.prepared[0] == disk.order[1]
        stored = [path for paths in disk.order for path in paths]
        assert stored == sorted(set(stored))

    asyncio.run(scenario())


def test_little_that_nothing_follows_is_parsed_ahead_as_well(tmp_path: Path) -> None:
    async def scenario() -> None:
        disk = Disk()
        async with storing_one(tmp_path, disk) as one:
            await one.take(2, 5 * 2**20)
            await until(lambda: bool(disk.prepared))
            disk.takes.set()
            await until(lambda: one.segments == 0)
            assert one.counted == (3, 0, 0)

    asyncio.run(scenario())


def test_what_the_disk_refuses_stays_in_the_spool_and_counts_once(tmp_path: Path) -> None:
    async def scenario() -> None:
        disk = Disk()
        disk.refuses = True
        async with running(tmp_path, disk) as one:
            await one.take(5)
            await until(lambda: disk.refused > 1)
            assert one.segments == 1
            assert one.counted == (0, 5, 0)
            assert one.writer.last_error == "the disk refused it"
            disk.refuses = False
            await until(lambda: one.segments == 0)
            assert one.counted == (5, 0, 0)
            assert one.writer.last_error is None
        assert disk.inserted == 5

    asyncio.run(scenario())


def test_a_stop_waits_for_the_disk(tmp_path: Path) -> None:
    async def scenario() -> None:
        disk = Disk()
        async with running(tmp_path, disk) as one:
            await one.take(2)
        assert (one.segments, one.counted) == (0, (2, 0, 0))

    asyncio.run(scenario())


def test_a_file_system_that_failed_once_is_not_believed_again(tmp_path: Path) -> None:
    told: list[str] = []
    disk = FileSystem(tmp_path, lambda: told.append("failed"))
    disk.sync()
    disk.close()  # from now on the system refuses to sync it
    for _ in range(2):
        with pytest.raises(OSError, match="Bad file descriptor"):
            disk.sync()
    assert told == ["failed"]
