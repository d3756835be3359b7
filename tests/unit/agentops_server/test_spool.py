"""The spool: group commit, refusals, recovery. With real files."""

import asyncio
import errno
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from agentops_server.ingest.records import Record, scan
from agentops_server.ingest.spool import SEGMENT_BYTES, Spool, SpoolFailed, SpoolFull


def record(number: int, size: int = 10) -> Record:
    return Record("p", "k", number, bytes(size))


def run(folder: Path, body: Callable[[Spool], Awaitable[None]], max_bytes: int = 10**6) -> None:
    async def main() -> None:
        spool = Spool(folder, max_bytes)
        spool.recover()
        await body(spool)
        await spool.close()

    asyncio.run(main())


def on_disk(folder: Path) -> list[int]:
    files = sorted(folder.glob("*.seg"))
    return [one.received_unix_nano for path in files for _, _, one in scan(path.read_bytes()).records]


def test_what_is_acknowledged_is_in_the_file(tmp_path: Path) -> None:
    async def body(spool: Spool) -> None:
        await spool.append(record(1))
        assert on_disk(tmp_path) == [1]

    run(tmp_path, body)


def test_many_requests_share_few_syncs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    syncs: list[int] = []
    real = os.fdatasync

    def counted(fd: int) -> None:
        syncs.append(fd)
        real(fd)

    monkeypatch.setattr(os, "fdatasync", counted)

    async def body(spool: Spool) -> None:
        await asyncio.gather(*(spool.append(record(number)) for number in range(1500)))

    run(tmp_path, body)
    assert sorted(on_disk(tmp_path)) == list(range(1500))
    assert len(syncs) < 20


def test_a_client_that_hangs_up_does_not_stop_the_others(tmp_path: Path) -> None:
    async def body(spool: Spool) -> None:
        tasks = [asyncio.create_task(spool.append(record(number))) for number in range(3)]
        await asyncio.sleep(0)
        tasks[0].cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert results[1:] == [None, None]

    run(tmp_path, body)
    assert {1, 2} <= set(on_disk(tmp_path))


def test_the_bound(tmp_path: Path) -> None:
    async def body(spool: Spool) -> None:
        await spool.append(record(1, 500))
        with pytest.raises(SpoolFull):
            await spool.append(record(2, 600))
        (segment,) = await spool.take_sealed()
        assert spool.size > 500
        assert spool.oldest_age_s > 0
        await spool.discard(segment)
        assert (spool.size, spool.oldest_age_s) == (0, 0)
        await spool.append(record(3, 600))

    run(tmp_path, body, 1000)
    assert on_disk(tmp_path) == [3]


@pytest.mark.parametrize("call", ["writev", "fdatasync"])
def test_a_disk_that_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str) -> None:
    real = getattr(os, call)
    failing = False

    def sometimes(*arguments: object) -> object:
        if failing:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*arguments)

    monkeypatch.setattr(os, call, sometimes)

    async def body(spool: Spool) -> None:
        nonlocal failing
        await spool.append(record(1))
        failing = True
        with pytest.raises(SpoolFailed, match="No space left"):
            await spool.append(record(2))
        failing = False
        await spool.append(record(3))

    run(tmp_path, body)
    assert on_disk(tmp_path) == [1, 3]


