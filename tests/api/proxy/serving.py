"""The proxy on the portal's real serving path: uvicorn with httptools and uvloop, on a real socket."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from fixtures.live_server import LiveServer
from portal.auth.access import Principal
from portal.proxy.app import PortalProxy, ProxyMiddleware
from portal.proxy.client import Patience, UpstreamClient
from portal.proxy.listener import FramedApps
from portal.proxy.upstreams import Upstream, catalogue

from .raw import Reply, send_raw

PORTAL_COOKIE = "portal_session_3001"


def person(name: str, role: str) -> Principal:
    """Somebody with an account."""
    return Principal(f"id-{name}", f"{name}@example.com", name, role, None)


class FakeCallers:
    """FAKE sign-in: the portal's cookie holds a name, and the names are known here."""

    def __init__(self) -> None:
        self.people = {role: person(role, role) for role in ("viewer", "operator", "admin")}
        self.people["kim"] = person("kim", "viewer")
        self.asked = 0
        # Replaced by tests that change who is known.
        self.revision: object = object()

    async def authenticate(self, scope: Scope) -> Principal | None:
        self.asked += 1
        for name, value in scope["headers"]:
            if name == b"cookie":
                for pair in value.decode("latin-1").split(";"):
                    key, _, who = pair.strip().partition("=")
                    if key == PORTAL_COOKIE and who in self.people:
                        return self.people[who]
        return None


def refused_websocket(port: int, path: str, origin: str, cookie: str) -> int:
    """The status with which a WebSocket that a page of `origin` opens is refused; fails when it is not."""
    with pytest.raises(InvalidStatus) as refused:
        connect(
            f"ws://127.0.0.1:{port}{path}",
            origin=Origin(origin),
            additional_headers={"Cookie": cookie.removeprefix("Cookie: ")},
            proxy=None,
            legacy=True,
        )
    return int(refused.value.response.status_code)


class PortalServer(LiveServer):
    """uvicorn as `kit.serve` runs it."""

    def __init__(self, app: ASGIApp, port: int = 0) -> None:
        super().__init__(app, port)
        self._server.config.server_header = False


class _Rest:
    """What stands beside the proxy: here only the lifespan and a page."""

    def __init__(self) -> None:
        self.on_shutdown: list[PortalProxy] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            await PlainTextResponse("the portal's own page")(scope, receive, send)
            return
        while True:
            message = await receive()
            if message["type"] == "lifespan.shutdown":
                for proxy in self.on_shutdown:
                    await proxy.aclose()
            await send({"type": message["type"] + ".complete"})
            if message["type"] == "lifespan.shutdown":
                return


QUICK = Patience(connect_s=20.0, answer_s=60.0, recheck_s=30.0)


def upstreams_at(*, follow_host: bool = False, **urls: str) -> dict[str, Upstream]:
    """The catalogue with these addresses: `grafana_url=...` and the like."""
    names = ("grafana_url", "langfuse_url", "langfuse_frame_url", "prometheus_url", "alertmanager_url")
    known = dict.fromkeys((*names, "streamlit_url", "frames_url"), "")
    assert set(urls) <= set(known)
    return catalogue(SimpleNamespace(**{**known, **urls}, frames_follow_host=follow_host))


@dataclass
class Served:
    """A portal with only the proxy, and how to talk to it."""

    server: LiveServer
    proxy: PortalProxy
    callers: FakeCallers
    errors: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        return self.server.port

    @property
    def netloc(self) -> str:
        return f"127.0.0.1:{self.server.port}"

    @property
    def url(self) -> str:
        return self.server.url

    def request(
        self,
        target: str,
        *headers: str,
        method: str = "GET",
        who: str | None = "viewer",
        body: bytes | None = None,
        host: str | None = None,
    ) -> Reply:
        """One request, exactly these header lines besides Host, the portal's cookie and a length."""
        lines = [f"{method} {target} HTTP/1.1", f"Host: {host or self.netloc}"]
        if who is not None:
            lines.append(f"Cookie: {PORTAL_COOKIE}={who}")
        lines.extend(headers)
        if body is not None:
            lines.append(f"Content-Length: {len(body)}")
        return send_raw(self.port, "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + (body or b""))


@contextmanager
def serve_proxy(
    upstreams: dict[str, Upstream], patience: Patience = QUICK, public_url: str = ""
) -> Iterator[Served]:
    """Serve the proxy until the block ends. The public address is the server's own unless told otherwise."""
    callers = FakeCallers()
    rest = _Rest()
    proxies: list[PortalProxy] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        inner: ASGIApp = ProxyMiddleware(rest, proxies[0]) if proxies else rest
        await inner(scope, receive, send)

    with PortalServer(app) as server:
        proxy = PortalProxy(upstreams, callers, public_url or server.url, UpstreamClient(patience))
        proxies.append(proxy)
        rest.on_shutdown.append(proxy)
        yield Served(server, proxy, callers)


@contextmanager
def serve_framed(served: Served, upstreams: Sequence[Upstream], port: int = 0) -> Iterator[PortalServer]:
    """A separate listener. It has a loop of its own here, hence a client of its own."""
    own = PortalProxy(
        served.proxy.upstreams, served.callers, served.url, UpstreamClient(QUICK), served.proxy.handovers
    )
    framed = FramedApps(own, upstreams, served.url)
    rest = _Rest()
    rest.on_shutdown.append(own)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        await (rest if scope["type"] == "lifespan" else framed)(scope, receive, send)

    with PortalServer(app, port) as server:
        yield server
