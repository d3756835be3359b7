"""The rules of config/prometheus: complete, tested alert by alert, and read by the programs themselves."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from fixtures.infra import ROOT, require, run
from stack.alerting import OPTIONAL_PARTS, render

RULES = sorted((ROOT / "config/prometheus/rules").glob("*.yml"))
TESTS = sorted((ROOT / "config/prometheus/tests").glob("*.yml"))

# The catalogue: each alert with its degrees.
CATALOGUE = {
    "LLMServiceDown": {"critical"},
    "LLMServiceUnhealthy": {"critical"},
    "ModelNotLoaded": {"warning", "critical"},
    "HighTTFT": {"warning"},
    "VeryHighTTFT": {"critical"},
    "LowThroughput": {"warning"},
    "VeryLowThroughput": {"critical"},
    "HighErrorRate": {"warning"},
    "VeryHighErrorRate": {"critical"},
    "FailureRateSpike": {"critical"},
    "HighErrorVolume": {"warning"},
    "HighLatency": {"warning"},
    "HighRequestLatency": {"critical"},
    "RequestSurge": {"warning"},
    "TokenSurge": {"warning"},
    "HighGPUUtilization": {"warning"},
    "HighGPUMemoryUsage": {"warning"},
    "CriticalGPUMemoryUsage": {"critical"},
    "HighCPUUsage": {"warning"},
    "HighMemoryUsage": {"warning"},
    "HighActiveRequests": {"warning"},
    "VeryHighActiveRequests": {"critical"},
    "RequestQueueBuilding": {"warning"},
    "LowCacheHitRate": {"info"},
    "MonitoringTargetDown": {"warning", "critical"},
    "DiskSpaceLow": {"warning", "critical"},
    "IngestSpoolGrowing": {"warning", "critical"},
    "SpansDeadLettered": {"warning", "critical"},
    "AlertmanagerNotificationsFailing": {"warning", "critical"},
    "BudgetBurning": {"warning", "critical"},
    "BudgetSpent": {"warning", "critical"},
    "CostAnomaly": {"warning", "critical"},
    "LatencyAnomaly": {"warning", "critical"},
    "AgentLoop": {"warning", "critical"},
    "SignalsStale": {"warning"},
}


@cache
def alerts() -> list[dict[str, Any]]:
    return [
        rule
        for path in RULES
        for group in yaml.safe_load(path.read_text("utf-8"))["groups"]
        for rule in group["rules"]
        if "alert" in rule
    ]


@cache
def checks() -> list[dict[str, Any]]:
    return [
        check
        for path in TESTS
        for test in yaml.safe_load(path.read_text("utf-8"))["tests"]
        for check in test["alert_rule_test"]
    ]


def test_every_alert_of_the_catalogue_is_there_in_its_degrees() -> None:
    found: dict[str, set[str]] = {}
    for rule in alerts():
        found.setdefault(rule["alert"], set()).add(rule["labels"]["severity"])
    assert found == CATALOGUE


@pytest.mark.parametrize("rule", alerts(), ids=lambda rule: f"{rule['alert']}-{rule['labels']['severity']}")
def test_an_alert_says_what_it_is_and_where_to_read_on(rule: dict[str, Any]) -> None:
    notes = rule["annotations"]
    assert notes["summary"]
    assert notes["description"].endswith(".")
    assert notes["runbook_url"].endswith(f"/admin/monitoring/alerts/runbooks/{rule['alert']}")
    assert rule["labels"]["component"]
    # The notices' templates add the time to it.
    assert "?" in notes.get("traces_url", "?")


@pytest.mark.parametrize("name", sorted(CATALOGUE))
def test_each_alert_is_tested_firing_in_every_degree_and_silent(name: str) -> None:
    ours = [check for check in checks() if check["alertname"] == name]
    fired = {alert["exp_labels"]["severity"] for check in ours for alert in check["exp_alerts"]}
    assert fired == CATALOGUE[name]
    silent = [index for index, check in enumerate(ours) if not check["exp_alerts"]]
    firing = [index for index, check in enumerate(ours) if check["exp_alerts"]]
    assert silent, "never silent"
    assert min(silent) < min(firing), "not silent before its time"
    assert max(silent) > min(firing), "never resolved"


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.stem)
def test_promtool_test_rules(path: Path) -> None:
    run(require("promtool", package="prometheus"), "test", "rules", path)


@pytest.mark.parametrize("layout", ["native", "compose"])
def test_promtool_check_config(layout: str, tmp_path: Path) -> None:
    promtool = require("promtool", package="prometheus")
    render({}, tmp_path, layout, OPTIONAL_PARTS)
    run(promtool, "check", "config", tmp_path / "prometheus.yml")


def test_the_remote_write_that_is_a_comment_is_valid(tmp_path: Path) -> None:
    promtool = require("promtool", package="prometheus")
    render({}, tmp_path)
    path = tmp_path / "prometheus.yml"
    before, mark, option = path.read_text("utf-8").partition("# remote_write:\n")
    assert mark
    option = (mark + option).replace("# ", "", 1).replace("\n# ", "\n").replace("\n#", "\n")
    path.write_text(before + option, "utf-8")
    assert yaml.safe_load(path.read_text("utf-8"))["remote_write"][0]["url"]
    (tmp_path / "prometheus/secrets/remote-write.token").write_text("token")
    run(promtool, "check", "config", path)


def test_a_stack_is_told_apart_by_an_external_label() -> None:
    config = yaml.safe_load((ROOT / "config/prometheus.yml").read_text("utf-8"))
    assert config["global"]["external_labels"] == {"deployment": "agent-portal"}
