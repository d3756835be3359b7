"""Case 39 of the proxy specification: WebSockets, against a real WebSocket server."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.sync.server import Server, ServerConnection, serve
from websockets.typing import Origin, Subprotocol

from portal.proxy.client import Patience

from .raw import RawUpstream, answer
from .serving import PORTAL_COOKIE, QUICK, Served, serve_proxy, upstreams_at
from .test_streams import eventually

PATH = "/api/proxy/realtime/_stcore/stream"


Handler = Callable[[ServerConnection], None]
Choice = Callable[[ServerConnection, Sequence[Subprotocol]], Subprotocol | None]


@contextmanager
def websocket_server(
    handler: Handler, subprotocols: list[Subprotocol] | None = None, choose: Choice | None = None
) -> Iterator[tuple[str, Server]]:
    with serve(
        handler, "127.0.0.1", 0, subprotocols=subprotocols, select_subprotocol=choose, max_size=None
    ) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.socket.getsockname()[1]}", server
        server.shutdown()
        thread.join(60)


@contextmanager
def proxied(handler: Handler, patience: Patience = QUICK) -> Iterator[Served]:
    with (
        websocket_server(handler) as (url, _),
        serve_proxy(upstreams_at(streamlit_url=url), patience) as proxy,
    ):
        yield proxy


def open_socket(
    proxy: Served, path: str = PATH, subprotocols: list[Subprotocol] | None = None, **headers: str
) -> ClientConnection:
    return connect(
        f"ws://{proxy.netloc}{path}",
        origin=Origin(proxy.url),
        additional_headers={"Cookie": f"{PORTAL_COOKIE}=viewer; own=1", **headers},
        subprotocols=subprotocols,
        max_size=None,
        proxy=None,
        legacy=True,
    )


def echo(connection: ServerConnection) -> None:
    for message in connection:
        connection.send(message)


def test_39_messages() -> None:
    messages: list[str | bytes] = ["text", "", "한국어 🎉", b"\x00\xff", b"", "x" * 300_000, bytes(5_000_000)]
    with proxied(echo) as proxy, open_socket(proxy) as client:
        for message in messages:
            client.send(message)
            assert client.recv(timeout=60) == message
        client.send([b"in ", b"frag", b"ments"])
        assert client.recv(timeout=60) == b"in fragments"


def test_39_handshake() -> None:
    """The upstream sees path, query, Origin and Host as the browser sent them, and who is calling."""
    seen: list[ServerConnection] = []

    def remember(connection: ServerConnection) -> None:
        seen.append(connection)
        connection.send("ready")

    with websocket_server(remember) as (url, _), serve_proxy(upstreams_at(grafana_url=url)) as proxy:
        path = "/api/proxy/grafana/api/live/ws?a=%2F&a=2"
        claims = {"X-WEBAUTH-USER": "admin@example.com", "X_WEBAUTH_ROLE": "Admin"}
        with open_socket(proxy, path, None, **claims) as client:
            assert client.recv(timeout=60) == "ready"
        request = seen[0].request
        assert request is not None
        assert request.path == path
        assert request.headers.get_all("Host") == [proxy.netloc]
        assert request.headers.get_all("Origin") == [proxy.url]
        assert request.headers.get_all("Cookie") == ["own=1"]
        assert request.headers.get_all("X-WEBAUTH-USER") == ["viewer@example.com"]
        assert "X_WEBAUTH_ROLE" not in request.headers
        assert "Sec-WebSocket-Extensions" not in request.headers


A, B = Subprotocol("a"), Subprotocol("b")


@pytest.mark.parametrize(("chosen", "offered"), [(B, [A, B]), (A, [A, B]), (None, [A])])
def test_39_subprotocol(chosen: Subprotocol | None, offered: list[Subprotocol]) -> None:
    """The upstream's choice counts, whatever stands first."""
    seen: list[list[Subprotocol]] = []

    def choose(connection: ServerConnection, offers: Sequence[Subprotocol]) -> Subprotocol | None:
        seen.append(list(offers))
        return chosen

    with (
        websocket_server(echo, [A, B], choose) as (url, _),
        serve_proxy(upstreams_at(streamlit_url=url)) as proxy,
        open_socket(proxy, PATH, offered) as client,
    ):
        assert client.subprotocol == chosen
        assert seen == [offered]


@pytest.mark.parametrize(
    ("code", "reason"), [(1000, ""), (1001, "away"), (1011, "까닭"), (3000, ""), (4999, "x")]
)
def test_39_close_codes_of_the_upstream(code: int, reason: str) -> None:
    def close(connection: ServerConnection) -> None:
        connection.close(code, reason)

    with proxied(close) as proxy, open_socket(proxy) as client:
        with pytest.raises(ConnectionClosed) as closed:
            client.recv(timeout=60)
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (code, reason)