@pytest.mark.parametrize("error", [MemoryError(), RuntimeError("can't start new thread")])
def test_nobody_waits_for_ever(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    real = os.writev
    failing = True

    def sometimes(fd: int, data: list[memoryview]) -> int:
        if failing:
            raise error
        return real(fd, data)

    monkeypatch.setattr(os, "writev", sometimes)

    async def body(spool: Spool) -> None:
        nonlocal failing
        several = [spool.append(record(number)) for number in range(3)]
        async with asyncio.timeout(60):
            found = await asyncio.gather(*several, return_exceptions=True)
        assert [type(one) for one in found] == [SpoolFailed] * 3
        assert spool.size == 0
        failing = False
        await spool.append(record(3))

    run(tmp_path, body)
    assert on_disk(tmp_path) == [3]


def test_a_disk_that_takes_a_little_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.writev

    def little(fd: int, data: list[memoryview]) -> int:
        return real(fd, [data[0][:7]])

    monkeypatch.setattr(os, "writev", little)

    async def body(spool: Spool) -> None:
        await asyncio.gather(*(spool.append(record(number, 3 * number)) for number in range(5)))

    run(tmp_path, body)
    assert on_disk(tmp_path) == list(range(5))


def test_large_requests_are_written_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    real = os.writev

    def noted(fd: int, data: list[memoryview]) -> int:
        sizes.append(sum(map(len, data)))
        return real(fd, data)

    monkeypatch.setattr(os, "writev", noted)

    async def body(spool: Spool) -> None:
        await asyncio.gather(*(spool.append(record(number, 7 * 2**20)) for number in range(6)))

    run(tmp_path, body, 2**30)
    assert on_disk(tmp_path) == list(range(6))
    assert max(sizes) < SEGMENT_BYTES


def test_a_damaged_last_record_is_kept_aside(tmp_path: Path) -> None:
    async def write(spool: Spool) -> None:
        for number in range(3):
            await spool.append(record(number, 300))

    run(tmp_path, write)
    (path,) = tmp_path.glob("*.seg")
    data = bytearray(path.read_bytes())
    data[-150] ^= 0x40
    path.write_bytes(data)

    async def read(spool: Spool) -> None:
        assert (spool.recovery.records, spool.recovery.torn_bytes) == (2, 0)
        assert spool.recovery.damaged_bytes > 300

    run(tmp_path, read)
    (kept,) = (tmp_path / "quarantine").iterdir()
    assert kept.read_bytes() == bytes(data)
    assert kept.stat().st_mode & 0o777 == path.stat().st_mode & 0o777 == 0o600
    assert on_disk(tmp_path) == [0, 1]


def test_damage_that_is_found_later_is_kept_aside_once(tmp_path: Path) -> None:
    async def body(spool: Spool) -> None:
        await asyncio.gather(*(spool.append(record(number, 300)) for number in range(3)))
        (segment,) = await spool.take_sealed()
        data = bytearray(segment.path.read_bytes())
        data[500] ^= 0x40
        segment.path.write_bytes(data)
        for _ in range(2):
            assert [one.received_unix_nano for one in spool.records(segment)] == [0, 2]
        damaged = spool.recovery.damaged_bytes
        assert damaged > 300
        await spool.discard(segment)
        await spool.append(record(3))
        (gone,) = await spool.take_sealed()
        gone.path.unlink()
        assert spool.records(gone) == []
        assert spool.recovery.damaged_bytes == damaged + gone.size
        await spool.discard(gone)
        assert spool.size == 0

    run(tmp_path, body)
    assert len(list((tmp_path / "quarantine").iterdir())) == 1


@pytest.mark.parametrize("name", ["x.seg", "7.seg", "notes.txt", "\N{ARABIC-INDIC DIGIT ONE}.seg"])
def test_files_of_others_are_left_alone(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("mine")

    async def body(spool: Spool) -> None:
        await spool.append(record(1))

    run(tmp_path, body)
    run(tmp_path, body)
    assert (tmp_path / name).read_text() == "mine"
    assert on_disk(tmp_path) == [1, 1]


def test_segments_are_handed_over_in_order_and_survive_a_restart(tmp_path: Path) -> None:
    async def first(spool: Spool) -> None:
        await spool.append(record(1))
        await spool.take_sealed()
        await spool.append(record(2))

    async def second(spool: Spool) -> None:
        assert spool.recovery.records == 2
        await spool.append(record(3))
        taken = await spool.take_sealed()
        assert len(taken) == 3
        assert [scan(one.path.read_bytes()).records[0][2].received_unix_nano for one in taken] == [1, 2, 3]

    run(tmp_path, first)
    run(tmp_path, second)
