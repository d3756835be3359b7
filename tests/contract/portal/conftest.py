"""A portal in front of a real AgentOps server, which is a process of its own."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from fixtures.agentops_process import AgentOpsProcess
from fixtures.portal import Clock, RunningPortal, portal_settings, running_portal


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AgentOpsProcess]:
    with AgentOpsProcess(tmp_path_factory.mktemp("agentops")) as running:
        yield running


@pytest.fixture(scope="module")
def portal(server: AgentOpsProcess, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    settings = portal_settings(
        tmp_path_factory.mktemp("portal"), server.url, agentops_service_token=server.service_token
    )
    clock = Clock()
    clock.now = datetime.now(UTC) + timedelta(minutes=1)
    with running_portal(settings, clock=clock) as portal:
        yield portal


@pytest.fixture
def admin(portal: RunningPortal) -> Iterator[httpx.Client]:
    with portal.signed_in() as client:
        yield client
