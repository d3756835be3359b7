"""A portal with its screen and, behind its proxy, FAKE Grafana and Langfuse and real programs.

The real ones: Prometheus, Alertmanager, Streamlit.
"""

import secrets
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from api.proxy.fakes import FakeGrafana, FakeLangfuse
from fixtures.fake_agentops import SERVICE_TOKEN, FakeAgentOps
from fixtures.infra import Running, leave_out, require
from fixtures.live_server import LiveServer
from fixtures.portal import ADMIN_EMAIL
from fixtures.ports import free_ports
from fixtures.processes import ROOT, Process
from stack.alerting import alertmanager_argv, prometheus_argv, render

HERE = Path(__file__).parent
# Not its script: that names the folder the environment was made in, which may have been moved since.
STREAMLIT = ROOT / ".venvs/realtime/bin/python"


@dataclass(frozen=True)
class Portal:
    """Where a browser finds it, and who may sign in."""

    url: str
    frames_url: str
    langfuse_url: str
    elsewhere: str
    password: str
    grafana: FakeGrafana
    langfuse: FakeLangfuse


def elsewhere(addresses: list[str]) -> Starlette:
    """A page of somebody else that tries to frame these addresses."""

    async def page(_: Request) -> HTMLResponse:
        frames = "".join(f'<iframe src="{address}"></iframe>' for address in addresses)
        return HTMLResponse(f"<!doctype html><title>elsewhere</title>{frames}")

    return Starlette(routes=[Route("/", page)])


def _monitoring(stack: ExitStack, folder: Path, settings: dict[str, str]) -> None:
    """Prometheus and Alertmanager as a native stack starts them."""
    prometheus = require("prometheus", package="prometheus")
    alertmanager = require("prometheus-alertmanager", "alertmanager", package="prometheus-alertmanager")
    render(settings, folder / "config")
    for name, argv, port in (
        (
            "prometheus",
            prometheus_argv(prometheus, settings, folder / "config", folder / "p"),
            "PROMETHEUS_PORT",
        ),
        (
            "alertmanager",
            alertmanager_argv(alertmanager, settings, folder / "config", folder / "a"),
            "ALERTMANAGER_PORT",
        ),
    ):
        ready = f"http://127.0.0.1:{settings[port]}/-/ready"
        stack.enter_context(Running(argv, ready=ready, log=folder / f"{name}.log"))


def _streamlit(stack: ExitStack, folder: Path, port: int, told: str) -> None:
    """Streamlit with the environment that the portal's page says."""
    if not STREAMLIT.exists():
        leave_out("Streamlit is missing: ./scripts/test.sh installs it into .venvs/realtime")
    environment = dict(line.split("=", 1) for line in told.splitlines())
    argv = [str(STREAMLIT), "-m", "streamlit", "run", str(HERE / "counter.py"), "--server.port", str(port)]
    argv += ["--server.address", "127.0.0.1", "--browser.gatherUsageStats", "false"]
    program = stack.enter_context(
        Process("streamlit", argv, {**environment, "STREAMLIT_SERVER_FILE_WATCHER_TYPE": "none"}, folder)
    )
    program.wait_http(f"http://127.0.0.1:{port}/api/proxy/realtime/_stcore/health", 300)


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    if not (ROOT / "frontend/dist/index.html").exists():
        leave_out("the screen is not built: cd frontend && npm run build")
    folder = tmp_path_factory.mktemp("frames")
    names = (
        *("PORTAL_PORT", "BACKEND_PORT", "PORTAL_FRAMES_PORT", "LANGFUSE_FRAME_PORT"),
        *("PROMETHEUS_PORT", "ALERTMANAGER_PORT", "STREAMLIT_PORT"),
    )
    ports = dict(zip(names, free_ports(len(names)), strict=True))
    url, frames, langfuse_url = (f"http://127.0.0.1:{ports[name]}" for name in (names[0], names[2], names[3]))
    password = secrets.token_urlsafe(16)
    fake_grafana = FakeGrafana(f"{url}/api/proxy/grafana", (HERE / "grafana.js").read_text())
    fake_langfuse = FakeLangfuse((HERE / "langfuse.js").read_text())
    settings = {name: str(port) for name, port in ports.items()} | {
        "PORTAL_DATA_DIR": str(folder),
        "PORTAL_PUBLIC_URL": url,
        "BIND_HOST": "127.0.0.1",
        "LITELLM_PORT": "9",
        "DEMO_MODEL_PORT": "9",
        "AGENTOPS_API_PORT": "9",
    }
    with ExitStack() as stack:
        agentops = stack.enter_context(LiveServer(FakeAgentOps().app))
        grafana = stack.enter_context(LiveServer(fake_grafana.app))
        langfuse = stack.enter_context(LiveServer(fake_langfuse.app))
        other = stack.enter_context(
            LiveServer(
                elsewhere(
                    [f"{url}/", f"{url}/api/proxy/grafana/", f"{frames}/api/proxy/grafana/", langfuse_url]
                )
            )
        )
        _monitoring(stack, folder, settings)
        environment = settings | {
            "PYTHONPATH": str(ROOT / "backend"),
            "AGENTOPS_API_ENDPOINT": agentops.url,
            "AGENTOPS_SERVICE_TOKEN": SERVICE_TOKEN,
            "PORTAL_ADMIN_EMAIL": ADMIN_EMAIL,
            "PORTAL_ADMIN_PASSWORD": password,
            "GRAFANA_URL": grafana.url,
            "LANGFUSE_URL": langfuse.url,
            "PROMETHEUS_URL": f"http://127.0.0.1:{ports['PROMETHEUS_PORT']}",
            "ALERTMANAGER_URL": f"http://127.0.0.1:{ports['ALERTMANAGER_PORT']}",
            "STREAMLIT_URL": f"http://127.0.0.1:{ports['STREAMLIT_PORT']}",
        }
        program = stack.enter_context(
            Process("portal", [sys.executable, "-m", "portal"], environment, folder)
        )
        program.wait_http(f"{url}/health/live", 300)
        _streamlit(stack, folder, ports["STREAMLIT_PORT"], _told(url, password))
        yield Portal(url, frames, langfuse_url, other.url, password, fake_grafana, fake_langfuse)


def _told(url: str, password: str) -> str:
    """What the portal says about how the realtime dashboard must be started."""
    with httpx.Client(base_url=url, headers={"Origin": url}, trust_env=False, timeout=60) as client:
        signed = client.post("/api/auth/login", json={"email": ADMIN_EMAIL, "password": password})
        assert signed.status_code == 200, signed.text
        programs = client.get("/api/proxy").json()["programs"]
    (steps,) = [program["switch_on"] for program in programs if program["name"] == "realtime"]
    (text,) = [step["text"] for step in steps if step["place"] == "program"]
    return str(text)
