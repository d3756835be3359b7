"""`/api/alerts` and `/api/dashboards` over a real Prometheus and a real Alertmanager."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, TypeVar

import httpx
import pytest

from fixtures.infra import Running, require
from fixtures.portal import RunningPortal, portal_settings, running_portal
from fixtures.ports import free_ports

T = TypeVar("T")
RULES = """
groups:
  - name: tests
    interval: 1s
    rules:
      - alert: HighErrorRate
        expr: up == 1
        labels: {severity: warning, family: errors, component: gateway, model: "qwen-235b"}
        annotations: {summary: "5 % fail", description: "of qwen-235b"}
      - alert: DiskSpaceLow
        expr: up == 1
        labels: {severity: critical, component: host}
      - alert: BudgetSpent
        expr: up == 1
        labels: {severity: warning, component: spending, scope: team, name: 'r"d'}
      - alert: AgentLoop
        expr: up == 1
        labels: {severity: warning, component: agent, agent: "planner", tool: "search", project: "p1"}
      - alert: SpansDeadLettered
        expr: 40 + up
        labels: {severity: info}
      - alert: LowCacheHitRate
        expr: up == 1
        for: 1h
        labels: {severity: info}
"""


ROUTES = {
    "route": {
        "receiver": "none",
        "routes": [
            {"matchers": ['severity="warning"'], "receiver": "on-call", "repeat_interval": "1h30m"},
            {"matchers": ['alertname="DiskSpaceLow"'], "receiver": "none"},
        ],
    },
    "inhibit_rules": [
        {
            "source_matchers": ['alertname="DiskSpaceLow"'],
            "target_matchers": ['alertname="SpansDeadLettered"'],
        }
    ],
    "receivers": [
        {"name": "none"},
        {"name": "on-call", "webhook_configs": [{"url": "http://127.0.0.1:9/", "send_resolved": False}]},
    ],
}


@dataclass
class Watched:
    """A portal, and the two programs behind it."""

    portal: RunningPortal
    prometheus: Running
    alertmanager: Running


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Watched]:
    folder = tmp_path_factory.mktemp("watched")
    at_prometheus, at_alertmanager = (f"127.0.0.1:{port}" for port in free_ports(2))
    (folder / "rules.yml").write_text(RULES)
    (folder / "alertmanager.yml").write_text(json.dumps(ROUTES))
    config = {
        "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
        "rule_files": ["rules.yml"],
        "alerting": {"alertmanagers": [{"static_configs": [{"targets": [at_alertmanager]}]}]},
        "scrape_configs": [{"job_name": "own", "static_configs": [{"targets": [at_prometheus]}]}],
    }
    (folder / "prometheus.yml").write_text(json.dumps(config))
    prometheus = Running(
        [
            require("prometheus", package="prometheus"),
            f"--config.file={folder / 'prometheus.yml'}",
            f"--storage.tsdb.path={folder / 'tsdb'}",
            f"--web.listen-address={at_prometheus}",
        ],
        ready=f"http://{at_prometheus}/-/ready",
        log=folder / "prometheus.log",
    )
    alertmanager = Running(
        [
            require("prometheus-alertmanager", "alertmanager", package="prometheus-alertmanager"),
            f"--config.file={folder / 'alertmanager.yml'}",
            f"--storage.path={folder / 'data'}",
            f"--web.listen-address={at_alertmanager}",
            "--cluster.listen-address=",
        ],
        ready=f"http://{at_alertmanager}/-/ready",
        log=folder / "alertmanager.log",
    )
    settings = portal_settings(
        folder / "portal",
        prometheus_url=f"http://{at_prometheus}",
        alertmanager_url=f"http://{at_alertmanager}",
    )
    with alertmanager, prometheus, running_portal(settings) as portal:
        yield Watched(portal, prometheus, alertmanager)


@pytest.fixture
def admin(watched: Watched) -> Iterator[httpx.Client]:
    with watched.portal.signed_in() as client:
        yield client


def soon(probe: Callable[[], T], timeout_s: float = 120) -> T:
    """The first result that is not empty."""
    deadline = time.monotonic() + timeout_s
    while not (found := probe()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return found


def alert(client: httpx.Client, name: str, state: str) -> dict[str, Any]:
    """The alert of this name, once it is in this state."""

    def find() -> dict[str, Any] | None:
        found = client.get("/api/alerts").json()["alerts"]
        return next((one for one in found if (one["name"], one["state"]) == (name, state)), None)

    found = soon(find)
    assert found
    return found


def test_what_fires_is_listed_gravest_first_with_its_traces(admin: httpx.Client) -> None:
    fails = alert(admin, "HighErrorRate", "firing")
    alert(admin, "DiskSpaceLow", "firing")
    alert(admin, "LowCacheHitRate", "pending")
    alert(admin, "SpansDeadLettered", "inhibited")
    answer = admin.get("/api/alerts").json()
    assert [one["name"] for one in answer["alerts"] if one["name"] != "PortalTestAlert"] == [
        *("DiskSpaceLow", "AgentLoop", "BudgetSpent", "HighErrorRate", "LowCacheHitRate"),
        "SpansDeadLettered",
    ]
    assert answer["sources"] == {"alertmanager": "ok", "prometheus": "ok", "advice": ""}
    assert (fails["summary"], fails["description"], fails["severity"]) == (
        "5 % fail",
        "of qwen-235b",
        "warning",
    )
    assert fails["labels"]["model"] == "qwen-235b"
    assert not {"alertname", "severity", "family"} & set(fails["labels"])
    assert fails["traces"]["filter"] == 'status:error model:"qwen-235b"'
    assert fails["traces"]["start_time"] < fails["since"]
    behind = {one["name"]: one["traces"] for one in answer["alerts"]}
    assert behind["AgentLoop"]["filter"] == 'tool:"search"'
    assert behind["BudgetSpent"]["filter"] == 'team:"r\\"d"'
    # A full disk has no traces behind it.
    assert answer["alerts"][0]["traces"] is None


def test_an_alert_says_its_value_who_hears_of_it_and_what_explains_it(admin: httpx.Client) -> None:
    fails, disk = alert(admin, "HighErrorRate", "firing"), alert(admin, "DiskSpaceLow", "firing")
    assert fails["notified"] == [{"receiver": "on-call", "channels": ["webhook"], "repeats_s": 5400}]
    # Alertmanager's own interval, where no route says one; and nobody is told.
    assert disk["notified"] == [{"receiver": "none", "channels": [], "repeats_s": 4 * 3600}]
    dead = alert(admin, "SpansDeadLettered", "inhibited")
    assert dead["value"] == 41.0
    assert dead["inhibited_by"] == [{"fingerprint": disk["fingerprint"], "name": "DiskSpaceLow"}]
    waits = alert(admin, "LowCacheHitRate", "pending")
    assert (waits["value"], waits["notified"], waits["inhibited_by"]) == (1.0, [], [])


def test_a_silence_is_seen_and_ends(admin: httpx.Client) -> None:
    alert(admin, "DiskSpaceLow", "firing")
    wanted = {
        "matchers": [{"name": "alertname", "value": "DiskSpaceLow"}],
        "minutes": 30,
        "comment": "a new disk is on its way",
    }
    made = admin.post("/api/alerts/silences", json=wanted)
    assert made.status_code == 201, made.text
    silence = made.json()
    assert (silence["created_by"], silence["comment"]) == ("admin@example.com", wanted["comment"])
    assert alert(admin, "DiskSpaceLow", "silenced")["silenced_by"] == [silence["id"]]
    listed = admin.get("/api/alerts/silences").json()["silences"]
    assert [(one["id"], one["matchers"][0]["value"]) for one in listed] == [(silence["id"], "DiskSpaceLow")]
    assert admin.delete(f"/api/alerts/silences/{silence['id']}").status_code == 204
    alert(admin, "DiskSpaceLow", "firing")
    assert admin.get("/api/alerts/silences").json()["silences"] == []
    acts = [one["action"] for one in admin.get("/api/audit").json()["events"]]
    assert acts[:2] == ["silence.delete", "silence.create"]


def test_what_alertmanager_refuses_is_told(admin: httpx.Client) -> None:
    wanted = {
        "matchers": [{"name": "alertname", "value": "(", "is_regex": True}],
        "minutes": 30,
        "comment": "x",
    }
    answer = admin.post("/api/alerts/silences", json=wanted)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "refused")
    unknown = "00000000-0000-4000-8000-000000000000"
    assert admin.delete(f"/api/alerts/silences/{unknown}").status_code == 404


def test_an_acknowledgement_carries_name_and_note(admin: httpx.Client) -> None:
    fails = alert(admin, "HighErrorRate", "firing")
    path = f"/api/alerts/{fails['fingerprint']}/acknowledge"
    answer = admin.post(path, json={"note": "restarting it"})
    assert answer.status_code == 200, answer.text
    seen = alert(admin, "HighErrorRate", "firing")["acknowledged"]
    assert seen == answer.json()["acknowledged"]
    assert (seen["note"], seen["at"]) == ("restarting it", "2026-01-31T09:00:00.000000Z")
    assert admin.delete(path).status_code == 204
    assert alert(admin, "HighErrorRate", "firing")["acknowledged"] is None
    assert admin.post("/api/alerts/ffffffffffffffff/acknowledge", json={}).status_code == 404


def test_the_history_says_from_when_to_when(admin: httpx.Client) -> None:
    alert(admin, "HighErrorRate", "firing")
    now = time.time()
    window = {"start_time": str(now - 3600), "end_time": str(now + 60)}

    def episodes() -> list[dict[str, Any]]:
        return list(admin.get("/api/alerts/history", params=window).json()["episodes"])

    found = soon(episodes)
    (fails,) = [one for one in found if one["name"] == "HighErrorRate"]
    assert (fails["severity"], fails["labels"]["model"]) == ("warning", "qwen-235b")
    assert "LowCacheHitRate" not in {one["name"] for one in found}
    long = {"start_time": str(now - 91 * 86400)}
    assert admin.get("/api/alerts/history", params=long).status_code == 422


def test_a_test_alert_takes_the_way_of_real_ones(admin: httpx.Client) -> None:
    assert admin.post("/api/alerts/test", json={"severity": "critical"}).status_code == 202
    sent = alert(admin, "PortalTestAlert", "firing")
    assert (sent["severity"], sent["has_runbook"]) == ("critical", False)


def test_dashboards_are_listed_and_given_as_grafana_has_them(admin: httpx.Client) -> None:
    listed = admin.get("/api/dashboards").json()["dashboards"]
    panels = {one["uid"]: one["panels"] for one in listed}
    assert (panels["llm-dashboard"], panels["litellm-monitoring"]) == (12, 8)
    board = admin.get("/api/dashboards/llm-dashboard").json()
    assert len(board["panels"]) == 12
    assert {one["name"] for one in board["templating"]["list"]} == {"datasource", "model", "mode"}
    assert admin.get("/api/dashboards/none").status_code == 404


def test_prometheus_is_asked_within_bounds(admin: httpx.Client) -> None:
    def ask(**params: Any) -> httpx.Response:
        return admin.get("/api/dashboards/query", params=params)

    (now,) = soon(lambda: ask(query="up", instant="true").json()["series"])
    assert now["labels"]["job"] == "own"
    assert [value for _, value in now["points"]] == [1.0]
    line = ask(query="up", step_seconds=15).json()
    assert line["step_seconds"] == 15
    assert {value for _, value in line["series"][0]["points"]} == {1.0}
    # 0/0 is no number, which JSON cannot say.
    assert ask(query="vector(0) / 0", instant="true").json()["series"][0]["points"][0][1] is None
    assert ask(query="1", instant="true").json()["series"][0]["points"][0][1] == 1.0
    # A month in seconds: as many points as may be, not more.
    window = {"start_time": "2026-01-01T00:00:00Z", "end_time": "2026-01-31T00:00:00Z"}
    assert ask(query="up", step_seconds=1, **window).json()["step_seconds"] == 1296
    bad = ask(query="sum(")
    assert (bad.status_code, bad.json()["error"]["code"]) == (400, "refused")
    assert "parse error" in bad.json()["error"]["message"]
    assert ask(query="up", start_time=str(time.time() - 91 * 86400)).status_code == 422
    assert ask(query="x" * 4001).status_code == 422
    jobs = admin.get("/api/dashboards/labels/job", params={"metric": "up"})
    assert jobs.json() == {"values": ["own"]}
    assert admin.get("/api/dashboards/labels/job", params={"metric": "up{"}).status_code == 422


def test_who_sees_some_projects_is_told_what_concerns_them(watched: Watched, admin: httpx.Client) -> None:
    loop = soon(lambda: alert(admin, "AgentLoop", "firing"))
    body = {"name": "Lee", "role": "operator", "password": "a long password", "all_projects": False}
    for project in ("p1", "p2"):
        made = admin.post(
            "/api/users", json={**body, "email": f"{project}@example.com", "project_ids": [project]}
        )
        assert made.status_code == 201, made.text
    with watched.portal.signed_in("p1@example.com", "a long password") as lee:
        assert alert(lee, "AgentLoop", "firing") is not None
    with watched.portal.signed_in("p2@example.com", "a long password") as lee:
        names = {one["name"] for one in lee.get("/api/alerts").json()["alerts"]}
        assert "AgentLoop" not in names
        assert "DiskSpaceLow" in names
        past = soon(lambda: {one["name"] for one in lee.get("/api/alerts/history").json()["episodes"]})
        assert "AgentLoop" not in past
        seen = lee.post(f"/api/alerts/{loop['fingerprint']}/acknowledge", json={"note": "mine"})
        assert (seen.status_code, seen.json()["error"]["code"]) == (404, "alert_not_found")
        assert lee.get("/api/dashboards/query", params={"query": "up"}).status_code == 200
        for path, params in (
            ("query", {"query": "ALERTS"}),
            ("labels/agent", {"metric": "agentops_agent_loop_calls"}),
        ):
            refused = lee.get(f"/api/dashboards/{path}", params=params)
            assert (refused.status_code, refused.json()["error"]["code"]) == (403, "all_projects_required")
        programs = lee.get("/api/proxy").json()["programs"]
        assert {(one["allowed"], one["refused_for"]) for one in programs if one["role"] == "viewer"} == {
            (False, "projects")
        }
        assert lee.get("/api/proxy/prometheus/api/v1/query?query=up").status_code == 403


class Nonsense(BaseHTTPRequestHandler):
    """FAKE Alertmanager that answers what none would."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'[{"labels": 7}]')

    def log_message(self, format: str, *args: Any) -> None:
        pass


