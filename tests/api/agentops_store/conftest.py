from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from agentops_server.settings import Settings
from agentops_server.store.client import Store
from fixtures.clickhouse import ClickHouse


@pytest.fixture(scope="module")
def clickhouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouse]:
    with ClickHouse(tmp_path_factory.mktemp("clickhouse")) as server:
        yield server


@pytest.fixture
def store_at(tmp_path: Path) -> Iterator[Callable[[str], Store]]:
    """Makes stores of this process from their addresses; closes them afterwards."""
    made: list[Store] = []

    def make(url: str) -> Store:
        made.append(Store(Settings.model_validate({"CLICKHOUSE_URL": url, "PORTAL_DATA_DIR": tmp_path})))
        return made[-1]

    yield make
    for store in made:
        store.close()
