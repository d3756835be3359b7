"""A server whose way to ClickHouse can be made to fail."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.clickhouse import ClickHouse
from fixtures.faulty_clickhouse import FaultyClickHouse


@dataclass
class Remote:
    """A server, the way to its ClickHouse, and ClickHouse."""

    server: AgentOpsProcess
    way: FaultyClickHouse
    clickhouse: ClickHouse
    project: Project


@pytest.fixture(scope="module")
def shared_remote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Remote]:
    folder = tmp_path_factory.mktemp("remote")
    with (
        ClickHouse(folder / "clickhouse") as clickhouse,
        FaultyClickHouse(clickhouse.url("agentops")) as way,
        AgentOpsProcess(folder / "server", {"CLICKHOUSE_URL": way.url}) as server,
    ):
        yield Remote(server, way, clickhouse, server.default_project())


@pytest.fixture
def remote(shared_remote: Remote) -> Iterator[Remote]:
    """The shared one, well again before and after, with a project of its own."""
    shared_remote.project = shared_remote.server.new_project()
    yield shared_remote
    shared_remote.way.fault = None