def test_without_its_sources_the_list_says_what_is_missing(tmp_path: Path) -> None:
    with running_portal(portal_settings(tmp_path / "none")) as portal, portal.signed_in() as client:
        answer = client.get("/api/alerts").json()
        assert answer["alerts"] == []
        assert (answer["sources"]["alertmanager"], answer["sources"]["prometheus"]) == ("off", "off")
        assert "up.sh" in answer["sources"]["advice"]
        refused = client.get("/api/alerts/silences")
        assert (refused.status_code, refused.json()["error"]["code"]) == (503, "not_configured")
    away = portal_settings(tmp_path / "away", alertmanager_url="http://127.0.0.1:9")
    with running_portal(away) as portal, portal.signed_in() as client:
        sources = client.get("/api/alerts").json()["sources"]
        assert sources["alertmanager"] == "down"
        assert "ALERTMANAGER_URL" in sources["advice"]
        assert client.get("/api/alerts/silences").json()["error"]["code"] == "unreachable"


def test_an_answer_of_another_shape_is_the_upstreams_fault(tmp_path: Path) -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Nonsense)
    Thread(target=server.serve_forever, daemon=True).start()
    settings = portal_settings(tmp_path, alertmanager_url=f"http://127.0.0.1:{server.server_address[1]}")
    try:
        with running_portal(settings) as portal, portal.signed_in() as client:
            for path in ("/api/alerts", "/api/alerts/silences"):
                answer = client.get(path)
                assert (answer.status_code, answer.json()["error"]["code"]) == (502, "upstream_error"), path
    finally:
        server.shutdown()
        server.server_close()