@pytest.mark.parametrize(("code", "reason"), [(1000, "bye"), (3001, ""), (4000, "까닭")])
def test_39_close_codes_of_the_client(code: int, reason: str) -> None:
    closes: list[tuple[int, str]] = []

    def wait(connection: ServerConnection) -> None:
        with pytest.raises(ConnectionClosed) as closed:
            connection.recv()
        assert closed.value.rcvd is not None
        closes.append((closed.value.rcvd.code, closed.value.rcvd.reason))

    with proxied(wait) as proxy:
        with open_socket(proxy) as client:
            client.close(code, reason)
        assert eventually(lambda: closes == [(code, reason)]), closes


def test_39_a_vanished_client_is_never_told_as_1006() -> None:
    closes: list[int | None] = []

    def wait(connection: ServerConnection) -> None:
        with pytest.raises(ConnectionClosed) as closed:
            connection.recv()
        closes.append(closed.value.rcvd.code if closed.value.rcvd else None)

    with proxied(wait) as proxy:
        client = open_socket(proxy)
        client.socket.close()
        assert eventually(lambda: len(closes) == 1)
        assert closes[0] in (1000, 1001)


def test_39_a_vanished_upstream_is_never_told_as_1006() -> None:
    def vanish(connection: ServerConnection) -> None:
        connection.socket.close()

    with proxied(vanish) as proxy, open_socket(proxy) as client:
        with pytest.raises(ConnectionClosed) as closed:
            client.recv(timeout=60)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1011


@pytest.mark.parametrize(("status", "expected"), [(200, 502), (302, 502), (400, 400), (403, 403), (503, 503)])
def test_39_non_101(status: int, expected: int) -> None:
    """No tunnel is left open to an upstream that did not switch protocols."""
    with (
        RawUpstream(answer(status=f"{status} X")) as upstream,
        serve_proxy(upstreams_at(streamlit_url=upstream.url)) as proxy,
    ):
        with pytest.raises(InvalidStatus) as refused:
            open_socket(proxy)
        assert refused.value.response.status_code == expected
        assert eventually(lambda: upstream.open == 0)


def test_39_a_wrong_handshake_is_refused() -> None:
    forged = (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: AAAA\r\n\r\n"
    )
    with RawUpstream(forged) as upstream, serve_proxy(upstreams_at(streamlit_url=upstream.url)) as proxy:
        with pytest.raises(InvalidStatus) as refused:
            open_socket(proxy)
        assert refused.value.response.status_code == 502
        assert eventually(lambda: upstream.open == 0)


def test_39_a_101_to_a_plain_request_is_refused() -> None:
    switch = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\nConnection: Upgrade\r\n\r\n"
    with RawUpstream(switch) as upstream, serve_proxy(upstreams_at(streamlit_url=upstream.url)) as proxy:
        headers = ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: x")
        reply = proxy.request("/api/proxy/realtime/x", *headers)
        assert reply.status == 502
        assert not upstream.seen[0].names() & {b"upgrade", b"http2-settings"}
        assert eventually(lambda: upstream.open == 0)


def test_39_signing_out_ends_it() -> None:
    with proxied(echo, patience=Patience(recheck_s=0.1)) as proxy, open_socket(proxy) as client:
        client.send("still here")
        assert client.recv(timeout=60) == "still here"
        del proxy.callers.people["viewer"]
        _is_ended(client)


def test_39_a_change_in_the_portal_is_looked_at_soon() -> None:
    with proxied(echo, patience=Patience(recheck_s=600)) as proxy, open_socket(proxy) as client:
        client.send("still here")
        assert client.recv(timeout=60) == "still here"
        del proxy.callers.people["viewer"]
        proxy.callers.revision = object()
        _is_ended(client)


def test_39_seeing_fewer_projects_ends_it() -> None:
    with proxied(echo, patience=Patience(recheck_s=600)) as proxy, open_socket(proxy) as client:
        client.send("still here")
        assert client.recv(timeout=60) == "still here"
        people = proxy.callers.people
        people["viewer"] = replace(people["viewer"], project_ids=frozenset({"p1"}))
        proxy.callers.revision = object()
        _is_ended(client)


def test_39_unreachable() -> None:
    with serve_proxy(upstreams_at(streamlit_url="http://127.0.0.1:9")) as proxy:
        with pytest.raises(InvalidStatus) as refused:
            open_socket(proxy)
        assert refused.value.response.status_code == 502


def _is_ended(client: ClientConnection) -> None:
    """Waits for the proxy to say that the user may not go on."""
    with pytest.raises(ConnectionClosed) as closed:
        client.recv(timeout=60)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1008
