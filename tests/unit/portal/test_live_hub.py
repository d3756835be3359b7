"""The connections behind live pages, when they end at an awkward moment."""

import asyncio
from typing import Any, cast

import httpx
import pytest

from portal.agentops.adapter import AgentOpsAdapter
from portal.agentops.streams import hub
from portal.agentops.streams.hub import LiveHub


class SilentServer:
    """FAKE adapter: its connections never open, or break by a fault of ours."""

    def __init__(self, fault: Exception | None = None) -> None:
        self._fault = fault

    async def open_stream(self, *_: Any, **__: Any) -> httpx.Response:
        if self._fault is not None:
            raise self._fault
        await asyncio.Event().wait()
        raise AssertionError


async def prepared(server: SilentServer) -> LiveHub:
    live = LiveHub(cast(AgentOpsAdapter, server))
    async with asyncio.timeout(60):
        await live.prepare("a project", "", None)
    return live


def test_nobody_waits_for_a_connection_that_was_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    # A loop that stood still for so long gives it up before the server's own limit is over.
    monkeypatch.setattr(hub, "_LINGER_S", 0)

    async def all_of_it() -> None:
        await (await prepared(SilentServer())).aclose()

    asyncio.run(all_of_it())


def test_a_fault_is_told_and_leaves_nobody_waiting(caplog: pytest.LogCaptureFixture) -> None:
    async def all_of_it() -> None:
        live = await prepared(SilentServer(KeyError("a fault of ours")))
        with live.watching("a project", "", None) as watcher:
            (state,) = await watcher.take(60)
            assert (state.kind, state.data) == ("state", '{"connected":false}')
        await live.aclose()

    asyncio.run(all_of_it())
    assert "Following live traces has ended by a fault" in caplog.text
