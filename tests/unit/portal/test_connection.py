"""Streams and the circuit breaker: who tries while the circuit is open must not keep it open."""

import asyncio

import httpx
import pytest

from kit.errors import Unavailable
from portal.agentops.adapter import AgentOpsAdapter
from portal.agentops.breaker import CircuitState


class _Network(httpx.AsyncBaseTransport):
    """A network on which nobody answers until `is_up`."""

    def __init__(self) -> None:
        self.is_up = False
        self.asked = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.asked += 1
        if not self.is_up:
            raise httpx.ConnectError("refused")
        return httpx.Response(200, content=b"data", request=request)


async def _try(adapter: AgentOpsAdapter) -> None:
    response = await adapter.open_stream("live", "live", {}, first_s=1, silence_s=1)
    await response.aclose()


def test_streams_that_try_again_and_again_do_not_keep_the_circuit_open() -> None:
    async def scenario() -> None:
        network, now = _Network(), [100.0]
        outcomes: list[str] = []

        class Observer:
            def agentops_call(self, operation: str, outcome: str, seconds: float) -> None:
                outcomes.append(outcome)

        adapter = AgentOpsAdapter(
            "http://test", "token", transport=network, clock=lambda: now[0], observer=Observer()
        )
        for _ in range(5):
            with pytest.raises(Unavailable):
                await _try(adapter)
        opened = adapter.circuit
        assert opened is CircuitState.OPEN
        network.is_up = True
        asked = network.asked
        for _ in range(10):  # a second and a half of channels that want to come back
            now[0] += 0.15
            with pytest.raises(Unavailable):
                await _try(adapter)
        assert network.asked == asked
        assert set(outcomes[5:]) == {"circuit_open"}
        now[0] += 0.6  # two seconds after it opened, whoever tried meanwhile
        await _try(adapter)
        assert adapter.circuit is CircuitState.CLOSED
        await adapter.aclose()

    asyncio.run(scenario())
