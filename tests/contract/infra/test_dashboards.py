"""The dashboards: the catalogue's panels, names that something emits, and data from a real Prometheus."""

import json
import time
from pathlib import Path

import pytest

from fixtures.boards import BOARDS, BUILT_IN, RULES, UID, has_data, names, queries, rules
from fixtures.exporter import CATALOGUE, Exporter, emitted
from fixtures.infra import Running, get_json, require
from fixtures.ports import free_port

TITLES = {
    "litellm-monitoring.json": [
        "Total Requests (5m)",
        "Request Rate (1m)",
        "Error Rate (%)",
        "P95 Latency (ms)",
        "Request Rate by Model",
        "Latency by Model",
        "Token Usage (5m)",
        "Cost per Model (5m)",
    ],
    "llm_dashboard.json": [
        "Request Rate",
        "Active Requests",
        "Inference Latency p50/p95/p99",
        "Error Rate",
        "Cache Hit Rate",
        "Total Requests (success vs error)",
        "Model Status",
        "Memory Usage",
        "Request Distribution by Model",
        "Cache Operations",
        "Average Latency by Mode",
        "Error Types",
    ],
    "llm-signals.json": [
        "Budgets Spent",
        "Looping Traces",
        "Last Looked At",
        "Burn Rate (1h)",
        "Spending",
        "Out of the Ordinary",
        "Repeated Tool Calls",
        "Failed Rounds",
    ],
}


def test_the_panels_of_the_catalogue() -> None:
    assert set(BOARDS) == {*TITLES, "gpu-models.json", "portal-health.json"}
    for name, titles in TITLES.items():
        assert [panel["title"] for panel in BOARDS[name]["panels"]] == titles
    health = {panel["title"] for panel in BOARDS["portal-health.json"]["panels"]}
    assert {"Lost Spans", "Ingest", "Spool", "Proxy", "Event Stream"} <= health


def test_variables_and_annotation() -> None:
    board = BOARDS["llm_dashboard.json"]
    variables = {one["name"]: one for one in board["templating"]["list"]}
    assert set(variables) == {"datasource", "model", "mode"}
    assert variables["model"]["multi"]
    assert variables["mode"]["multi"]
    (note,) = board["annotations"]["list"]
    assert "llm_model_loaded" in note["expr"]
    kinds = {panel["title"]: panel["type"] for panel in board["panels"]}
    assert kinds["Request Distribution by Model"] == "piechart"
    assert kinds["Average Latency by Mode"] == "bargauge"
    types = [panel for panel in board["panels"] if panel["title"] == "Error Types"]
    assert types[0]["fieldConfig"]["defaults"]["custom"]["stacking"]["mode"] == "normal"


@pytest.mark.parametrize("name", sorted(BOARDS))
def test_a_board_is_whole(name: str) -> None:
    board = BOARDS[name]
    assert board["uid"]
    assert board["refresh"] == "30s"
    ids = [panel["id"] for panel in board["panels"]]
    assert len(ids) == len(set(ids))
    taken: set[tuple[int, int]] = set()
    sources = {"${datasource}"} if name == "llm_dashboard.json" else {UID}
    for panel in board["panels"]:
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert place["x"] + place["w"] <= 24
        assert not cells & taken, panel["title"]
        taken |= cells
        assert panel["description"].endswith(".")
        assert panel["fieldConfig"]["defaults"]["unit"]
        assert {target["datasource"]["uid"] for target in panel["targets"]} == sources


def test_board_uids_are_unique() -> None:
    uids = [board["uid"] for board in BOARDS.values()]
    assert len(uids) == len(set(uids))


def test_nothing_asks_for_a_metric_that_nothing_emits() -> None:
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    known = emitted() | recorded | BUILT_IN
    asked = {
        **{f"rule {rule.get('alert', rule.get('record'))}": rule["expr"] for rule in rules()},
        **dict(queries()),
    }
    unknown = {where: names(expr) - known for where, expr in asked.items() if names(expr) - known}
    assert unknown == {}


def test_the_reader_of_names_reads_names() -> None:
    expr = '100 * sum by (a, le) (rate(x_total{m=~"y|z"}[5m] offset 1h)) / on (b) (vllm:q > 0) or vector(0)'
    assert names(expr) == {"x_total", "vllm:q"}


def test_every_metric_of_the_catalogue_is_used() -> None:
    used = set().union(*(names(rule["expr"]) for rule in rules()), *(names(expr) for _, expr in queries()))
    unused = {
        metric["name"]
        for metric in CATALOGUE
        if not any(name == metric["name"] or name.startswith(metric["name"] + "_") for name in used)
    }
    assert unused == set()


def test_every_query_returns_data_from_a_real_prometheus(tmp_path: Path) -> None:
    binary = require("prometheus", package="prometheus")
    port = free_port()
    with Exporter() as exporter:
        for path in RULES:
            text = path.read_text("utf-8").replace("interval: 15s", "interval: 1s")
            (tmp_path / path.name).write_text(text, "utf-8")
        jobs = ["gateway", "model-server", "agentops-server", "portal", "otel-collector", "dcgm"]
        # One job shows everything; the others are targets like any other, one of them away.
        config = {
            "global": {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"},
            "rule_files": ["*.yml"],
            "scrape_configs": [
                {"job_name": "all", "static_configs": [{"targets": [exporter.address]}]},
                *(
                    {"job_name": job, "static_configs": [{"targets": [f"127.0.0.1:{free_port()}"]}]}
                    for job in jobs
                ),
            ],
        }
        (tmp_path / "prometheus.yaml").write_text(json.dumps(config), "utf-8")
        api = f"http://127.0.0.1:{port}"
        argv = [
            binary,
            f"--config.file={tmp_path / 'prometheus.yaml'}",
            f"--storage.tsdb.path={tmp_path / 'data'}",
            f"--web.listen-address=127.0.0.1:{port}",
        ]
        with Running(argv, ready=f"{api}/-/ready", log=tmp_path / "log"):
            missing = dict(queries())
            missing |= {f"record {rule['record']}": rule["record"] for rule in rules() if "record" in rule}
            deadline = time.monotonic() + 300
            while missing and time.monotonic() < deadline:
                missing = {where: expr for where, expr in missing.items() if not has_data(api, expr)}
                time.sleep(0.5)
            assert missing == {}
            problems = [
                (rule["name"], rule["lastError"])
                for group in get_json(f"{api}/api/v1/rules")["data"]["groups"]
                for rule in group["rules"]
                if rule["health"] == "err"
            ]
            assert problems == []
