"""Cases 16-27 of the proxy specification: cookie paths, redirects, request targets, Host."""

from urllib.parse import urljoin

import pytest

from portal.proxy.headers import request_headers
from portal.proxy.mount import Mount

from .raw import RawUpstream, answer, send_raw
from .serving import PORTAL_COOKIE, Served, person, serve_proxy, upstreams_at

KEPT, STRIPPED = "/api/proxy/grafana", "/api/proxy/prometheus"


@pytest.mark.parametrize(
    ("prefix", "path", "expected"),
    [
        (KEPT, "/", f"{KEPT}/"),
        (KEPT, KEPT, KEPT),
        (KEPT, f"{KEPT}/", f"{KEPT}/"),
        (KEPT, "/login", f"{KEPT}/login"),
        (STRIPPED, "/", f"{STRIPPED}/"),
        (STRIPPED, "/graph", f"{STRIPPED}/graph"),
        (STRIPPED, f"{STRIPPED}/graph", f"{STRIPPED}/graph"),
        (STRIPPED, f"{STRIPPED}x", f"{STRIPPED}{STRIPPED}x"),
    ],
)
def test_16_cookie_path(proxy: Served, upstream: RawUpstream, prefix: str, path: str, expected: str) -> None:
    upstream.answer = answer(f"Set-Cookie: a=1; Path={path}; Domain=127.0.0.1; HttpOnly")
    assert proxy.request(f"{prefix}/x").one("set-cookie") == f"a=1; Path={expected}; HttpOnly"


def redirect(
    proxy: Served, upstream: RawUpstream, target: str, location: str, status: str = "302 Found"
) -> str:
    """The Location that the browser gets, as the absolute address it would go to."""
    upstream.answer = answer(f"Location: {location}", status=status)
    reply = proxy.request(target)
    assert reply.status == int(status.split()[0]), reply.body
    return urljoin(proxy.url + target, reply.one("location")).removeprefix(proxy.url)


def test_17_absolute_location(proxy: Served, upstream: RawUpstream) -> None:
    def go(target: str, location: str) -> str:
        return redirect(proxy, upstream, target, location)

    assert go(f"{KEPT}/x", f"{upstream.url}{KEPT}/login?a=%2F#f") == f"{KEPT}/login?a=%2F#f"
    assert go(f"{STRIPPED}/x", f"{upstream.url}/graph") == f"{STRIPPED}/graph"
    assert go(f"{STRIPPED}/x", upstream.url) == f"{STRIPPED}/"
    # What the upstream makes of the Host it is shown, and of the public address it is configured with.
    assert go(f"{KEPT}/x", f"http://{proxy.netloc}{KEPT}/login") == f"{KEPT}/login"
    assert go(f"{STRIPPED}/x", f"{proxy.url}{STRIPPED}/graph") == f"{STRIPPED}/graph"
    assert go(f"{STRIPPED}/x", f"https://{proxy.netloc}/graph") == f"{STRIPPED}/graph"


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "http:evil.example",
        "http:/evil.example",
        "http:///evil.example",
        "http://{upstream}@evil.example/",
        "http://{upstream}:80@evil.example/",
        "http://{upstream}.evil.example/",
        "http://127.0.0.1:1/",
        "javascript:alert(1)",
        "data:text/html,x",
        "/\t/evil.example/",
        " //evil.example/",
    ],
)
@pytest.mark.parametrize("prefix", [KEPT, STRIPPED])
def test_18_foreign_location(proxy: Served, upstream: RawUpstream, prefix: str, location: str) -> None:
    upstream.answer = answer(f"Location: {location.format(upstream=upstream.netloc)}", status="302 Found")
    reply = proxy.request(f"{prefix}/x")
    assert reply.status == 502
    assert b"foreign_redirect" in reply.body
    assert reply.all("location") == []
    upstream.answer = answer("Location: https://evil.example/", status="201 Created")
    created = proxy.request(f"{prefix}/x")
    assert (created.status, created.all("location")) == (201, [])


