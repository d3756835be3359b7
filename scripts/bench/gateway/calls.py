"""Sends chat calls, as fast as they are answered or at a fixed rate, at little cost to the machine."""

import asyncio
import json
import time
from dataclasses import dataclass, field
from typing import cast

_QUESTION = "What does an agent cost when it asks a model forty times a day? " * 4


@dataclass
class Spell:
    """What one spell of load found; times in seconds."""

    took: float = 0.0
    latencies: list[float] = field(default_factory=list)
    cpu_s: float = 0.0
    """Processor time of the gateway."""

    @property
    def per_second(self) -> float:
        """Calls a second."""
        return len(self.latencies) / self.took

    @property
    def cpu_ms(self) -> float:
        """Processor time a call, in milliseconds."""
        return self.cpu_s / len(self.latencies) * 1000

    def quantile(self, share: float) -> float:
        """Milliseconds within which this share of the calls was answered."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000


def message(port: int, key: str) -> bytes:
    """One chat call, as the OpenAI client sends it."""
    body = json.dumps(
        {
            "model": "llama",
            "messages": [{"role": "user", "content": _QUESTION}],
            "user": "bench",
            "max_tokens": 80,
        }
    ).encode()
    head = (
        f"POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAuthorization: Bearer {key}\r\n"
        "Accept: application/json\r\nContent-Type: application/json\r\nUser-Agent: OpenAI/Python 2.6.1\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


class _Connection(asyncio.Protocol):
    """One call at a time on a kept connection."""

    def __init__(self) -> None:
        self._data = b""
        self._done: asyncio.Future[None] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are none of asyncio's classes.
        self.transport = cast(asyncio.Transport, transport)

    async def ask(self, request: bytes) -> float:
        """Seconds until the whole answer is there."""
        self._done = asyncio.get_running_loop().create_future()
        started = time.perf_counter()
        self.transport.write(request)
        await self._done
        return time.perf_counter() - started

    def data_received(self, data: bytes) -> None:
        self._data += data
        head, found, body = self._data.partition(b"\r\n\r\n")
        if not found or self._done is None or self._done.done():
            return
        length = next(
            (int(one[15:]) for one in head.split(b"\r\n") if one.lower().startswith(b"content-length:")), 0
        )
        if len(body) < length:
            return
        self._data = b""
        if head.startswith(b"HTTP/1.1 200"):
            self._done.set_result(None)
        else:
            self._done.set_exception(RuntimeError((head + body[:500]).decode("utf-8", "replace")))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._done is not None and not self._done.done():
            self._done.set_exception(exc or ConnectionError("the gateway hung up"))


async def _connections(port: int, count: int) -> list[_Connection]:
    loop = asyncio.get_running_loop()
    return [(await loop.create_connection(_Connection, "127.0.0.1", port))[1] for _ in range(count)]


async def _fast(port: int, request: bytes, seconds: float, callers: int) -> Spell:
    spell, connections = Spell(), await _connections(port, callers)
    started = time.perf_counter()

    async def caller(connection: _Connection) -> None:
        while time.perf_counter() - started < seconds:
            spell.latencies.append(await connection.ask(request))

    await asyncio.gather(*map(caller, connections))
    spell.took = time.perf_counter() - started
    for connection in connections:
        connection.transport.close()
    return spell


async def _steady(port: int, request: bytes, seconds: float, rate: float) -> Spell:
    spell, idle = Spell(), await _connections(port, 64)
    connections, pending = list(idle), []
    started = time.perf_counter()

    async def call() -> None:
        connection = idle.pop()
        spell.latencies.append(await connection.ask(request))
        idle.append(connection)

    for number in range(int(seconds * rate)):
        await asyncio.sleep(max(0.0, started + number / rate - time.perf_counter()))
        pending.append(asyncio.create_task(call()))
    await asyncio.gather(*pending)
    spell.took = time.perf_counter() - started
    for connection in connections:
        connection.transport.close()
    return spell


def fast(port: int, request: bytes, seconds: float, callers: int) -> Spell:
    """So many callers, each asking again as soon as it is answered."""
    import uvloop

    return uvloop.run(_fast(port, request, seconds, callers))


def steady(port: int, request: bytes, seconds: float, rate: float) -> Spell:
    """So many calls a second, evenly spread, whatever the gateway does."""
    import uvloop

    return uvloop.run(_steady(port, request, seconds, rate))
