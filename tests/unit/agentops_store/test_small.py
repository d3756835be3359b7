"""The configurations for small machines say what the engine understands, and the engine keeps to them."""

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

from agentops_server.store.embedded import configuration, engine_options
from fixtures.processes import ROOT

_FOLDER = ROOT / "config" / "clickhouse"
_NAMES = """
import json, chdb
engine = chdb.connect(":memory:")
def names(table):
    answer = engine.query(f"SELECT groupArray(name) AS n FROM system.{table}", "JSONEachRow")
    return json.loads(answer.bytes())["n"]
print(json.dumps({table: names(table) for table in ("server_settings", "settings")}))
"""
_BOUNDED = """
import sys, clickhouse_connect
from pathlib import Path
from agentops_server.store.embedded import engine_options
folder = Path(sys.argv[1])
options = engine_options(300_000_000, folder / "clickhouse.xml")
client = clickhouse_connect.get_client(dsn=f"chdb://{folder / 'data'}", chdb_options=options)
sql = "SELECT value FROM system.server_settings WHERE name = 'max_server_memory_usage'"
print(client.query(sql).result_rows[0][0])
try:
    client.query("SELECT length(groupArray(number)) FROM numbers(100000000)")
except Exception as error:
    print("MEMORY_LIMIT_EXCEEDED" in str(error))
"""


def run(program: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        capture_output=True,
        text=True,
        env={"PYTHONPATH": str(ROOT / "backend")},
        cwd=arguments[0] if arguments else ROOT,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_the_engine_knows_every_name() -> None:
    names: dict[str, list[str]] = json.loads(run(_NAMES))
    server = ET.parse(_FOLDER / "small.xml").getroot()
    used = {child.tag for child in server if not child.tag.endswith("_log") and child.tag != "logger"}
    embedded = {child.tag for child in ET.fromstring(configuration(2**30))}
    assert used | embedded <= set(names["server_settings"])
    profile: Any = ET.parse(_FOLDER / "small-users.xml").getroot().find("profiles/default")
    assert {child.tag for child in profile} <= set(names["settings"])


def test_log_tables_are_off_or_expire() -> None:
    for child in ET.parse(_FOLDER / "small.xml").getroot():
        if child.tag.endswith("_log"):
            assert child.get("remove") == "1" or "DELETE" in (child.findtext("ttl") or ""), child.tag


def test_the_embedded_engine_keeps_to_its_memory(tmp_path: Path) -> None:
    assert run(_BOUNDED, str(tmp_path)).split() == ["300000000", "True"]


def test_without_a_bound_the_engine_has_its_own_rules(tmp_path: Path) -> None:
    assert engine_options(0, tmp_path / "clickhouse.xml") == {}
    assert not list(tmp_path.iterdir())
