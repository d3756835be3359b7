"""Cases 34-37 of the proxy specification: streams, cancellations, failures of the upstream."""

import json
import re
import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from fixtures.ports import free_port
from portal.proxy.client import Patience

from .raw import OK, RawUpstream, Seen, answer, read_head, read_reply
from .serving import PORTAL_COOKIE, Served, serve_proxy, upstreams_at

PATH = "/api/proxy/grafana/x"
MIB = 1 << 20


def head(proxy: Served, method: str = "GET", *lines: str, path: str = PATH) -> bytes:
    fixed = [f"{method} {path} HTTP/1.1", f"Host: {proxy.netloc}", f"Origin: {proxy.url}"]
    return "\r\n".join([*fixed, f"Cookie: {PORTAL_COOKIE}=viewer", *lines]).encode() + b"\r\n\r\n"


def dial(proxy: Served) -> socket.socket:
    return socket.create_connection(("127.0.0.1", proxy.port), timeout=60)


def eventually(check: Callable[[], bool], seconds: float = 120.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if check():
            return True
        time.sleep(0.01)
    return check()


def resident_bytes() -> int:
    status = Path("/proc/self/status")
    if not status.exists():
        pytest.skip("this system does not tell a process's memory in /proc")
    found = re.search(r"VmRSS:\s+(\d+) kB", status.read_text())
    assert found is not None
    return int(found[1]) * 1024


class Drain:
    """An upstream's handler that reads a chunked body and keeps nothing but its size."""

    def __init__(self, pause: threading.Event | None = None) -> None:
        self.received = 0
        self.tail = b""
        self.pause = pause
        self.ended = threading.Event()

    def __call__(self, connection: socket.socket, seen: Seen) -> bytes | None:
        buffer = bytearray(1 << 16)
        self.received = len(seen.body)
        if self.pause is not None:
            self.pause.wait(120)
        while True:
            count = connection.recv_into(buffer)
            self.received += count
            self.tail = (self.tail + bytes(buffer[:count]))[-16:]
            if not count or self.tail.endswith(b"\r\n0\r\n\r\n"):
                self.ended.set()
                return answer() if count else None


def test_34_large_chunked_upload(proxy: Served, upstream: RawUpstream) -> None:
    """200 MiB pass; neither the proxy nor anything else in this process grows by more than a fraction."""
    drain = Drain()
    upstream.answer = drain
    part = b"%x\r\n" % MIB + bytes(MIB) + b"\r\n"
    with dial(proxy) as connection:
        connection.sendall(head(proxy, "POST", "Transfer-Encoding: chunked"))
        for _ in range(20):
            connection.sendall(part)
        before = resident_bytes()
        most = 0
        for number in range(180):
            connection.sendall(part)
            if number % 20 == 0:
                most = max(most, resident_bytes())
        connection.sendall(b"0\r\n\r\n")
        assert read_reply(connection).status == 200
    assert drain.received > 200 * MIB
    assert most - before < 24 * MIB


def test_34_a_slow_upstream_slows_the_upload(proxy: Served, upstream: RawUpstream) -> None:
    """Back-pressure: what the upstream does not read, the proxy does not take in."""
    go = threading.Event()
    upstream.answer = Drain(pause=go)
    with dial(proxy) as connection:
        connection.sendall(head(proxy, "POST", "Transfer-Encoding: chunked"))
        connection.settimeout(0.5)
        part = b"%x\r\n" % MIB + bytes(MIB) + b"\r\n"
        sent = 0
        with pytest.raises(TimeoutError):  # noqa: PT012 -- which of the sends blocks is not promised
            for _ in range(64):
                connection.sendall(part)
                sent += MIB
        assert sent < 40 * MIB
        go.set()


def test_34_an_upload_that_breaks_off_has_no_end(proxy: Served, upstream: RawUpstream) -> None:
    drain = Drain()
    upstream.answer = drain
    with dial(proxy) as connection:
        connection.sendall(head(proxy, "POST", "Transfer-Encoding: chunked") + b"5\r\nhello\r\n")
        assert eventually(lambda: drain.received > 0)
    assert drain.ended.wait(120)
    assert not drain.tail.endswith(b"0\r\n\r\n")


def test_34_an_early_refusal_arrives(proxy: Served, upstream: RawUpstream) -> None:
    refusal = answer("Connection: close", status="413 Content Too Large", body=b"too much")
    upstream.answer = lambda connection, seen: refusal
    with dial(proxy) as connection:
        connection.sendall(head(proxy, "POST", "Transfer-Encoding: chunked") + b"5\r\nhello\r\n")
        reply = read_reply(connection)
    assert (reply.status, reply.body) == (413, b"too much")


def test_35_sse(proxy: Served, upstream: RawUpstream) -> None:
    go, gone = threading.Event(), threading.Event()

    def events(connection: socket.socket, seen: Seen) -> None:
        connection.sendall(
            b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
        )
        connection.sendall(b"9\r\ndata: 1\n\n\r\n")
        assert go.wait(120)
        connection.sendall(b"9\r\ndata: 2\n\n\r\n")
        connection.settimeout(60)
        if connection.recv(1) == b"":
            gone.set()

    upstream.answer = events
    with dial(proxy) as connection:
        connection.sendall(head(proxy, "GET", "Accept: text/event-stream"))
        data = b""
        while b"data: 1" not in data:
            data += connection.recv(4096)
        # The upstream is still waiting: the first event came through by itself.
        assert not go.is_set()
        go.set()
        while b"data: 2" not in data:
            data += connection.recv(4096)
        assert not gone.is_set()
    assert gone.wait(120)


def test_36_500_cancellations(proxy: Served, upstream: RawUpstream) -> None:
    """Clients that leave while they wait: their connections to the upstream go, the next request works."""

    def hang(connection: socket.socket, seen: Seen) -> None:
        connection.settimeout(20)
        connection.recv(1)

    upstream.answer = hang
    for wave in range(5):
        waiting = [dial(proxy) for _ in range(100)]
        for connection in waiting:
            connection.sendall(head(proxy))
        # Some waves leave while the upstream works, some whenever it happens to be.
        if wave % 2 == 0:
            assert eventually(lambda: upstream.open > 50)
        for connection in waiting:
            connection.close()
    assert eventually(lambda: upstream.open == 0), upstream.open
    connector = proxy.proxy.client.http.connector
    assert connector is not None
    assert eventually(lambda: not connector._acquired)
    upstream.answer = OK
    for _ in range(20):
        assert proxy.request(PATH).status == 200


def test_36_cancelled_downloads(proxy: Served, upstream: RawUpstream) -> None:
    def pour(connection: socket.socket, seen: Seen) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        while True:
            connection.sendall(bytes(1 << 16))

    upstream.answer = pour
    for _ in range(20):
        with dial(proxy) as connection:
            connection.sendall(head(proxy))
            assert read_head(connection)[0].startswith(b"HTTP/1.1 200")
    assert eventually(lambda: upstream.open == 0)
    upstream.answer = OK
    assert proxy.request(PATH).status == 200


def test_37_refused() -> None:
    with serve_proxy(upstreams_at(grafana_url=f"http://127.0.0.1:{free_port()}")) as proxy:
        reply = proxy.request(PATH)
        error = json.loads(reply.body)["error"]
        assert (reply.status, error["code"]) == (502, "upstream_unreachable")
        assert "GRAFANA_URL" in error["message"]


def test_37_timeout(upstream: RawUpstream) -> None:
    def hang(connection: socket.socket, seen: Seen) -> None:
        connection.settimeout(20)
        connection.recv(1)

    upstream.answer = hang
    with serve_proxy(upstreams_at(grafana_url=upstream.url), Patience(answer_s=0.3)) as proxy:
        assert proxy.request(PATH).status == 504
        assert proxy.request(PATH, f"Origin: {proxy.url}", method="POST", body=b"abc").status == 504
        assert eventually(lambda: upstream.open == 0)


def test_37_a_slow_stream_is_no_timeout(upstream: RawUpstream) -> None:
    def drip(connection: socket.socket, seen: Seen) -> bytes:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n")
        connection.sendall(b"aaa")
        time.sleep(4)
        return b"a"

    upstream.answer = drip
    with serve_proxy(upstreams_at(grafana_url=upstream.url), Patience(answer_s=3)) as proxy:
        assert proxy.request(PATH).body == b"aaaa"


@pytest.mark.parametrize(
    "start",
    [
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffff\r\nhello",
        b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhello",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n",
    ],
)
def test_37_mid_stream_abort(proxy: Served, upstream: RawUpstream, start: bytes) -> None:
    def abort(connection: socket.socket, seen: Seen) -> None:
        connection.sendall(start)

    upstream.answer = abort
    reply = proxy.request(PATH)
    assert reply.status in (200, 502)
    assert not (reply.status == 200 and reply.is_whole)
    upstream.answer = OK
    assert proxy.request(PATH).status == 200


def test_37_a_kept_connection_that_died_is_no_error(proxy: Served, upstream: RawUpstream) -> None:
    """The upstream closes after each answer without saying so: reads are tried again on a new connection."""

    def once(connection: socket.socket, seen: Seen) -> None:
        connection.sendall(OK)

    upstream.answer = once
    for _ in range(20):
        assert proxy.request(PATH).status == 200
