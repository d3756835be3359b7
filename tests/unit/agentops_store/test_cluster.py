"""The cluster's statements: as written down, understood by the engine, none forgotten.

Distributed tables of one node are seen to work in `tests/api/agentops_store/test_cluster.py`; Keeper,
ON CLUSTER and several shards cannot run here.
After a wanted change, a golden file is written again by `python tests/unit/agentops_store/test_cluster.py`.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from agentops_server.store.cluster import CannotRender, Cluster
from agentops_server.store.migrate import JOURNAL, migrations
from agentops_server.store.statements import statement, statements, with_parts
from fixtures.processes import ROOT

_GOLDEN = Path(__file__).parent / "golden"
_CLUSTER = Cluster("agents", "telemetry")
# Each parsed by the engine, in a process of its own: a process has one engine, and other tests have theirs.
_PARSE = """
import json, sys, chdb
engine = chdb.connect(":memory:")
for sql in json.load(sys.stdin):
    text = sql.replace("\\\\", "\\\\\\\\").replace("\\n", "\\\\n").replace("\\t", "\\\\t")
    answer = engine.query("SELECT formatQuerySingleLine({q:String})", "TSVRaw", params={"q": text})
    print(answer.bytes().decode().strip())
"""


def rendered(name: str) -> list[str]:
    """The statements of one migration on the cluster."""
    found = next(sqls for stem, sqls in migrations().values() if stem == name)
    return [one for sql in found for one in _CLUSTER.render(sql)]


def written(sqls: list[str]) -> str:
    return "".join(f"{sql};\n\n" for sql in sqls)


@pytest.mark.parametrize("path", sorted(_GOLDEN.glob("*.sql")), ids=lambda path: path.stem)
def test_migrations_on_a_cluster_are_as_written_down(path: Path) -> None:
    assert written(rendered(path.stem)) == path.read_text("utf-8")


def test_the_engine_understands_every_statement() -> None:
    sqls = list(_CLUSTER.schema())
    done = subprocess.run(
        [sys.executable, "-c", _PARSE], input=json.dumps(sqls), capture_output=True, text=True, cwd=ROOT
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = done.stdout.splitlines()
    assert len(lines) == len(sqls)
    for line in lines:
        if re.match(r"(CREATE|ALTER|DROP|RENAME|TRUNCATE|DELETE)", line):
            assert "ON CLUSTER agents" in line, line
        if "MergeTree" in line:
            assert "ENGINE = Replicated" in line, line


def test_every_table_of_spans_is_placed_by_trace() -> None:
    text = written(list(_CLUSTER.schema()))
    for table in ("spans", "traces", "trace_times"):
        assert f"'{table}_local', cityHash64(project_id, trace_id))" in text
    assert "ReplicatedReplacingMergeTree('/clickhouse/tables/{uuid}/{shard}', '{replica}', version)" in text
    # Small tables of the house are whole on every node.
    assert "schema_migrations_local" not in text
    assert "'/clickhouse/tables/{uuid}/all', '{shard}-{replica}'" in "".join(_CLUSTER.render(JOURNAL))


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        (
            "ALTER TABLE traces ADD COLUMN IF NOT EXISTS a Array(Tuple(x UInt8, y String)), "
            "ADD INDEX i a TYPE minmax",
            [
                "ALTER TABLE traces_local ON CLUSTER 'agents'\n"
                "    ADD COLUMN IF NOT EXISTS a Array(Tuple(x UInt8, y String)),\n"
                "    ADD INDEX i a TYPE minmax",
                "ALTER TABLE traces ON CLUSTER 'agents'\n"
                "    ADD COLUMN IF NOT EXISTS a Array(Tuple(x UInt8, y String))",
            ],
        ),
        (
            "ALTER TABLE spans MODIFY SETTING x = 1",
            ["ALTER TABLE spans_local ON CLUSTER 'agents'\n    MODIFY SETTING x = 1"],
        ),
        (
            "DROP TABLE IF EXISTS traces",
            [
                "DROP TABLE IF EXISTS traces ON CLUSTER 'agents' SYNC",
                "DROP TABLE IF EXISTS traces_local ON CLUSTER 'agents' SYNC",
            ],
        ),
        (
            "RENAME TABLE traces TO traces_by_day",
            [
                "DROP TABLE IF EXISTS traces ON CLUSTER 'agents' SYNC",
                "RENAME TABLE traces_local TO traces_by_day_local ON CLUSTER 'agents'",
                "CREATE TABLE IF NOT EXISTS traces_by_day ON CLUSTER 'agents' AS traces_by_day_local\n"
                "ENGINE = Distributed('agents', 'telemetry', 'traces_by_day_local', "
                "cityHash64(project_id, trace_id))",
            ],
        ),
        ("TRUNCATE TABLE schema_migrations", ["TRUNCATE TABLE schema_migrations ON CLUSTER 'agents' SYNC"]),
        ("INSERT INTO spans SELECT * FROM stage_fresh", ["INSERT INTO spans SELECT * FROM stage_fresh"]),
        ("SELECT 1", ["SELECT 1"]),
        (
            "CREATE TABLE schema_lock (nothing UInt8) ENGINE = Memory COMMENT 'x'",
            ["CREATE TABLE schema_lock ON CLUSTER 'agents'\n(nothing UInt8)\nENGINE = Memory COMMENT 'x'"],
        ),
    ],
)
def test_each_form(sql: str, expected: list[str]) -> None:
    assert _CLUSTER.render(sql) == expected


def test_deletes_go_to_the_local_tables() -> None:
    found = [one for sql in statements("delete_project") for one in _CLUSTER.render(sql)]
    assert "DELETE FROM spans_local ON CLUSTER 'agents' WHERE project_id = {project:String}" in found
    assert all(" ON CLUSTER 'agents' " in sql for sql in found)


def test_retention_goes_to_the_local_tables_and_stays_what_it_was() -> None:
    for name in ("payload_spans", "payload_traces", "payload_logs"):
        (found,) = _CLUSTER.render(statement(name))
        table = name.removeprefix("payload_")
        local = found.replace(f"{table}_local ON CLUSTER 'agents'", table)
        assert local.split() == statement(name).split()
    delete = with_parts("expired_delete", table="spans", condition="a = f(1, 2) AND b IN ('x, y')")
    assert _CLUSTER.render(delete) == [
        "ALTER TABLE spans_local ON CLUSTER 'agents'\n    DELETE WHERE "
        "project_id IN {projects:Array(String)} AND a = f(1, 2) AND b IN ('x, y')"
    ]


def test_temporary_tables_stay_where_the_writer_is() -> None:
    for sql in statements("stage_tables"):
        assert _CLUSTER.render(sql) == [sql]


@pytest.mark.parametrize("sql", ["CREATE MATERIALIZED VIEW v AS SELECT 1", "CREATE DICTIONARY d (x UInt8)"])
def test_what_has_no_form_is_said(sql: str) -> None:
    with pytest.raises(CannotRender):
        _CLUSTER.render(sql)


def test_the_command_prints_the_schema() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "agentops_server.store.cluster", "agents", "telemetry"],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT / "backend")},
    )
    assert done.stdout == written(list(_CLUSTER.schema()))


if __name__ == "__main__":
    for stem, _ in migrations().values():
        (_GOLDEN / f"{stem}.sql").write_text(written(rendered(stem)), "utf-8")
