"""`/health` and the static screen."""

import gzip
import http.client
import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from fixtures.fake_agentops import FakeAgentOps
from fixtures.live_server import LiveServer
from fixtures.portal import RunningPortal, portal_settings, running_portal
from portal.security import screen_csp


def test_health(anyone: httpx.Client, fake: FakeAgentOps, portal: RunningPortal) -> None:
    body = anyone.get("/health").json()
    assert body["status"] == "ok"
    assert {part["name"]: part["status"] for part in body["components"]} == {
        "database": "ok",
        "agentops-server": "ok",
    }
    assert {part["since"] for part in body["components"]} == {"2026-01-31T09:00:00.000000Z"}
    portal.clock.advance(minutes=1)
    fake.mode = "error_503"
    body = anyone.get("/health").json()
    agentops = next(part for part in body["components"] if part["name"] == "agentops-server")
    assert (body["status"], agentops["status"]) == ("degraded", "down")
    assert agentops["since"] == "2026-01-31T09:01:00.000000Z"
    assert "AGENTOPS_API_ENDPOINT" in agentops["detail"]
    # Since when does not move while it stays down; the portal is ready all the same.
    portal.clock.advance(minutes=5)
    ready = anyone.get("/health/ready")
    assert ready.status_code == 200
    assert (
        next(p for p in ready.json()["components"] if p["name"] == "agentops-server")["since"]
        == agentops["since"]
    )
    assert anyone.get("/health/live").json() == {"status": "ok"}


