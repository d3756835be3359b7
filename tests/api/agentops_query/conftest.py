from collections.abc import Iterator

import pytest

from api.agentops_query.world import World, load
from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.stores import STORES, server_over


@pytest.fixture(scope="session", params=STORES)
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AgentOpsProcess]:
    """One server over each store for all tests of a worker."""
    with server_over(request.param, tmp_path_factory.mktemp("query")) as running:
        yield running


@pytest.fixture
def project(server: AgentOpsProcess) -> Project:
    return server.new_project()


@pytest.fixture(scope="session")
def world(server: AgentOpsProcess) -> World:
    """A project full of traces around a change of the clocks, read by many tests and changed by none."""
    return load(server.new_project())
