"""What the portal depends on: state, trouble and setting of each, in `/health` and in the metrics."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket
from websockets.sync.client import connect

from fixtures.fake_agentops import FakeAgentOps
from fixtures.gateway import wait_until
from fixtures.live_server import LiveServer
from fixtures.portal import RunningPortal, portal_settings, running_portal
from fixtures.ports import free_port
from fixtures.prometheus_text import Page


class FakeProgram:
    """FAKE of any program that speaks HTTP; `status` is what it answers, `asked` what it was asked for."""

    def __init__(self) -> None:
        self.status = 200
        self.asked: list[str] = []
        self.app = Starlette(
            routes=[
                Route("/{path:path}", self._answer, methods=["GET", "POST"]),
                WebSocketRoute("/{path:path}", self._socket),
            ]
        )

    async def _answer(self, request: Request) -> Response:
        self.asked.append(request.url.path)
        return PlainTextResponse("fake", self.status)

    async def _socket(self, socket: WebSocket) -> None:
        await socket.accept()
        await socket.send_text("hello")
        await socket.close()


@pytest.fixture
def program() -> FakeProgram:
    return FakeProgram()


@contextmanager
def _portal(folder: Path, fake: FakeAgentOps, total_s: float = 30, **more: Any) -> Iterator[RunningPortal]:
    with (
        LiveServer(fake.app) as server,
        running_portal(portal_settings(folder, server.url, **more), total_s=total_s) as portal,
    ):
        yield portal


def _component(portal: RunningPortal, name: str) -> dict[str, Any]:
    with portal.client() as client:
        found = client.get("/health").json()["components"]
    return next(one for one in found if one["name"] == name)


def _page(portal: RunningPortal) -> Page:
    with portal.client() as client:
        return Page(client.get("/health/metrics").text)


def test_each_program_is_asked_where_it_tells_its_health(
    tmp_path: Path, fake: FakeAgentOps, program: FakeProgram
) -> None:
    with LiveServer(program.app) as server:
        at = server.url
        urls: dict[str, Any] = {
            "litellm_url": at,
            "model_server_url": f"{at}/v1",
            "grafana_url": at,
            "prometheus_url": f"{at}/base",
            "alertmanager_url": at,
            "langfuse_url": at,
            "streamlit_url": at,
        }
        with _portal(tmp_path, fake, **urls) as portal, portal.client() as client:
            answer = client.get("/health").json()
    assert answer["status"] == "ok"
    names = ["database", "agentops-server", "gateway", "model-server", "grafana", "langfuse"]
    names += ["prometheus", "alertmanager", "realtime"]
    assert sorted(one["name"] for one in answer["components"]) == sorted(names)
    assert {one["trouble"] for one in answer["components"]} == {None}
    assert sorted(program.asked) == sorted(
        [
            "/health/liveliness",
            "/health",
            "/api/proxy/grafana/api/health",
            "/api/public/health",
            "/base/-/healthy",
            "/-/healthy",
            "/api/proxy/realtime/_stcore/health",
        ]
    )


def test_a_program_is_down_then_up(tmp_path: Path, fake: FakeAgentOps, program: FakeProgram) -> None:
    port = free_port()
    with (
        LiveServer(program.app, port) as server,
        _portal(tmp_path, fake, litellm_url=server.url) as portal,
    ):
        assert _component(portal, "gateway")["status"] == "ok"
        assert _page(portal)("portal_component_up", component="gateway") == 1
        program.status = 503
        portal.clock.advance(minutes=1)
        sick = _component(portal, "gateway")
        assert (sick["status"], sick["trouble"], sick["setting"]) == ("down", "unhealthy", "LITELLM_URL")
        assert (sick["required"], sick["since"]) == (False, "2026-01-31T09:01:00.000000Z")
        server.stop()
        portal.clock.advance(minutes=1)
        gone = _component(portal, "gateway")
        # One trouble after another is still the same outage.
        assert (gone["trouble"], gone["since"]) == ("unreachable", "2026-01-31T09:01:00.000000Z")
        assert _page(portal)("portal_component_up", component="gateway") == 0
        with portal.client() as client:
            assert client.get("/health").json()["status"] == "degraded"
            assert client.get("/health/ready").status_code == 200
        program.status = 404  # no such page: somebody is there all the same
        with LiveServer(program.app, port):
            portal.clock.advance(minutes=1)
            assert _component(portal, "gateway")["status"] == "ok"


@pytest.mark.parametrize(
    ("mode", "trouble"),
    [
        ("error_503", "unreachable"),
        ("slow", "timeout"),
        ("garbage", "wrong_answer"),
        ("refuses_token", "wrong_credentials"),
    ],
)
def test_the_trouble_of_the_agentops_server(
    tmp_path: Path, fake: FakeAgentOps, mode: str, trouble: str
) -> None:
    with _portal(tmp_path, fake, total_s=1.0 if mode == "slow" else 30) as portal:
        fake.mode = mode
        found = _component(portal, "agentops-server")
        expected = ("down", trouble, "AGENTOPS_API_ENDPOINT")
        assert (found["status"], found["trouble"], found["setting"]) == expected
        page = _page(portal)
        assert page("portal_component_up", component="agentops-server") == 0
        assert page("portal_component_up", component="database") == 1


def test_however_many_ask_each_program_is_asked_once_a_second(
    tmp_path: Path, fake: FakeAgentOps, program: FakeProgram
) -> None:
    with (
        LiveServer(program.app) as server,
        _portal(tmp_path, fake, litellm_url=server.url) as portal,
        portal.client() as client,
    ):
        for path in ("/health", "/health/ready", "/health/metrics", "/health/metrics/json") * 5:
            assert client.get(path).status_code == 200
        assert len(program.asked) == 1


def test_what_the_proxy_passes_on_is_counted_by_target_and_status(
    tmp_path: Path, fake: FakeAgentOps, program: FakeProgram
) -> None:
    with LiveServer(program.app) as server, _portal(tmp_path, fake, prometheus_url=server.url) as portal:
        with portal.signed_in() as admin:
            for _ in range(3):
                assert admin.get("/api/proxy/prometheus/graph").status_code == 200
            program.status = 418
            assert admin.get("/api/proxy/prometheus/graph").status_code == 418
            assert admin.get("/api/proxy/grafana/").status_code == 404
            assert admin.get("/api/proxy/made-up-name/").status_code == 404
            cookie = f"{portal.cookie_name}={admin.cookies[portal.cookie_name]}"
            address = portal.url.replace("http:", "ws:") + "/api/proxy/prometheus/ws"
            headers = {"Cookie": cookie, "Origin": portal.url}
            with connect(address, additional_headers=headers, proxy=None, open_timeout=60) as socket:
                assert socket.recv(timeout=60) == "hello"
        page = _page(portal)
    assert page("portal_proxy_requests_total", target="prometheus", status="200") == 3
    assert page("portal_proxy_requests_total", target="prometheus", status="418") == 1
    assert page("portal_proxy_requests_total", target="prometheus", status="101") == 1
    assert page("portal_proxy_requests_total", target="grafana", status="404") == 1
    assert page("portal_proxy_request_seconds_count", target="prometheus") == 4
    # Names that strangers make up are no label.
    assert "made-up-name" not in page.text


def test_live_updates_are_counted(tmp_path: Path, fake: FakeAgentOps) -> None:
    with _portal(tmp_path, fake) as portal, portal.signed_in() as client:
        with client.stream("GET", "/api/agentops/live", params={"project_id": "p-one"}) as stream:
            lines = stream.iter_lines()
            fake.live_count = 2
            seen = 0
            while seen < 2:
                seen += next(lines) == "event: trace"
            page = _page(portal)
            assert page("portal_event_stream_clients") == 1
            assert page("portal_event_stream_events_total") >= 3  # the state, two traces
        # The server hears a moment later that the client has gone.
        wait_until(lambda: _page(portal)("portal_event_stream_clients") == 0)


@pytest.mark.parametrize("kind", ["text/event-stream", "application/json"])
def test_a_stream_of_events_is_timed_until_it_begins(kind: str) -> None:
    import asyncio

    from portal.metrics import MetricsMiddleware, SelfMetrics

    async def body() -> Any:
        yield b"x"
        await asyncio.sleep(3)
        yield b"y"

    app = Starlette(routes=[Route("/s", lambda _: StreamingResponse(body(), media_type=kind))])
    metrics = SelfMetrics()
    with LiveServer(MetricsMiddleware(app, metrics)) as server:
        assert httpx.get(f"{server.url}/s", trust_env=False, timeout=60).text == "xy"
    spent = Page(metrics.render()[0].decode())("portal_http_request_seconds_sum")
    assert (spent < 2.9) is (kind == "text/event-stream")
