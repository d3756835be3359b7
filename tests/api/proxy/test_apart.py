"""Programs framed together from one listener apart from the portal, each under its prefix."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from websockets.sync.client import connect
from websockets.typing import Origin

from fixtures.live_server import LiveServer
from fixtures.ports import free_port
from portal.proxy.listener import FramedApps

from .fakes import FakeGrafana
from .raw import OK, RawUpstream, Reply, answer, send_raw
from .serving import (
    PORTAL_COOKIE,
    PortalServer,
    Served,
    person,
    refused_websocket,
    serve_framed,
    serve_proxy,
    upstreams_at,
)

GRAFANA = FakeGrafana.prefix
PROMETHEUS = "/api/proxy/prometheus"
FRAME = ("Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe", "Sec-Fetch-Site: same-origin")
TAB = ("Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document", "Sec-Fetch-Site: none")


@dataclass
class Apart:
    """The portal's proxy, the listener, a FAKE Grafana and an upstream that records, behind both."""

    portal: Served
    listener: PortalServer
    grafana: FakeGrafana
    upstream: RawUpstream

    def request(
        self, target: str, *headers: str, method: str = "GET", host: str = "", body: bytes | None = None
    ) -> Reply:
        port = self.listener.port
        lines = [f"{method} {target} HTTP/1.1", f"Host: {host or f'127.0.0.1:{port}'}", *headers]
        if body is not None:
            lines.append(f"Content-Length: {len(body)}")
        return send_raw(port, "\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b""))

    def way_in(self, path: str, who: str = "viewer", host: str | None = None) -> str:
        reply = self.portal.request(path, *FRAME, who=who, host=host)
        assert reply.status == 303, reply.body
        return reply.one("location")

    def enter(self, path: str = f"{GRAFANA}/", who: str = "viewer") -> str:
        location = urlsplit(self.way_in(path, who))
        reply = self.request(f"{location.path}?{location.query}")
        assert (reply.status, reply.one("location")) == (303, path), reply.body
        return "Cookie: " + reply.one("set-cookie").partition(";")[0]


@pytest.fixture(scope="module")
def served() -> Iterator[Apart]:
    grafana, port = FakeGrafana(), free_port()
    with LiveServer(grafana.app) as fake, RawUpstream() as upstream:
        urls = upstreams_at(
            grafana_url=fake.url,
            prometheus_url=upstream.url,
            alertmanager_url=upstream.url,
            frames_url=f"http://127.0.0.1:{port}",
            follow_host=True,
        )
        together = [one for one in urls.values() if one.url]
        with serve_proxy(urls) as portal, serve_framed(portal, together, port) as listener:
            yield Apart(portal, listener, grafana, upstream)


@pytest.fixture
def apart(served: Apart) -> Apart:
    served.grafana.live_hosts.clear()
    served.upstream.answer = OK
    served.portal.callers.people["viewer"] = person("viewer", "viewer")
    return served


def test_pages_lead_there_and_programs_are_answered_here(apart: Apart) -> None:
    assert urlsplit(apart.way_in(f"{GRAFANA}/")).port == apart.listener.port
    assert apart.portal.request(f"{GRAFANA}/api/user", "Accept: */*").status == 401  # Grafana's own word
    assert apart.portal.request(f"{PROMETHEUS}/-/healthy", "Accept: */*").status == 200


def test_a_page_there_runs_under_its_prefix(apart: Apart) -> None:
    cookie = apart.enter(f"{GRAFANA}/d/abc?kiosk&refresh=30s&theme=dark")
    page = apart.request(f"{GRAFANA}/d/abc?kiosk", cookie)
    assert page.status == 200
    assert page.all("content-security-policy")[-1] == f"frame-ancestors {apart.portal.url}"
    assert page.all("x-frame-options") == []
    own = page.all("set-cookie")[0].partition(";")[0]
    origin = f"Origin: {apart.listener.url}"
    query = apart.request(f"{GRAFANA}/api/ds/query", f"{cookie}; {own}", origin, method="POST", body=b"{}")
    assert query.status == 200
    with connect(
        f"ws://127.0.0.1:{apart.listener.port}{GRAFANA}/api/live/ws",
        origin=Origin(apart.listener.url),
        additional_headers={"Cookie": cookie.removeprefix("Cookie: ")},
        proxy=None,
        legacy=True,
    ) as live:
        assert live.recv(timeout=60) == "live for viewer@example.com"
    assert apart.grafana.live_hosts == [f"127.0.0.1:{apart.listener.port}"]


def test_one_session_serves_all_of_them_within_the_role(apart: Apart) -> None:
    cookie = apart.enter()
    assert apart.request(f"{PROMETHEUS}/graph", cookie).status == 200
    slash = apart.request(PROMETHEUS, cookie)
    assert (slash.status, slash.one("location")) == (308, f"{PROMETHEUS}/")
    origin = f"Origin: {apart.listener.url}"
    silence = "/api/proxy/alertmanager/api/v2/silences"
    assert apart.request(silence, cookie, origin, method="POST", body=b"{}").status == 403


def test_what_has_no_prefix_is_not_there(apart: Apart) -> None:
    cookie = apart.enter()
    for path in ("/", "/api/auth/me", "/api/proxy/langfuse/", "/api/proxy/nobody/", "/.portal/other"):
        reply = apart.request(path, cookie, "Accept: text/html")
        assert reply.status == 404, path
        assert apart.request(path, "Accept: text/html").status == 401, path


def test_an_upstream_may_name_the_portal_or_the_listener(apart: Apart) -> None:
    cookie = apart.enter()
    for base in (apart.portal.url, apart.listener.url):
        apart.upstream.answer = answer(f"Location: {base}{PROMETHEUS}/graph", status="302 Found", body=b"")
        reply = apart.request(f"{PROMETHEUS}/", cookie)
        assert (reply.status, reply.one("location")) == (302, f"{PROMETHEUS}/graph")


def test_a_frame_is_told_that_it_got_in(apart: Apart) -> None:
    location = urlsplit(apart.way_in(f"{GRAFANA}/d/a?x=%22"))
    reply = apart.request(f"{location.path}?{location.query}", *FRAME)
    assert reply.status == 200
    assert reply.one("set-cookie").startswith(f"portal_frame_{apart.listener.port}=")
    assert b'data-name="grafana" data-status="200" data-code="entered"' in reply.body
    assert f'data-to="{apart.portal.url}" data-next="{GRAFANA}/d/a?x=%22"'.encode() in reply.body
    location = urlsplit(apart.way_in(f"{GRAFANA}/"))
    assert apart.request(f"{location.path}?{location.query}", *TAB).status == 303


def test_the_name_people_use_is_kept(apart: Apart) -> None:
    there = f"localhost:{apart.portal.port}"
    location = urlsplit(apart.way_in(f"{GRAFANA}/", host=there))
    assert location.netloc == f"localhost:{apart.listener.port}"
    reply = apart.request(f"{location.path}?{location.query}", host=location.netloc)
    cookie = "Cookie: " + reply.one("set-cookie").partition(";")[0]
    page = apart.request(f"{GRAFANA}/", cookie, host=location.netloc)
    assert page.all("content-security-policy")[-1] == f"frame-ancestors http://{there}"
    assert apart.portal.proxy.frame_origins(there) == (f"http://{location.netloc}",)
    assert apart.portal.proxy.frame_origins("evil;script-src *") == ()


def test_other_pages_cannot_use_it(apart: Apart) -> None:
    cookie = apart.enter(who="admin")
    for origin in (apart.portal.url, "https://evil.example", "null"):
        reply = apart.request(
            f"{GRAFANA}/api/ds/query", cookie, f"Origin: {origin}", method="POST", body=b"{}"
        )
        assert reply.status == 403
        assert refused_websocket(apart.listener.port, f"{GRAFANA}/api/live/ws", origin, cookie) == 403


def test_its_scripts_cannot_use_the_portal(apart: Apart) -> None:
    origin = f"Origin: {apart.listener.url}"
    assert apart.portal.request(f"{GRAFANA}/api/user", origin, who="admin").status == 403
    fetch = ("Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: empty")
    assert apart.portal.request(f"{GRAFANA}/api/user", *fetch, who="admin").status == 403


def test_the_portals_cookie_opens_nothing_there_and_goes_no_further(apart: Apart) -> None:
    assert apart.request(f"{PROMETHEUS}/", f"Cookie: {PORTAL_COOKIE}=admin").status == 401
    cookie = apart.enter()
    assert apart.request(f"{PROMETHEUS}/", f"{cookie}; {PORTAL_COOKIE}=viewer; own=1").status == 200
    assert apart.upstream.seen[-1].all("cookie") == ["own=1"]


def test_what_cannot_share_a_listener_is_refused() -> None:
    urls = upstreams_at(
        grafana_url="http://127.0.0.1:9",
        langfuse_url="http://127.0.0.1:9",
        frames_url="http://127.0.0.1:1",
        langfuse_frame_url="http://127.0.0.1:1",
    )
    with serve_proxy(urls) as served:
        for wrong in ([], [urls["langfuse"], urls["grafana"]], [urls["prometheus"]]):
            with pytest.raises(ValueError, match="listener"):
                FramedApps(served.proxy, wrong, served.url)