def test_not_ready_without_its_database(anyone: httpx.Client, portal: RunningPortal) -> None:
    file = portal.parts.settings.data_dir / "portal" / "portal.db"
    portal.parts.database.close()
    file.rename(file.with_suffix(".away"))
    file.mkdir()
    ready = anyone.get("/health/ready")
    assert (ready.status_code, ready.json()["status"]) == (503, "down")
    answer = anyone.get("/api/auth/me", headers={"Cookie": f"{portal.cookie_name}=x"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "database_unavailable")
    assert anyone.get("/health/live").status_code == 200
    # It comes back by itself.
    file.rmdir()
    file.with_suffix(".away").rename(file)
    portal.clock.advance(seconds=5)
    assert anyone.get("/health/ready").status_code == 200


def test_self_metrics(anyone: httpx.Client) -> None:
    anyone.get("/api/auth/me")
    anyone.get("/api/nothing/here")
    anyone.get("/some/page")
    answer = anyone.get("/health/metrics")
    assert answer.headers["content-type"].startswith("text/plain")
    lines = answer.text.splitlines()
    assert 'portal_http_requests_total{method="GET",route="/api/auth/me",status="401"} 1.0' in lines
    assert 'portal_http_requests_total{method="GET",route="other",status="404"} 1.0' in lines
    assert any(line.startswith("portal_build_info{") for line in lines)
    assert any(line.startswith("process_resident_memory_bytes") for line in lines)


def test_metrics_can_need_a_token(tmp_path: Path) -> None:
    settings = portal_settings(tmp_path, prometheus_bearer_token="scrape-me")
    with running_portal(settings) as portal, portal.client() as client:
        assert client.get("/health/metrics").status_code == 401
        for header in (
            "Bearer scrape-m",
            "Bearer scrape-mee",
            "Basic scrape-me",
            "Bearer  scrape-me",
            "Bearer é",
        ):
            sent = {b"Authorization": header.encode()}
            assert client.get("/health/metrics", headers=sent).status_code == 401, header
        assert client.get("/health/metrics", headers={"Authorization": "Bearer scrape-me"}).status_code == 200


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    dist = tmp_path / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_text("<!doctype html><div id=root></div>")
    (dist / "favicon.svg").write_text("<svg/>")
    script = dist / "assets" / "index-B0a1_9xZ.js"
    script.write_text("console.log('a script long enough to be worth it')")
    (dist / "assets" / "index-B0a1_9xZ.js.gz").write_bytes(gzip.compress(script.read_bytes()))
    (dist / ".secret").write_text("secret")
    (tmp_path / "outside.txt").write_text("secret")
    os.symlink(tmp_path / "outside.txt", dist / "link.txt")
    return dist


@pytest.fixture
def screen(tmp_path: Path, dist: Path) -> Iterator[RunningPortal]:
    with running_portal(portal_settings(tmp_path / "data", portal_screen_dir=dist)) as portal:
        yield portal


def test_every_path_is_the_page(screen: RunningPortal) -> None:
    with screen.client() as client:
        for path in (
            "/",
            "/login",
            "/admin/monitoring/traces/abc",
            "/sessions?trace_id=abc",
            "/apis",
            "/a.b",
        ):
            answer = client.get(path)
            assert answer.status_code == 200, path
            assert "id=root" in answer.text
            assert answer.headers["cache-control"] == "no-cache"
            assert answer.headers["content-security-policy"] == screen_csp()
            assert answer.headers["x-content-type-options"] == "nosniff"
            again = client.get(path, headers={"If-None-Match": answer.headers["etag"]})
            assert (again.status_code, again.content) == (304, b"")
        assert client.head("/login").status_code == 200
        assert client.get("/favicon.svg").headers["content-type"] == "image/svg+xml"


def test_no_inline_script_is_allowed() -> None:
    script = next(part for part in screen_csp().split("; ") if part.startswith("script-src"))
    assert script == "script-src 'self'"


def test_hashed_files_are_kept_for_ever_and_compressed(screen: RunningPortal) -> None:
    path = "/assets/index-B0a1_9xZ.js"
    with screen.client() as client:
        packed = client.get(path, headers={"Accept-Encoding": "br, gzip"})
        plain = client.get(path, headers={"Accept-Encoding": "identity"})
        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert packed.text == plain.text
        assert packed.headers["etag"] != plain.headers["etag"]
        for answer in (packed, plain):
            assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
            assert answer.headers["vary"] == "Accept-Encoding"
            assert answer.headers["content-type"].startswith("text/javascript")
        # A file that is gone is an error, not the page: a script must not be HTML.
        assert client.get("/assets/index-OLD.js").status_code == 404


def test_nothing_outside_the_folder_is_served(screen: RunningPortal) -> None:
    for path in (
        "/../outside.txt",
        "/%2e%2e/outside.txt",
        "/assets/..%2f..%2foutside.txt",
        "/assets/../../outside.txt",
        "//etc/passwd",
        "/..%5coutside.txt",
        "/link.txt",
        "/.secret",
        "/%00",
        "/index.html%00.js",
    ):
        # http.client sends the path as it is; httpx would tidy it up.
        connection = http.client.HTTPConnection("127.0.0.1", int(screen.url.rsplit(":", 1)[1]), timeout=60)
        connection.request("GET", path)
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        assert b"secret" not in body, path
        assert b"root:" not in body, path
        assert answer.status in (200, 400, 404), path


def test_wrong_api_paths_are_errors_not_the_page(screen: RunningPortal) -> None:
    with screen.client() as client:
        for path in ("/api", "/api/nope", "/api/auth/login/", "/health/nope"):
            answer = client.get(path)
            assert answer.status_code == 404, path
            assert answer.json()["error"]["code"] == "not_found"
        assert client.delete("/login").status_code == 405
        wrong = client.get("/api/auth/login")
        assert (wrong.status_code, wrong.json()["error"]["code"]) == (405, "method_not_allowed")


def test_a_missing_screen_says_how_to_build_it(portal: RunningPortal, anyone: httpx.Client) -> None:
    answer = anyone.get("/admin/monitoring")
    assert answer.status_code == 503
    assert "./scripts/up.sh" in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_the_api_alone_serves_no_screen(tmp_path: Path, dist: Path, fake_server: LiveServer) -> None:
    settings = portal_settings(tmp_path / "data", fake_server.url, portal_screen_dir=dist)
    with running_portal(settings, screen=False) as portal, portal.signed_in() as client:
        assert client.get("/").status_code == 404
        assert client.get("/api/projects").status_code == 200


def test_metrics_as_json_are_those_of_prometheus(portal: RunningPortal) -> None:
    with portal.client() as client:
        client.get("/health/live")
        found = client.get("/health/metrics/json").json()["metrics"]
        text = client.get("/health/metrics").text
    names = {sample["name"] for metric in found for sample in metric["samples"]}
    assert "portal_http_requests_total" in names
    assert all(name in text for name in names)
    assert {metric["type"] for metric in found} >= {"counter", "gauge", "histogram"}
