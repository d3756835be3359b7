from collections.abc import Iterator

import pytest

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.stores import STORES, server_over

# What these say must not depend on where the store is; the others ask the server itself.
_OVER_BOTH = ("test_figures", "test_prices", "test_policies", "test_retention")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "server" in metafunc.fixturenames and metafunc.module.__name__.endswith(_OVER_BOTH):
        metafunc.parametrize("server", STORES, indirect=True, scope="session")


@pytest.fixture(scope="session")
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AgentOpsProcess]:
    """One server for all tests of a worker; each test has a project of its own."""
    settings = {"AGENTOPS_MAX_BODY_BYTES": str(2 * 2**20)}
    store = getattr(request, "param", "embedded")
    with server_over(store, tmp_path_factory.mktemp("agentops"), settings) as running:
        yield running


@pytest.fixture
def project(server: AgentOpsProcess) -> Project:
    return server.new_project()
