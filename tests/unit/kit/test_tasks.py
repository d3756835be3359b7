"""Background tasks: their end can be relied on, and their faults are told."""

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from kit import tasks
from kit.tasks import Endings, end, ended, finished, in_background


def test_a_task_that_swallows_a_cancellation_is_ended_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "_AGAIN_S", 0.01)

    async def stubborn() -> None:
        try:
            await asyncio.sleep(1000)
        except asyncio.CancelledError:
            await asyncio.sleep(1000)

    async def all_of_it() -> bool:
        task = in_background(stubborn(), "a test")
        await asyncio.sleep(0)
        async with asyncio.timeout(60):
            await end(task, None)
        return task.cancelled()

    assert asyncio.run(all_of_it())


def test_a_fault_is_told_at_once_and_keeps_nobody_from_ending(caplog: pytest.LogCaptureFixture) -> None:
    async def faulty() -> None:
        raise KeyError("a fault of ours")

    async def all_of_it() -> None:
        task = in_background(faulty(), "counting")
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert [one.levelno for one in caplog.records] == [logging.CRITICAL]
        await ended(task, None)
        await end(task)

    asyncio.run(all_of_it())
    assert "Counting has ended by a fault and needs a restart" in caplog.text
    assert "a fault of ours" in caplog.text


def test_everything_ends_whatever_became_of_the_rest() -> None:
    seen: list[str] = []

    async def broken() -> None:
        seen.append("broken")
        raise OSError("the disk is full")

    async def all_of_it() -> None:
        endings = Endings()
        endings.add("the first", lambda: seen.append("first"))
        endings.add("a broken one", broken)
        endings.add("the last", lambda: seen.append("last"))
        await endings.aclose()

    with pytest.raises(OSError, match="the disk is full"):
        asyncio.run(all_of_it())
    assert seen == ["last", "broken", "first"]


def test_threads_are_waited_for_beside_the_loop() -> None:
    async def all_of_it() -> None:
        pool, go_on = ThreadPoolExecutor(1), threading.Event()
        pool.submit(go_on.wait, 60)
        # Only the loop lets the thread go on: were the loop kept, neither would.
        asyncio.get_running_loop().call_later(0.01, go_on.set)
        async with asyncio.timeout(50):
            await finished(pool)

    asyncio.run(all_of_it())