@pytest.mark.parametrize(
    ("target", "location", "expected"),
    [
        (f"{KEPT}/a/b", "login", f"{KEPT}/a/login"),
        (f"{KEPT}/a/b", "../login?x=1", f"{KEPT}/login?x=1"),
        (f"{KEPT}/a/b", "?tab=2", f"{KEPT}/a/b?tab=2"),
        (f"{KEPT}/a/b", f"{KEPT}/login", f"{KEPT}/login"),
        (f"{KEPT}/a/b", "/login", f"{KEPT}/login"),
        (f"{STRIPPED}/a/b", "login", f"{STRIPPED}/a/login"),
        (f"{STRIPPED}/a/b", "/login", f"{STRIPPED}/login"),
        (f"{STRIPPED}/a/b", f"{STRIPPED}/login", f"{STRIPPED}/login"),
        # Ways out of the prefix lead back under it.
        (f"{KEPT}/a", "../../../auth/logout", f"{KEPT}/auth/logout"),
        (f"{KEPT}/a", f"{KEPT}/../../auth/logout", f"{KEPT}/api/auth/logout"),
        (f"{KEPT}/a", f"{KEPT}/%2e%2E/%2e./auth", f"{KEPT}/api/auth"),
        (f"{STRIPPED}/a", "/..//evil.example", f"{STRIPPED}//evil.example"),
    ],
)
def test_19_relative_location(
    proxy: Served, upstream: RawUpstream, target: str, location: str, expected: str
) -> None:
    assert redirect(proxy, upstream, target, location, "307 Temporary Redirect") == expected


def test_20_missing_trailing_slash(proxy: Served, upstream: RawUpstream) -> None:
    reply = proxy.request(f"{KEPT}?orgId=1&a=%2F")
    assert (reply.status, reply.one("location")) == (308, f"{KEPT}/?orgId=1&a=%2F")
    assert upstream.connections == 0
    assert proxy.request(f"{KEPT}/?orgId=1").status == 200


def test_20_an_upstream_that_takes_the_slash_off_is_no_loop(proxy: Served, upstream: RawUpstream) -> None:
    upstream.answer = answer(f"Location: {KEPT}", status="301 Moved Permanently")
    reply = proxy.request(f"{KEPT}/")
    assert reply.status == 502
    assert b"redirect_loop" in reply.body


@pytest.mark.parametrize(
    "path",
    [
        "/..%2f..%2fadmin",
        "/%2e%2e/admin",
        "/%2E%2e%2fadmin",
        "/a/../b",
        "/./a",
        "/a/..",
        "/a/%2e",
        "/..%5cadmin",
        "/..;/admin",
        "/a%00b",
        "/a%0d%0ab",
        "/%2fevil.example",
        "/%5cevil.example",
    ],
)
@pytest.mark.parametrize("prefix", [KEPT, STRIPPED])
def test_21_encoded_traversal(proxy: Served, upstream: RawUpstream, prefix: str, path: str) -> None:
    reply = proxy.request(prefix + path)
    assert reply.status == 400
    assert b"bad_path" in reply.body
    assert upstream.connections == 0


def test_21_a_prefix_in_disguise_is_no_prefix(proxy: Served, upstream: RawUpstream) -> None:
    for target in ("/api/%70roxy/grafana/x", "/api/proxy/%67rafana/x", "/api%2fproxy/grafana/x"):
        assert proxy.request(target).status == 400, target
    assert upstream.connections == 0


def test_22_double_encoded(proxy: Served, upstream: RawUpstream) -> None:
    for path in ("/%252e%252e/admin", "/..%252f..%252fadmin", "/a%2500b"):
        assert proxy.request(STRIPPED + path).status == 200
        assert upstream.seen[-1].target == path.encode()


def test_23_double_slash(proxy: Served, upstream: RawUpstream) -> None:
    for path in ("//evil.example/", "/a//b", "//"):
        assert proxy.request(KEPT + path).status == 400
    assert upstream.connections == 0


