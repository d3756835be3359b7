from collections.abc import Iterator

import pytest

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.stores import ALL_STORES, server_over


@pytest.fixture(scope="session", params=ALL_STORES)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AgentOpsProcess]:
    """One server over each store for all tests of a worker; each test has a project of its own."""
    settings = {"AGENTOPS_MAX_BODY_BYTES": str(2 * 2**20)}
    with server_over(request.param, tmp_path_factory.mktemp("agentops"), settings) as running:
        yield running


@pytest.fixture
def project(server: AgentOpsProcess) -> Project:
    return server.new_project()
