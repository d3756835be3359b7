"""The portal as a process of its own: what its users start, and what it takes of the machine."""

import re
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from fixtures.fake_agentops import SERVICE_TOKEN, FakeAgentOps
from fixtures.live_server import LiveServer
from fixtures.portal import ADMIN_EMAIL
from fixtures.ports import free_ports
from fixtures.processes import ROOT, Process

_MB = 1_000_000


@dataclass
class Portal:
    """A running portal; `password` is the first admin's."""

    process: Process
    url: str
    password: str
    fake: FakeAgentOps

    @contextmanager
    def signed_in(self) -> Iterator[httpx.Client]:
        headers = {"Origin": self.url}
        with httpx.Client(base_url=self.url, headers=headers, trust_env=False, timeout=60) as client:
            credentials = {"email": ADMIN_EMAIL, "password": self.password}
            assert client.post("/api/auth/login", json=credentials).status_code == 200
            yield client

    def peak_mb(self) -> float:
        """The most memory that the process has had so far."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found
        return int(found[1]) * 1024 / _MB


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    screen, backend = free_ports(2)
    fake, password = FakeAgentOps(), secrets.token_urlsafe(16)
    with LiveServer(fake.app) as upstream:
        settings = {
            "PYTHONPATH": str(ROOT / "backend"),
            "PORTAL_DATA_DIR": str(tmp_path),
            "PORTAL_PORT": str(screen),
            "BACKEND_PORT": str(backend),
            "AGENTOPS_API_ENDPOINT": upstream.url,
            "AGENTOPS_SERVICE_TOKEN": SERVICE_TOKEN,
            "PORTAL_ADMIN_EMAIL": ADMIN_EMAIL,
            "PORTAL_ADMIN_PASSWORD": password,
            "LOG_LEVEL": "debug",
        }
        with Process("portal", [sys.executable, "-m", "portal"], settings, tmp_path) as process:
            process.wait_http(f"http://127.0.0.1:{screen}/health/live", 300)
            yield Portal(process, f"http://127.0.0.1:{screen}", password, fake)


def test_an_export_of_any_size_takes_no_memory_and_waits_for_its_reader(portal: Portal) -> None:
    portal.fake.trace_count, portal.fake.padding = 10, b"x" * _MB
    with portal.signed_in() as client:
        assert client.post("/api/agentops/export", json={}).status_code == 200  # code and buffers are loaded
        before = portal.peak_mb()
        portal.fake.trace_count = 250
        read = 0
        with client.stream("POST", "/api/agentops/export", json={}) as answer:
            assert answer.status_code == 200
            for number, piece in enumerate(answer.iter_raw()):
                read += len(piece)
                if number == 0:
                    time.sleep(1.5)  # meanwhile nothing may pile up
        assert read > 250 * _MB
        # A quarter of a gigabyte went through.
        assert portal.peak_mb() - before < 40


def test_one_log_for_both_listeners_without_secrets(portal: Portal) -> None:
    """At debug, where libraries tell most."""
    with portal.signed_in() as client:
        cookie = client.cookies[f"portal_session_{portal.url.rpartition(':')[2]}"]
        client.get("/api/agentops/traces", params={"q": "a-secret-search"})
        headers = {"Cookie": f"portal_session={cookie}", "Origin": portal.url}
        address = f"{portal.url.replace('http:', 'ws:')}/api/proxy/grafana/live?token=a-secret-token"
        with pytest.raises(InvalidStatus):
            connect(address, additional_headers=headers, proxy=None, open_timeout=60)
    log = portal.process.tail()
    assert "POST /api/auth/login 200" in log
    for secret in (portal.password, cookie, "a-secret-search", "a-secret-token", SERVICE_TOKEN):
        assert secret not in portal.process.log.read_text()
