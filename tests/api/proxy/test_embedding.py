"""Case 40 of the proxy specification: a Grafana-like upstream framed by the portal's page."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin

from fixtures.live_server import LiveServer

from .fakes import FakeGrafana
from .serving import PORTAL_COOKIE, Served, serve_proxy, upstreams_at

PREFIX = FakeGrafana.prefix


@pytest.fixture
def grafana() -> FakeGrafana:
    return FakeGrafana()


@pytest.fixture
def proxy(grafana: FakeGrafana) -> Iterator[Served]:
    with LiveServer(grafana.app) as server, serve_proxy(upstreams_at(grafana_url=server.url)) as served:
        yield served


def test_40_embedding(proxy: Served) -> None:
    reply = proxy.request(f"{PREFIX}/d/abc?kiosk&refresh=30s&theme=dark")
    assert reply.status == 200
    assert reply.all("content-security-policy") == [
        "script-src 'self' 'unsafe-eval'; object-src 'none'",
        "frame-ancestors 'self'",
    ]
    assert reply.one("x-frame-options") == "SAMEORIGIN"
    assert reply.all("set-cookie") == [
        f"grafana_session=abc; HttpOnly; Path={PREFIX}/; SameSite=lax",
        f"grafana_session_expiry=1; Path={PREFIX}; SameSite=lax",
    ]
    script = proxy.request(urljoin(f"{PREFIX}/", "public/build/app.js"))
    assert script.one("cache-control") == "public, max-age=31536000, immutable"


def test_40_own_errors_may_be_framed_by_us_only(proxy: Served) -> None:
    reply = proxy.request(f"{PREFIX}/", "Accept: text/html", who=None)
    assert reply.status == 401
    assert reply.one("content-security-policy").endswith("frame-ancestors 'self'")
    # One script of ours, known by its hash, tells the page around the frame; no other may run.
    (script,) = re.findall(rb"<script>(.*?)</script>", reply.body, re.DOTALL)
    known = base64.b64encode(hashlib.sha256(script).digest()).decode()
    assert f"script-src 'sha256-{known}';" in reply.one("content-security-policy")
    assert b'data-name="grafana" data-status="401" data-code="unauthenticated"' in reply.body


def test_40_live(proxy: Served, grafana: FakeGrafana) -> None:
    with connect(
        f"ws://{proxy.netloc}{PREFIX}/api/live/ws",
        origin=Origin(proxy.url),
        additional_headers={"Cookie": f"{PORTAL_COOKIE}=kim"},
        proxy=None,
        legacy=True,
    ) as live:
        assert live.recv(timeout=60) == "live for kim@example.com"
        live.send("ping")
        assert live.recv(timeout=60) == "ping"
    # Host with its port, as the Origin has it (grafana/grafana#36929).
    assert grafana.live_hosts == [proxy.netloc]


def test_40_live_refusal_is_passed_on() -> None:
    """A public address that is not the Host: we allow the Origin, the upstream does not."""
    grafana = FakeGrafana()
    with LiveServer(grafana.app) as server:
        urls = upstreams_at(grafana_url=server.url)
        with serve_proxy(urls, public_url="http://portal.example:3001") as proxy:
            with pytest.raises(InvalidStatus) as refused:
                connect(
                    f"ws://{proxy.netloc}{PREFIX}/api/live/ws",
                    origin=Origin("http://portal.example:3001"),
                    additional_headers={"Cookie": f"{PORTAL_COOKIE}=kim"},
                    proxy=None,
                    legacy=True,
                )
            assert refused.value.response.status_code == 403


def test_40_from_sign_in_to_query(proxy: Served) -> None:
    """The way a browser goes: missing slash, page with cookie, user, query with csrf_always_check."""
    first = proxy.request(PREFIX)
    assert first.one("location") == f"{PREFIX}/"
    page = proxy.request(f"{PREFIX}/", who="operator")
    assert page.status == 200
    own = page.all("set-cookie")[0].partition(";")[0]
    cookie = f"Cookie: {PORTAL_COOKIE}=operator; {own}"
    user = proxy.request(f"{PREFIX}/api/user", cookie, who=None)
    assert json.loads(user.body) == {"login": "operator@example.com", "role": "Editor"}
    query = proxy.request(
        f"{PREFIX}/api/ds/query", cookie, f"Origin: {proxy.url}", method="POST", who=None, body=b"{}"
    )
    assert (query.status, json.loads(query.body)) == (200, {"received": 2})


def test_40_root_url_of_the_upstream(proxy: Served) -> None:
    """Absolute redirects to the upstream's own address come back under the prefix and end."""
    with (
        LiveServer(FakeGrafana(root_url="http://127.0.0.1:1/api/proxy/grafana").app) as wrong,
        serve_proxy(upstreams_at(grafana_url=wrong.url)) as lost,
    ):
        assert lost.request(f"{PREFIX}/nowhere").status == 502
    reply = proxy.request(f"{PREFIX}/nowhere")
    assert (reply.status, reply.one("location")) == (302, f"{PREFIX}/")
