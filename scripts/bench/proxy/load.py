"""A load generator that costs little itself: canned requests on kept connections, only lengths are read."""

import asyncio
import http.client
import json
import statistics
import time
from dataclasses import dataclass
from typing import cast


def request(port: int, path: str, session: str) -> bytes:
    """What a browser sends for a page's file; `session` is the portal's cookie."""
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140\r\n"
        "Accept: */*\r\nAccept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: ko-KR,ko;q=0.9\r\n"
        f"Referer: http://127.0.0.1:{port}/api/proxy/grafana/\r\nSec-Fetch-Site: same-origin\r\n"
        "Sec-Fetch-Mode: no-cors\r\nSec-Fetch-Dest: script\r\n"
        f"Cookie: grafana_session=0123456789abcdef; {session}\r\n\r\n"
    ).encode()


@dataclass(frozen=True)
class Measured:
    """What one round found. Times in seconds."""

    per_second: float
    p50: float
    p95: float


class _Client(asyncio.Protocol):
    def __init__(self, message: bytes, until: float, times: list[float], done: asyncio.Future[None]) -> None:
        self._message, self._until, self._times, self._done = message, until, times, done
        self._data = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are none of asyncio's classes.
        self._transport = cast(asyncio.Transport, transport)
        self._next()

    def data_received(self, data: bytes) -> None:
        self._data += data
        head, found, body = self._data.partition(b"\r\n\r\n")
        if not found or len(body) < 2048 or (b"chunked" in head and not body.endswith(b"0\r\n\r\n")):
            return
        if not head.startswith(b"HTTP/1.1 200"):
            self._done.set_exception(RuntimeError(self._data[:300].decode("latin-1")))
            self._transport.close()
            return
        self._data = b""
        now = time.perf_counter()
        self._times.append(now - self._started)
        if now < self._until:
            self._next()
        else:
            self._transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._done.done():
            self._done.set_result(None)

    def _next(self) -> None:
        self._started = time.perf_counter()
        self._transport.write(self._message)


async def _run(message: bytes, port: int, connections: int, seconds: float) -> Measured:
    loop = asyncio.get_running_loop()
    times: list[float] = []
    started = time.perf_counter()
    ends = []
    for _ in range(connections):
        done: asyncio.Future[None] = loop.create_future()
        ends.append(done)
        await loop.create_connection(
            lambda done=done: _Client(message, started + seconds, times, done),  # type: ignore[misc]
            "127.0.0.1",
            port,
        )
    await asyncio.gather(*ends)
    took = time.perf_counter() - started
    ordered = sorted(times)
    return Measured(len(times) / took, statistics.median(ordered), ordered[int(len(ordered) * 0.95)])


def measure(
    port: int, path: str, connections: int, seconds: float, session: str = "portal_session_1=x"
) -> Measured:
    """Ask as fast as the answers come, on so many connections, for so long."""
    import uvloop

    return uvloop.run(_run(request(port, path, session), port, connections, seconds))


def sign_in(port: int, email: str, password: str) -> str:
    """The cookie of a new session at the portal."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    body = json.dumps({"email": email, "password": password})
    headers = {"Content-Type": "application/json", "Origin": f"http://127.0.0.1:{port}"}
    connection.request("POST", "/api/auth/login", body, headers)
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(answer.read().decode())
    return str(answer.headers["Set-Cookie"]).partition(";")[0]
