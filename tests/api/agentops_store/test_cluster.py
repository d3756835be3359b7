"""The schema on a cluster of one node: real Distributed tables in front, each upgrade on what lies there.

The node is the stand-in: ON CLUSTER and replication are left out of what it runs. The contract suite runs
over it too, and the suites of the API in the long run.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agentops_server.settings import Settings
from agentops_server.store.client import Store
from agentops_server.store.cluster import Cluster
from agentops_server.store.migrate import JOURNAL, migrations
from fixtures.clickhouse import ClickHouse
from fixtures.stores import CLUSTER

_TABLES = "SELECT name, engine FROM system.tables WHERE database = currentDatabase()"
_COLUMNS = (
    "SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = '{}' ORDER BY name"
)
_TRACE = (
    "INSERT INTO traces (project_id, day, trace_id, version) SELECT 'p', '2026-01-01', unhex('{:032x}'), 1"
)
_SPAN = (
    "INSERT INTO spans (project_id, trace_id, span_id, version, start_time) "
    "SELECT 'p', unhex('{:032x}'), unhex('00000000000000aa'), 1, '2026-01-01 00:00:00'"
)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouse]:
    with ClickHouse(tmp_path_factory.mktemp("cluster"), cluster=CLUSTER) as server:
        yield server


def set_up(node: ClickHouse, database: str, folder: Path) -> None:
    """What a server does when it starts over this database."""
    given = {
        "CLICKHOUSE_URL": node.url(database),
        "AGENTOPS_CLICKHOUSE_CLUSTER": CLUSTER,
        "PORTAL_DATA_DIR": folder,
    }
    store = Store(Settings.model_validate(given))
    store.ensure_schema()
    store.close()


def test_every_table_of_projects_is_distributed_over_a_local_one(node: ClickHouse, tmp_path: Path) -> None:
    set_up(node, "fresh", tmp_path)
    engines = dict(line.split("\t") for line in node.sql(_TABLES, "fresh").splitlines())
    distributed = [name for name, engine in engines.items() if engine == "Distributed"]
    assert {"spans", "traces", "trace_times", "logs", "metric_points", "uploads"} <= set(distributed)
    for name in distributed:
        assert engines[f"{name}_local"].endswith("MergeTree"), name
        # Columns that came later are in both.
        columns = [node.sql(_COLUMNS.format(table), "fresh") for table in (name, f"{name}_local")]
        assert columns[0] == columns[1], name


def test_each_upgrade_keeps_what_lies_there(node: ClickHouse, tmp_path: Path) -> None:
    """From the schema of every release on, as a server finds it that was away for some."""
    cluster = Cluster(CLUSTER, "upgraded")
    node.sql("CREATE DATABASE upgraded")
    for sql in cluster.render(JOURNAL):
        node.sql(sql, "upgraded")
    for count, (version, (_, written)) in enumerate(migrations().items(), 1):
        for sql in written:
            for one in cluster.render(sql):
                node.sql(one, "upgraded")
        node.sql(f"INSERT INTO schema_migrations SELECT {version}, 'x', now64(3)", "upgraded")
        node.sql(_TRACE.format(version), "upgraded")
        node.sql(_SPAN.format(version), "upgraded")
        for table in ("traces", "spans"):
            rows = node.sql(f"SELECT count() FROM {table} FINAL", "upgraded").strip()
            assert rows == str(count), (version, table)
    set_up(node, "fresh_too", tmp_path)
    set_up(node, "upgraded", tmp_path)
    assert sorted(node.sql(_TABLES, "upgraded").splitlines()) == sorted(
        node.sql(_TABLES, "fresh_too").splitlines()
    )
