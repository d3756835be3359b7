"""Cases 1-15 of the proxy specification: who may, and which headers and cookies cross."""

import json
from dataclasses import replace

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from .raw import OK, RawUpstream, answer
from .serving import PORTAL_COOKIE, Served, person, serve_proxy, upstreams_at

ORIGIN_ELSEWHERE = "Origin: https://evil.example"


def refused_websocket(proxy: Served, path: str, headers: dict[str, str], origin: str | None) -> int:
    with pytest.raises(InvalidStatus) as refused:
        connect(f"ws://{proxy.netloc}{path}", additional_headers=headers, origin=origin, proxy=None)  # type: ignore[arg-type]
    return refused.value.response.status_code


def test_01_anon_http(proxy: Served, upstream: RawUpstream) -> None:
    reply = proxy.request("/api/proxy/grafana/", who=None)
    assert reply.status == 401
    assert json.loads(reply.body)["error"]["code"] == "unauthenticated"
    assert upstream.connections == 0


def test_01_anon_learns_nothing_about_names(proxy: Served) -> None:
    assert proxy.request("/api/proxy/nothing/", who=None).status == 401
    assert proxy.request("/api/proxy/nothing/").status == 404


def test_02_anon_ws(proxy: Served, upstream: RawUpstream) -> None:
    assert refused_websocket(proxy, "/api/proxy/grafana/api/live/ws", {}, proxy.url) == 401
    assert upstream.connections == 0


def test_03_role_denied(proxy: Served, upstream: RawUpstream) -> None:
    origin = f"Origin: {proxy.url}"
    silence = "/api/proxy/alertmanager/api/v2/silences"
    assert proxy.request(silence, origin, method="POST", body=b"{}").status == 403
    reload = "/api/proxy/prometheus/-/reload"
    assert proxy.request(reload, origin, method="POST", who="operator", body=b"").status == 403
    escaped = "/api/proxy/prometheus/%2d/%72eload"
    assert proxy.request(escaped, origin, method="POST", who="operator", body=b"").status == 403
    assert upstream.connections == 0
    assert proxy.request(silence, origin, method="POST", who="operator", body=b"{}").status == 200
    assert proxy.request(reload, origin, method="POST", who="admin", body=b"").status == 200


def test_03_langfuse_is_for_admins(upstream: RawUpstream) -> None:
    with serve_proxy(upstreams_at(langfuse_url=upstream.url)) as proxy:
        assert proxy.request("/api/proxy/langfuse/api/x", who="operator").status == 403
        assert proxy.request("/api/proxy/langfuse/api/x", who="admin").status == 200


def test_03_who_sees_some_projects_is_shown_no_program(proxy: Served, upstream: RawUpstream) -> None:
    proxy.callers.people["kim"] = replace(person("kim", "viewer"), project_ids=frozenset({"p1"}))
    for name in ("grafana", "prometheus", "alertmanager", "realtime"):
        reply = proxy.request(f"/api/proxy/{name}/", who="kim")
        assert (reply.status, json.loads(reply.body)["error"]["code"]) == (403, "all_projects_required")
    assert upstream.connections == 0


def test_03_not_configured_names_the_setting() -> None:
    with serve_proxy(upstreams_at()) as proxy:
        reply = proxy.request("/api/proxy/grafana/")
        error = json.loads(reply.body)["error"]
        assert (reply.status, error["code"]) == (404, "not_configured")
        assert "GRAFANA_URL" in error["message"]
        seen = proxy.request("/api/proxy/grafana/", "Accept: text/html")
        assert b"GRAFANA_URL" in seen.body
        assert seen.one("content-type").startswith("text/html")


@pytest.mark.parametrize(
    "headers",
    [
        [ORIGIN_ELSEWHERE],
        ["Origin: null"],
        ["Referer: https://evil.example/page"],
        ["Sec-Fetch-Site: cross-site"],
        ["Sec-Fetch-Site: same-site", "Origin: http://127.0.0.1:1"],
        [],
    ],
)
def test_04_cross_origin_post(proxy: Served, upstream: RawUpstream, headers: list[str]) -> None:
    reply = proxy.request("/api/proxy/grafana/api/x", *headers, method="POST", body=b"{}")
    assert reply.status == 403
    assert json.loads(reply.body)["error"]["code"] == "cross_origin"
    assert upstream.connections == 0


