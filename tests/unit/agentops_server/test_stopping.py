"""Parts of the server that are stopped, or fail, while they are at work."""

import asyncio
import threading
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

import pytest

from agentops_server.services import Services
from agentops_server.sql_endpoint.access import Account
from agentops_server.sql_endpoint.app import SqlApp
from agentops_server.sql_endpoint.engine import Answer, Head
from agentops_server.sql_endpoint.request import Ask
from agentops_server.upstream import importer
from agentops_server.upstream.importer import Importer, Wishes
from agentops_server.upstream.reader import Project, Upstream


class EndlessEngine:
    """FAKE: statements that run until they are killed, and have ended when `kill` returns."""

    version, time_zone = "1.1", "UTC"

    def __init__(self) -> None:
        self.running: dict[str, threading.Event] = {}
        self.ended: dict[str, threading.Event] = {}
        self.is_closed = False

    def answer(self, ask: Ask, account: Account, tag: str) -> Answer:
        self.ended[tag] = threading.Event()
        killed = self.running[tag] = threading.Event()
        try:
            killed.wait()
            yield Head("TSV")
        finally:
            self.ended[tag].set()

    def kill(self, tag: str) -> None:
        self.running[tag].set()
        self.ended[tag].wait()

    def close(self) -> None:
        self.is_closed = True


async def ask_sql(app: SqlApp) -> None:
    query = urlencode({"query": "SELECT 1", "user": "reader", "password": "x"}).encode()
    scope = {"type": "http", "method": "GET", "path": "/", "query_string": query, "headers": []}
    whole = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if whole.is_set():
            await asyncio.Event().wait()
        whole.set()
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_: Any) -> None:
        await asyncio.sleep(0)

    await app(scope, receive, send)


def test_the_sql_port_closes_while_statements_end() -> None:
    async def authenticate(name: str, _: str) -> Account:
        return Account(name, None)

    async def all_of_it() -> None:
        engine = EndlessEngine()
        app = SqlApp(engine, authenticate, 3, 1000)
        asking = [asyncio.create_task(ask_sql(app)) for _ in range(3)]
        async with asyncio.timeout(60):
            while len(engine.running) < 3:  # noqa: ASYNC110  # they begin in threads
                await asyncio.sleep(0.01)
            await app.close()
            await asyncio.gather(*asking)
        assert engine.is_closed

    asyncio.run(all_of_it())


class FullDisk:
    """FAKE of an upstream database; our disk is full when it is read first."""

    def __init__(self) -> None:
        self.asked = 0

    def projects(self) -> list[Project]:
        self.asked += 1
        if self.asked == 1:
            raise OSError(28, "No space left on device")
        return []


def test_following_goes_on_after_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importer, "_PATIENCE_S", (0,))
    upstream = FullDisk()
    following = Importer(
        cast(Upstream, upstream), cast(Services, None), Wishes({}, 0, 0, 0.01), tmp_path / "places"
    )

    async def all_of_it() -> None:
        task = asyncio.create_task(following.follow())
        async with asyncio.timeout(60):
            while upstream.asked < 3:
                assert not task.done()
                await asyncio.sleep(0.01)
        task.cancel()

    asyncio.run(all_of_it())
