"""Connections of real servers: how many there may be, and how long they may take to ask."""

import contextlib
import hashlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from fixtures.ports import free_port
from fixtures.processes import ROOT

_SERVER = """
import asyncio, hashlib, sys
from kit.connections import ConnectionLimits
from kit.serve import Listener, serve_apps

async def app(scope, receive, send):
    if scope["type"] == "lifespan":
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})
    elif scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept"})
        while (part := await receive())["type"] == "websocket.receive":
            await send({"type": "websocket.send", "text": part["text"]})
    elif scope["path"] == "/digest":
        seen, part = hashlib.sha256(), {"more_body": True}
        while part["more_body"]:
            await asyncio.sleep(0.01)
            part = await receive()
            seen.update(part["body"])
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"64")]})
        await send({"type": "http.response.body", "body": seen.hexdigest().encode()})
    else:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        if scope["path"] == "/slow":
            await receive()
        if scope["path"] == "/broken":
            return
        await send({"type": "http.response.body", "body": b"ok"})

limits = ConnectionLimits(connections=3, reserve=2, head_s=float(sys.argv[2]), request_s=float(sys.argv[2]))
serve_apps([Listener(app, "127.0.0.1", int(sys.argv[1]), "PORT")], limits=limits)
"""


@contextlib.contextmanager
def serving(patience_s: float) -> Iterator[int]:
    """The port of a server for three connections, with so many seconds for a head and for a request."""
    number = free_port()
    environment = {"PYTHONPATH": str(ROOT / "backend"), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-c", _SERVER, str(number), str(patience_s)]
    process = subprocess.Popen(command, env=environment)
    try:
        deadline = time.monotonic() + 120
        while True:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", number)):
                break
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield number
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


@pytest.fixture(scope="module")
def hasty() -> Iterator[int]:
    """Waits for a second."""
    with serving(1) as port:
        yield port


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Waits longer than a busy machine makes these tests take."""
    with serving(120) as port:
        yield port


def _pieces(*sizes: int) -> Iterator[bytes]:
    for number, size in enumerate(sizes):
        yield bytes([number % 251]) * size


@pytest.mark.parametrize(
    "sizes",
    [[1], [3] * 20_000, [2_000_000], [70_000, 1, 1, 300_000, 5, 64 * 1024, 1]],
    ids=["a byte", "crumbs", "one piece", "mixed"],
)
def test_bodies_arrive_as_they_were_sent(port: int, sizes: list[int]) -> None:
    whole = b"".join(_pieces(*sizes))
    url = f"http://127.0.0.1:{port}/digest"
    digest = hashlib.sha256(whole).hexdigest()
    assert httpx.post(url, content=whole, timeout=120).text == digest
    assert httpx.post(url, content=_pieces(*sizes), timeout=120).text == digest  # in as many chunks


@contextlib.contextmanager
def opened(port: int, sent: bytes = b"") -> Iterator[socket.socket]:
    with contextlib.closing(socket.create_connection(("127.0.0.1", port), timeout=60)) as connection:
        connection.sendall(sent)
        yield connection


def all_of(connection: socket.socket) -> bytes:
    parts = []
    with contextlib.suppress(ConnectionResetError):
        while part := connection.recv(65536):
            parts.append(part)
    return b"".join(parts)


def get(port: int, path: str) -> httpx.Response:
    return httpx.get(f"http://127.0.0.1:{port}{path}", trust_env=False, timeout=30)


def until_served(port: int) -> None:
    """Until the connections of before are counted no more."""
    deadline = time.monotonic() + 120
    while get(port, "/anything").status_code != 200:
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: he"], ids=["nothing", "half a head"])
def test_a_head_that_does_not_come(hasty: int, sent: bytes) -> None:
    started = time.monotonic()
    with opened(hasty, sent) as connection:
        assert all_of(connection).startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert time.monotonic() - started > 0.9


def test_a_second_head_that_does_not_come(hasty: int) -> None:
    with opened(hasty, b"GET / HTTP/1.1\r\nHost: here\r\n\r\nGET /ag") as connection:
        found = all_of(connection)
    assert found.startswith(b"HTTP/1.1 200 ")
    assert found.endswith(b'request_id": null}}')


def test_a_body_that_nobody_reads_holds_no_connection(hasty: int) -> None:
    """Answered at once; the rest of the body would come for ever."""
    started = time.monotonic()
    with opened(hasty, b"POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 1000000\r\n\r\n") as connection:
        connection.settimeout(0.3)
        while True:
            assert time.monotonic() - started < 60
            try:
                connection.sendall(b"x")
                if connection.recv(65536) == b"":
                    break
            except TimeoutError:
                continue
            except OSError:
                break


def test_over_the_bound_health_is_answered(port: int) -> None:
    until_served(port)
    with contextlib.ExitStack() as stack:
        for _ in range(3):
            stack.enter_context(opened(port))
        # Connections are accepted in the order in which they were opened.
        refused = get(port, "/anything")
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
        assert get(port, "/health/live").status_code == 200
        with pytest.raises(InvalidStatus) as caught, connect(f"ws://127.0.0.1:{port}/"):
            pass
        assert caught.value.response.status_code == 503
        for _ in range(2):
            stack.enter_context(opened(port))
        with opened(port, b"GET /health HTTP/1.1\r\nHost: here\r\n\r\n") as unheard:
            assert all_of(unheard).startswith(b"HTTP/1.1 503 ")
    until_served(port)


def test_websockets_stay_and_do_not_count() -> None:
    with serving(3) as port, contextlib.ExitStack() as stack:
        talks = [stack.enter_context(connect(f"ws://127.0.0.1:{port}/")) for _ in range(6)]
        time.sleep(3.5)  # longer than any bound of a request
        for talk in talks:
            talk.send("still there?")
            assert talk.recv(timeout=30) == "still there?"
        assert get(port, "/anything").status_code == 200


def test_a_head_whose_body_takes_time_goes_out_before(port: int) -> None:
    ask = b"POST /slow HTTP/1.1\r\nHost: here\r\nContent-Length: 1\r\nConnection: close\r\n\r\n"
    with opened(port, ask) as connection:
        head = b""
        while b"\r\n\r\n" not in head:
            part = connection.recv(65536)
            assert part
            head += part
        assert head.startswith(b"HTTP/1.1 200 ")
        assert head.endswith(b"\r\n\r\n")
        connection.sendall(b"x")
        assert all_of(connection) == b"ok"


def test_a_head_without_its_body_is_sent_and_not_ended(port: int) -> None:
    with opened(port, b"GET /broken HTTP/1.1\r\nHost: here\r\n\r\n") as connection:
        found = all_of(connection)
    assert b"content-length: 2\r\n" in found
    assert found.endswith(b"\r\n\r\n")


def test_answers_to_requests_in_one_piece_keep_their_order(port: int) -> None:
    asked = [b"HEAD /1", b"GET /2", b"HEAD /3", b"GET /4"]
    requests = [method + b" HTTP/1.1\r\nHost: here\r\n" for method in asked]
    with opened(port, b"\r\n".join(requests) + b"Connection: close\r\n\r\n") as connection:
        found = all_of(connection)
    bodies = [answer.partition(b"\r\n\r\n")[2] for answer in found.split(b"HTTP/1.1 200 OK")[1:]]
    assert bodies == [b"", b"ok", b"", b"ok"]