def test_04_two_origins_are_none_of_ours(proxy: Served, upstream: RawUpstream) -> None:
    both = (ORIGIN_ELSEWHERE, f"Origin: {proxy.url}")
    assert proxy.request("/api/proxy/grafana/api/x", *both, method="POST", body=b"{}").status == 403
    assert upstream.connections == 0


def test_04_cross_origin_get_of_a_page_only(proxy: Served, upstream: RawUpstream) -> None:
    """Scripts, images and fetches from another port of this host get nothing; a link opens the page."""
    path = "/api/proxy/grafana/d/x"
    assert proxy.request(path, ORIGIN_ELSEWHERE).status == 403
    script = ("Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: no-cors", "Sec-Fetch-Dest: script")
    assert proxy.request(path, *script).status == 403
    assert upstream.connections == 0
    link = ("Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")
    assert proxy.request(path, *link).status == 200


def test_05_cross_origin_ws(proxy: Served, upstream: RawUpstream) -> None:
    cookie = {"Cookie": f"{PORTAL_COOKIE}=viewer"}
    path = "/api/proxy/grafana/api/live/ws"
    for origin in ("https://evil.example", "http://127.0.0.1:1", "null", None):
        assert refused_websocket(proxy, path, cookie, origin) == 403
    assert upstream.connections == 0


def test_06_spoofed_identity(proxy: Served, upstream: RawUpstream) -> None:
    claims = ("X-WEBAUTH-USER: admin@example.com", "x-webauth-role: Admin", "X-WebAuth-Groups: root")
    assert proxy.request("/api/proxy/grafana/", *claims, who="kim").status == 200
    seen = upstream.seen[0]
    assert seen.all("x-webauth-user") == ["kim@example.com"]
    assert seen.all("x-webauth-role") == ["Viewer"]
    assert seen.all("x-webauth-groups") == []


def test_06_upstreams_that_take_no_identity_get_none(proxy: Served, upstream: RawUpstream) -> None:
    proxy.request("/api/proxy/prometheus/", "X-WEBAUTH-USER: admin@example.com")
    assert upstream.seen[0].all("x-webauth-user") == []


def test_07_underscore_identity(proxy: Served, upstream: RawUpstream) -> None:
    claims = ("X_WEBAUTH_USER: admin@example.com", "X-WEBAUTH_ROLE: Admin", "x_forwarded_for: 1.2.3.4")
    assert proxy.request("/api/proxy/grafana/", *claims, "My_Own: kept").status == 200
    seen = upstream.seen[0]
    assert not {name for name in seen.names() if b"_" in name} - {b"my_own"}
    assert seen.all("my_own") == ["kept"]
    assert seen.all("x-webauth-user") == ["viewer@example.com"]


def test_08_connection_names_identity(proxy: Served, upstream: RawUpstream) -> None:
    dropped = "Connection: X-WEBAUTH-USER, X-WEBAUTH-ROLE, X-Forwarded-For, Host, X-Hop"
    assert proxy.request("/api/proxy/grafana/", dropped, "X-Hop: 1").status == 200
    seen = upstream.seen[0]
    assert seen.all("x-webauth-user") == ["viewer@example.com"]
    assert seen.all("x-webauth-role") == ["Viewer"]
    assert seen.all("x-forwarded-for") == ["127.0.0.1"]
    assert seen.all("host") == [proxy.netloc]
    assert seen.all("x-hop") == []
    assert "X-Hop" not in ",".join(seen.all("connection"))


def test_09_spoofed_forwarded(proxy: Served, upstream: RawUpstream) -> None:
    claims = (
        "X-Forwarded-For: 6.6.6.6",
        "X-Forwarded-For: 7.7.7.7",
        "X-Forwarded-Host: evil.example",
        "X-Forwarded-Proto: gopher",
        "X-Forwarded-Uri: /admin",
        "X-Forwarded-Prefix: /x",
        "X-Original-URL: /admin",
        "X-Rewrite-URL: /admin",
        "X-Real-IP: 6.6.6.6",
        "Forwarded: for=6.6.6.6;host=evil.example",
    )
    assert proxy.request("/api/proxy/grafana/", *claims).status == 200
    seen = upstream.seen[0]
    assert seen.all("x-forwarded-for") == ["127.0.0.1"]
    assert seen.all("x-real-ip") == ["127.0.0.1"]
    assert seen.all("x-forwarded-host") == [proxy.netloc]
    assert seen.all("x-forwarded-proto") == ["http"]
    gone = ("x-forwarded-uri", "x-forwarded-prefix", "x-original-url", "x-rewrite-url", "forwarded")
    assert [name for name in gone if seen.all(name)] == []


