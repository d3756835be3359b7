"""A portal in front of a FAKE AgentOps server, both on real sockets."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from fixtures.fake_agentops import FakeAgentOps
from fixtures.live_server import LiveServer
from fixtures.portal import RunningPortal, portal_settings, running_portal


@pytest.fixture
def fake() -> FakeAgentOps:
    return FakeAgentOps()


@pytest.fixture
def fake_server(fake: FakeAgentOps) -> Iterator[LiveServer]:
    with LiveServer(fake.app) as server:
        yield server


@pytest.fixture
def portal(tmp_path: Path, fake_server: LiveServer) -> Iterator[RunningPortal]:
    with running_portal(portal_settings(tmp_path, fake_server.url)) as portal:
        yield portal


@pytest.fixture
def impatient(tmp_path: Path, fake_server: LiveServer) -> Iterator[httpx.Client]:
    """An admin's browser at a portal that waits two seconds for the AgentOps server."""
    settings = portal_settings(tmp_path / "impatient", fake_server.url)
    with running_portal(settings, total_s=2.0) as portal, portal.signed_in() as client:
        yield client


@pytest.fixture
def anyone(portal: RunningPortal) -> Iterator[httpx.Client]:
    with portal.client() as client:
        yield client


@pytest.fixture
def admin(portal: RunningPortal) -> Iterator[httpx.Client]:
    with portal.signed_in() as client:
        yield client
