"""MONITORING.md knows every setting, metric, alert, dashboard, service and port."""

import re

import pytest
import yaml

from fixtures.boards import BOARDS, rules
from fixtures.exporter import CATALOGUE
from stack.envfile import PORTS, ROOT, parse

GUIDE = (ROOT / "MONITORING.md").read_text("utf-8")
SETUP = (ROOT / "AGENTOPS_SETUP.md").read_text("utf-8")
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text("utf-8"))


def test_every_setting_is_explained() -> None:
    documents = GUIDE + SETUP + (ROOT / "README.md").read_text("utf-8")
    assert [name for name in parse(ROOT / ".env.example") if not re.search(rf"`{name}[`=]", documents)] == []


@pytest.mark.parametrize("port", PORTS)
def test_a_port_stands_with_its_default(port: str) -> None:
    assert f"`{port}` {parse(ROOT / '.env.example')[port]}" in GUIDE


def test_every_metric_is_explained() -> None:
    assert [one["name"] for one in CATALOGUE if not re.search(rf"`{one['name']}[`{{]", GUIDE)] == []


def test_every_alert_stands_with_its_severities() -> None:
    degrees: dict[str, set[str]] = {}
    for rule in rules():
        if "alert" in rule:
            degrees.setdefault(rule["alert"], set()).add(rule["labels"]["severity"])
    tables = [line for line in GUIDE.splitlines() if line.startswith("|")]
    for name, severities in degrees.items():
        rows = [line for line in tables if f"`{name}`" in line.split("|")[1]]
        assert rows, name
        if name != "SignalsStale":
            assert all(severity in " ".join(rows) for severity in severities), name


def test_every_dashboard_and_service_is_named() -> None:
    assert [name for name in BOARDS if f"`{name}`" not in GUIDE] == []
    assert [name for name in COMPOSE["services"] if f"`{name}`" not in GUIDE] == []


def test_settings_of_its_tables_are_settings() -> None:
    """Nothing is promised that nobody reads."""
    rows = re.findall(r"(?m)^\| ((?:`[A-Z][A-Z0-9_]+`(?:, )?)+) \|", GUIDE)
    named = {name for row in rows for name in re.findall(r"`([A-Z0-9_]+)`", row)}
    named -= {metric["name"] for metric in CATALOGUE}
    assert len(named) > 40
    known = set(parse(ROOT / ".env.example")) | set(re.findall(r"`([A-Z][A-Z0-9_]+)`", SETUP))
    assert named - known == set()