def test_24_benign_escapes(proxy: Served, upstream: RawUpstream) -> None:
    target = (
        "/d/a%2Fb/%ED%95%9C%20x;v=1/~u/!$&'()*+,=:@/%7e%2a"
        "?q=%2f+%20&expr=rate(x%5B5m%5D)&%ED=%9c&e=&f&x=a%3Db&s=a/b?c"
    )
    for prefix in (STRIPPED, KEPT):
        assert proxy.request(prefix + target).status == 200
    assert upstream.seen[0].target == target.encode()
    assert upstream.seen[1].target == (KEPT + target).encode()


def test_25_duplicate_query_keys(proxy: Served, upstream: RawUpstream) -> None:
    target = "/api/v1/series?match[]=up&match[]=down&b=2&a=1&b=1"
    assert proxy.request(STRIPPED + target).status == 200
    assert upstream.seen[0].target == target.encode()


def test_25_base_path_of_the_upstream(upstream: RawUpstream) -> None:
    with serve_proxy(upstreams_at(prometheus_url=f"{upstream.url}/prom")) as proxy:
        assert proxy.request(f"{STRIPPED}/graph?a=1").status == 200
        assert upstream.seen[0].target == b"/prom/graph?a=1"
        assert redirect(proxy, upstream, f"{STRIPPED}/", "/prom/query") == f"{STRIPPED}/query"


@pytest.mark.parametrize(
    "target",
    [
        "http://evil.example/api/proxy/grafana/x",
        "http://user:pass@evil.example/api/proxy/grafana/x",
        "http://evil.example:99/api/proxy/grafana/x",
        "//evil.example/api/proxy/grafana/x",
        "*",
        "http://user@evil.example",
    ],
)
def test_26_absolute_form(proxy: Served, upstream: RawUpstream, target: str) -> None:
    reply = proxy.request(target)
    if reply.status == 200 and upstream.seen:
        assert upstream.seen[0].target == b"/api/proxy/grafana/x"
        assert upstream.seen[0].all("host") == [proxy.netloc]
    else:
        # 400, or not a path of the proxy at all.
        assert reply.status == 400 or reply.body == b"the portal's own page"
    assert all(b"evil" not in seen.head for seen in upstream.seen)


def test_26_userinfo_in_the_path_is_text(proxy: Served, upstream: RawUpstream) -> None:
    assert proxy.request(f"{STRIPPED}/@evil.example/x").status == 200
    assert proxy.request(f"{STRIPPED}/:80@evil.example").status == 200
    assert [seen.target for seen in upstream.seen] == [b"/@evil.example/x", b"/:80@evil.example"]


@pytest.mark.parametrize(
    "hosts",
    [[], ["a", "a"], ["a", "b"], [""], ["a b"], ["user@evil.example"], ["a/b"], ["a:b"], ["evil.example, a"]],
)
def test_27_missing_or_duplicate_host(proxy: Served, upstream: RawUpstream, hosts: list[str]) -> None:
    lines = ["GET /api/proxy/grafana/ HTTP/1.1", f"Cookie: {PORTAL_COOKIE}=viewer"]
    lines += [f"Host: {host}" for host in hosts]
    reply = send_raw(proxy.port, "\r\n".join(lines).encode() + b"\r\n\r\n")
    assert reply.status == 400
    assert upstream.connections == 0


def test_27_an_upstream_behind_tls_sees_its_own_name() -> None:
    upstream = upstreams_at(grafana_url="https://grafana.example.com")["grafana"]
    mount = Mount(upstream, upstream.prefix, "http://portal:3001")
    scope = {
        "type": "http",
        "scheme": "http",
        "client": ("10.0.0.1", 5),
        "headers": [(b"host", b"portal:3001"), (b"origin", b"http://portal:3001")],
    }
    sent = dict(request_headers(scope, mount, person("kim", "viewer"), "portal:3001"))
    assert sent["Host"] == "grafana.example.com"
    assert sent["origin"] == "https://grafana.example.com"
    assert sent["X-Forwarded-Host"] == "portal:3001"
