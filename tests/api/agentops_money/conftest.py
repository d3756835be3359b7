from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.stores import STORES, server_over

from .sides import write_price_map

# What they say must not depend on where the store is.
_OVER_BOTH = ("test_every_row_is_the_reference", "test_calls_that_only_the_gateway_knows")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "server" in metafunc.fixturenames and metafunc.function.__name__ in _OVER_BOTH:
        metafunc.parametrize("server", STORES, indirect=True, scope="session")


@pytest.fixture(scope="session")
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[AgentOpsProcess]:
    """One server with a price map for all tests of a worker; each test has a project of its own."""
    folder: Path = tmp_path_factory.mktemp("money")
    # A busy machine may take its time.
    settings = {"AGENTOPS_PRICES_FILE": str(write_price_map(folder)), "AGENTOPS_QUERY_SECONDS": "60"}
    with server_over(getattr(request, "param", "embedded"), folder, settings) as running:
        yield running


@pytest.fixture
def project(server: AgentOpsProcess) -> Project:
    return server.new_project()