def test_10_response_connection_tokens(proxy: Served, upstream: RawUpstream) -> None:
    upstream.answer = answer(
        "Connection: X-Internal, keep-alive", "X-Internal: secret", "Keep-Alive: timeout=5", "X-Kept: 1"
    )
    reply = proxy.request("/api/proxy/grafana/")
    assert reply.all("x-internal") == reply.all("keep-alive") == []
    assert reply.one("x-kept") == "1"


def test_11_portal_cookie(proxy: Served, upstream: RawUpstream) -> None:
    sent = (
        f'Cookie: grafana_session="a b"; {PORTAL_COOKIE}=viewer; theme=dark ;__Host-portal_session_443=x; '
        "portal_session_3101=other; portal_frame_3002=y; portal_sessions=mine"
    )
    assert proxy.request("/api/proxy/grafana/", sent, who=None).status == 200
    assert upstream.seen[0].all("cookie") == ['grafana_session="a b"; theme=dark ; portal_sessions=mine']
    assert b"viewer;" not in upstream.seen[0].head


def test_11_only_the_portal_cookie_means_no_cookie(proxy: Served, upstream: RawUpstream) -> None:
    proxy.request("/api/proxy/grafana/")
    assert upstream.seen[0].all("cookie") == []


def test_12_client_authorization(proxy: Served, upstream: RawUpstream) -> None:
    secrets = ("Authorization: Bearer portal-token", "Proxy-Authorization: Basic eDp5")
    assert proxy.request("/api/proxy/grafana/", *secrets).status == 200
    assert not upstream.seen[0].names() & {b"authorization", b"proxy-authorization"}


def test_13_cookie_jar(proxy: Served, upstream: RawUpstream) -> None:
    upstream.answer = answer("Set-Cookie: grafana_session=of-admin; Path=/")
    assert proxy.request("/api/proxy/grafana/login", who="admin").all("set-cookie")
    upstream.answer = OK
    proxy.request("/api/proxy/grafana/", who="viewer")
    proxy.request("/api/proxy/grafana/", who="admin")
    assert [seen.all("cookie") for seen in upstream.seen[1:]] == [[], []]


def test_14_two_set_cookies(proxy: Served, upstream: RawUpstream) -> None:
    one = "a=1; Path=/api/proxy/grafana/; Expires=Wed, 21 Oct 2026 07:28:00 GMT; HttpOnly; SameSite=Lax"
    upstream.answer = answer(f"Set-Cookie: {one}", "Set-Cookie: b=2")
    assert proxy.request("/api/proxy/grafana/").all("set-cookie") == [one, "b=2"]


@pytest.mark.parametrize(
    "cookie",
    [
        f"{PORTAL_COOKIE}=stolen; Path=/",
        "__Host-portal_session_443=stolen; Path=/; Secure",
        "portal_session_3101=stolen",
        "portal_frame_3002=stolen",
        f" {PORTAL_COOKIE} =stolen",
        # A cookie without a name is sent back as its bare value.
        f"={PORTAL_COOKIE}=stolen",
        PORTAL_COOKIE,
    ],
)
def test_15_upstream_sets_portal_cookie(proxy: Served, upstream: RawUpstream, cookie: str) -> None:
    upstream.answer = answer(f"Set-Cookie: {cookie}", "Set-Cookie: fine=1")
    assert proxy.request("/api/proxy/grafana/").all("set-cookie") == ["fine=1"]


def test_15_upstream_cannot_act_on_the_whole_origin(proxy: Served, upstream: RawUpstream) -> None:
    upstream.answer = answer(
        'Clear-Site-Data: "cookies"',
        "Service-Worker-Allowed: /",
        "Strict-Transport-Security: max-age=1",
        "Access-Control-Allow-Origin: *",
        "WWW-Authenticate: Basic realm=portal",
        "X-Accel-Redirect: /secret",
        "Refresh: 0; url=https://evil.example",
    )
    reply = proxy.request("/api/proxy/grafana/")
    names = {line.split(b":")[0].lower() for line in reply.head.split(b"\r\n")[1:]}
    assert names == {b"date", b"content-length", b"content-security-policy", b"x-frame-options"} | (
        names & {b"server"}
    )
