"""A framed app on a listener of its own: the way in, what is kept apart, who may frame it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from fixtures.live_server import LiveServer
from fixtures.ports import free_port
from portal.proxy.handover import CODE_S, FrameSessions, Grant, Handovers

from .fakes import FakeLangfuse
from .raw import Reply, send_raw
from .serving import (
    PORTAL_COOKIE,
    FakeCallers,
    PortalServer,
    Served,
    person,
    refused_websocket,
    serve_framed,
    serve_proxy,
    upstreams_at,
)

NAVIGATE = ("Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe", "Sec-Fetch-Site: same-origin")


@dataclass
class Framed:
    """The portal's proxy, the separate listener, and the FAKE Langfuse behind both."""

    portal: Served
    listener: PortalServer
    langfuse: FakeLangfuse

    @property
    def cookie_name(self) -> str:
        return f"portal_frame_{self.listener.port}"

    def request(self, target: str, *headers: str, method: str = "GET", body: bytes | None = None) -> Reply:
        lines = [f"{method} {target} HTTP/1.1", f"Host: 127.0.0.1:{self.listener.port}", *headers]
        if body is not None:
            lines.append(f"Content-Length: {len(body)}")
        return send_raw(self.listener.port, "\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b""))

    def way_in(self, path: str = "/", who: str = "admin") -> str:
        """Where the portal leads a browser that opens `path`, as a target at the listener."""
        reply = self.portal.request(f"/api/proxy/langfuse{path}", *NAVIGATE, who=who)
        assert reply.status == 303, reply.body
        assert reply.one("referrer-policy") == "no-referrer"
        assert reply.one("cache-control") == "no-store"
        location = urlsplit(reply.one("location"))
        assert f"{location.scheme}://{location.netloc}" == self.listener.url
        return f"{location.path}?{location.query}"

    def enter(self, path: str = "/", who: str = "admin") -> str:
        """A Cookie header line with a session at the listener."""
        reply = self.request(self.way_in(path, who))
        assert reply.status == 303, reply.body
        assert reply.one("location") == path
        return "Cookie: " + reply.one("set-cookie").partition(";")[0]


@pytest.fixture
def framed() -> Iterator[Framed]:
    langfuse = FakeLangfuse()
    port = free_port()
    with LiveServer(langfuse.app) as server:
        urls = upstreams_at(langfuse_url=server.url, langfuse_frame_url=f"http://127.0.0.1:{port}")
        with serve_proxy(urls) as portal, serve_framed(portal, [urls["langfuse"]], port) as listener:
            yield Framed(portal, listener, langfuse)


def test_the_way_in(framed: Framed) -> None:
    reply = framed.request(framed.way_in("/project/1?tab=a%2Fb"))
    assert (reply.status, reply.one("location")) == (303, "/project/1?tab=a%2Fb")
    cookie = reply.one("set-cookie")
    assert cookie.startswith(f"{framed.cookie_name}=")
    assert {"HttpOnly", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    page = framed.request("/project/1?tab=a%2Fb", "Cookie: " + cookie.partition(";")[0])
    assert page.status == 200
    assert b"/_next/static/chunks/main.js" in page.body


def test_only_the_portal_may_frame_it(framed: Framed) -> None:
    page = framed.request("/project/1", framed.enter())
    assert page.all("x-frame-options") == []
    assert page.all("content-security-policy") == [
        "default-src 'self'; script-src 'self' 'unsafe-inline'",
        f"frame-ancestors {framed.portal.url}",
    ]
    refusal = framed.request("/project/1", "Accept: text/html")
    assert refusal.status == 401
    assert refusal.one("content-security-policy").endswith(f"frame-ancestors {framed.portal.url}")
    assert f"{framed.portal.url}/api/proxy/langfuse/".encode() in refusal.body


def test_nobody_gets_in_without(framed: Framed) -> None:
    assert framed.request("/project/1").status == 401
    assert framed.request("/project/1", f"Cookie: {PORTAL_COOKIE}=admin").status == 401
    assert framed.request("/project/1", f"Cookie: {framed.cookie_name}=guess").status == 401
    assert framed.request("/.portal/enter").status == 401
    assert framed.request("/.portal/enter?code=guess").status == 401
    with pytest.raises(InvalidStatus) as refused:
        connect(f"ws://127.0.0.1:{framed.listener.port}/ws", proxy=None, legacy=True)
    assert refused.value.response.status_code == 401
    assert framed.langfuse.cookies == []


def test_of_two_session_cookies_none_counts(framed: Framed) -> None:
    cookie = framed.enter()
    assert framed.request("/project/1", cookie).status == 200
    assert framed.request("/project/1", f"{cookie}; {framed.cookie_name}=planted").status == 401
    assert framed.request("/project/1", f"Cookie: {framed.cookie_name}=planted", cookie).status == 401


def test_a_code_works_once(framed: Framed) -> None:
    target = framed.way_in()
    assert framed.request(target).status == 303
    assert framed.request(target).status == 401


def test_a_code_is_not_spent_by_a_head(framed: Framed) -> None:
    """Link previews look with HEAD; they get nothing, and so does the code afterwards."""
    target = framed.way_in()
    assert framed.request(target, method="HEAD").status == 401


def test_somebody_elses_code_does_not_fit(framed: Framed) -> None:
    """On the portal's own host its cookie comes along, and tells who is really there."""
    framed.portal.callers.people["eve"] = person("eve", "admin")
    reply = framed.request(framed.way_in(who="eve"), f"Cookie: {PORTAL_COOKIE}=admin")
    assert reply.status == 403
    assert reply.all("set-cookie") == []


def test_the_role_is_checked_on_both_sides(framed: Framed) -> None:
    reply = framed.portal.request("/api/proxy/langfuse/", *NAVIGATE, who="viewer")
    assert reply.status == 403
    target = framed.way_in()
    framed.portal.callers.people["admin"] = person("admin", "viewer")
    assert framed.request(target).status == 403


def test_the_portals_cookie_never_reaches_it(framed: Framed) -> None:
    cookie = framed.enter()
    both = f"{cookie}; {PORTAL_COOKIE}=admin; own=1"
    assert framed.request("/project/1", both).status == 200
    assert framed.langfuse.cookies[-1] == "own=1"


def test_it_cannot_set_the_portals_cookie(framed: Framed) -> None:
    cookie = framed.enter()
    csrf = framed.request("/api/auth/csrf", cookie).one("set-cookie").partition(";")[0]
    reply = framed.request(
        "/api/auth/callback/credentials",
        f"{cookie}; {csrf}",
        f"Origin: {framed.listener.url}",
        method="POST",
        body=b"csrfToken=t",
    )
    assert (reply.status, reply.one("location")) == (302, "/project/1")
    names = [value.partition("=")[0] for value in reply.all("set-cookie")]
    assert names == ["next-auth.session-token.agent-portal"]


def test_other_pages_cannot_use_it(framed: Framed) -> None:
    cookie = framed.enter()
    for origin in (framed.portal.url, "https://evil.example", "null"):
        reply = framed.request(
            "/api/auth/callback/credentials", cookie, f"Origin: {origin}", method="POST", body=b""
        )
        assert reply.status == 403
        assert refused_websocket(framed.listener.port, "/ws", origin, cookie) == 403


def test_it_cannot_use_the_portal(framed: Framed) -> None:
    """A script of the framed app runs on the listener's origin; the browser adds the portal's cookie."""
    origin = f"Origin: {framed.listener.url}"
    path = "/api/proxy/langfuse/api/public/health"
    assert framed.portal.request(path, origin, who="admin").status == 403
    assert framed.portal.request(path, origin, who="admin", method="POST", body=b"").status == 403
    fetch = ("Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: empty")
    assert framed.portal.request(path, *fetch, who="admin").status == 403
    assert framed.portal.request(path, who="admin").status == 200


def test_redirects_and_assets_stay_at_the_root(framed: Framed) -> None:
    cookie = framed.enter()
    assert framed.request("/", cookie).one("location") == "/auth/sign-in"
    assert framed.request("/_next/static/chunks/main.js", cookie).body == b"chunk()"
    image = framed.request("/_next/image?url=%2Flogo.png&w=64", cookie)
    assert image.body == b"/logo.png"
    assert framed.request("/api/events", cookie).body == b"data: 1\n\n"


def test_paths_are_checked_here_too(framed: Framed) -> None:
    cookie = framed.enter()
    for path in ("//evil.example", "/..%2fx", "/.portal/other", "/%2fevil"):
        assert framed.request(path, cookie).status in (400, 404), path


def test_programs_are_served_under_the_path(framed: Framed) -> None:
    reply = framed.portal.request("/api/proxy/langfuse/api/public/health", who="admin")
    assert json.loads(reply.body) == {"status": "OK", "version": "3"}


class Seconds:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def grant_for(user_id: str = "id-admin", upstream: str = "langfuse") -> Grant:
    cookie = (b"cookie", f"{PORTAL_COOKIE}=admin".encode())
    return Grant(user_id, upstream, "/", {"type": "http", "headers": [cookie]})


def test_codes_are_bound_to_time_and_upstream() -> None:
    clock = Seconds()
    handovers = Handovers(clock)
    grant = grant_for()
    code = handovers.issue(grant)
    assert handovers.redeem(code, {"grafana"}) is None
    assert handovers.redeem(code, {"langfuse"}) is None
    code = handovers.issue(grant)
    clock.now += CODE_S
    assert handovers.redeem(code, {"langfuse"}) is None
    code = handovers.issue(grant)
    clock.now += CODE_S - 1
    assert handovers.redeem(code, {"langfuse"}) == grant
    for _ in range(3):
        handovers.issue(grant)
    clock.now += CODE_S
    handovers.issue(grant)
    assert len(handovers._waiting) == 1


@pytest.mark.anyio
async def test_sessions_follow_the_portals() -> None:
    clock, callers = Seconds(), FakeCallers()
    sessions = FrameSessions(callers, clock)
    assert await sessions.begin(grant_for("id-other")) is None
    token = await sessions.begin(grant_for())
    assert token is not None
    assert await sessions.principal("guess") is None
    found = await sessions.principal(token)
    assert found is not None
    callers.people["admin"] = replace(found, role="viewer")
    clock.now += 11
    found = await sessions.principal(token)
    assert found is not None
    assert found.role == "viewer"
    del callers.people["admin"]
    assert await sessions.principal(token) is not None
    clock.now += 11
    assert await sessions.principal(token) is None
    callers.people["admin"] = person("admin", "admin")
    assert await sessions.principal(token) is None
    token = await sessions.begin(grant_for())
    assert token is not None
    del callers.people["admin"]
    callers.revision = object()
    assert await sessions.principal(token) is None, "the portal knows of a change: it is asked at once"
    callers.people["admin"] = person("admin", "admin")
    token = await sessions.begin(grant_for())
    assert token is not None
    clock.now += 12 * 3600
    assert await sessions.principal(token) is None
