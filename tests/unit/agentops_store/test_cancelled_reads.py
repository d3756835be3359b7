"""A read that is cancelled in the moment in which its answer comes is cancelled, not answered.

Whoever stops a part of the server cancels it once and waits: were that lost, the server would never end.
"""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from agentops_server.settings import Settings
from agentops_server.store.client import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(Settings(PORTAL_DATA_DIR=tmp_path, CLICKHOUSE_URL=SecretStr("chdb://")))  # type: ignore[call-arg]
    yield made
    made.close()


async def cancelled_in_turn(store: Store, turn: int) -> bool:
    """Whether a read that is cancelled in that turn of the loop after its answer has come is cancelled.

    True as well where it had ended before.
    """
    async with asyncio.TaskGroup() as group:
        reading = group.create_task(store.read("tests", "SELECT 1 AS one", {}))
        await asyncio.sleep(0)
        # The loop stands still until every reader is free: when it goes on, the answer is there and nobody
        # has been told of it.
        all_free = threading.Barrier(store.READERS)
        for free in [store._pool.submit(all_free.wait) for _ in range(store.READERS)]:
            free.result()
        for _ in range(turn):
            await asyncio.sleep(0)
        had_ended = reading.done()
        reading.cancel()
    return had_ended or reading.cancelled()


def test_a_cancelled_read_is_cancelled_whenever_it_is(store: Store) -> None:
    async def ask() -> list[bool]:
        await store.read("tests", "SELECT 1 AS one", {})
        return [await cancelled_in_turn(store, turn) for turn in range(8)]

    assert asyncio.run(ask()) == [True] * 8
