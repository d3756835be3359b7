"""Anomalies through the portal from a real server: found, with the right numbers, linked to traces."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.spans import chat, request, span, trace_id

# A Thursday noon; the ten days before it are the past.
NOW = datetime(2026, 10, 22, 12, tzinfo=UTC)
DAYS = 10
WINDOW: dict[str, Any] = {
    "start_time": (NOW - timedelta(hours=6)).isoformat(),
    "end_time": NOW.isoformat(),
    "days": DAYS,
}
SLOW_FROM = NOW - timedelta(hours=2)


def _hour_of(start: datetime, chance: random.Random) -> Iterator[bytes]:
    """An hour: two models, of which one gets slow and failing at the end, and an agent that goes silent."""
    shifted = start >= SLOW_FROM
    base = int(start.timestamp()) * 1_000_000_000

    def call(model: str, ms: float, cost: float | None, fails: bool) -> Any:
        at = chance.random() * 3_500_000
        status = {"status": 2, "message": "overloaded"} if fails else {"status": 1}
        return chat(trace_id(), model=model, cost=cost, base_ns=base, start_ms=at, length_ms=ms, **status)

    spans = [call("steady", 300 + 50 * chance.random(), 0.002, chance.random() < 0.02) for _ in range(36)]
    ms = 3000 if shifted else 400
    fails = 0.5 if shifted else 0.02
    spans += [
        call("qwen-235b", ms + 60 * chance.random(), 0.08 if shifted else 0.01, chance.random() < fails)
        for _ in range(40)
    ]
    if not shifted:
        agent = {"agentops.span.kind": "agent", "gen_ai.agent.name": "planner"}
        spans += [span(trace_id(), "planner", attributes=agent, base_ns=base, start_ms=n) for n in range(35)]
    yield request(*spans)


@pytest.fixture(scope="module")
def project(server: AgentOpsProcess) -> Project:
    made = server.new_project()
    chance = random.Random(20261022)
    start = NOW - timedelta(days=DAYS, hours=6)
    sent = []
    while start < NOW:
        sent += list(_hour_of(start, chance))
        start += timedelta(hours=1)
    for body in sent:
        assert made.send(body).status_code == 200
    made.settle()
    for body in sent[::20]:  # sent again: counts once
        assert made.send(body).status_code == 200
    made.settle()
    return made


def _found(admin: httpx.Client, project: Project, **params: Any) -> dict[str, Any]:
    answer = admin.get("/api/agentops/anomalies", params={"project_id": project.id, **WINDOW, **params})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_what_changed_is_found_and_nothing_else(admin: httpx.Client, project: Project) -> None:
    found = _found(admin, project)
    assert (found["models"], found["agents"], found["complete"], found["learning"]) == (2, 1, True, [])
    kinds = {(one["subject"], one["name"], one["metric"], one["direction"]) for one in found["anomalies"]}
    assert kinds == {
        ("model", "qwen-235b", "latency", "up"),
        ("model", "qwen-235b", "errors", "up"),
        ("model", "qwen-235b", "cost", "up"),
        ("agent", "planner", "volume", "down"),
    }
    for one in found["anomalies"]:
        assert (one["since"], one["until"]) == ("2026-10-22T10:00:00.000000Z", None), one
        assert one["severity"] == "critical"
        assert one["usual_low"] <= one["usual"] <= one["usual_high"]
        assert abs(one["score"]) >= 4
        assert one["name"] in one["message"]
    assert len({one["id"] for one in found["anomalies"]}) == 4
    # The same anomaly keeps its id while the window moves on.
    longer = _found(admin, project, start_time=(NOW - timedelta(hours=3)).isoformat())
    assert {one["id"] for one in longer["anomalies"]} == {one["id"] for one in found["anomalies"]}


def test_the_numbers_are_those_of_the_spans(admin: httpx.Client, project: Project) -> None:
    by_metric = {one["metric"]: one for one in _found(admin, project)["anomalies"]}
    spent = by_metric["cost"]
    assert spent["count"] == 40
    assert spent["value"] == pytest.approx(40 * 0.08)
    assert spent["usual"] == pytest.approx(40 * 0.01)
    assert spent["times"] == pytest.approx(8)
    slow = by_metric["latency"]
    assert 3000 <= slow["value"] <= 3060
    assert 400 <= slow["usual"] <= 460
    silent = by_metric["volume"]
    assert (silent["value"], silent["usual"], silent["count"]) == (0, 35, 0)
    failed = by_metric["errors"]
    assert failed["value"] == pytest.approx(failed["error_count"] / 40)


def test_a_link_leads_to_the_traces(admin: httpx.Client, project: Project) -> None:
    for one in _found(admin, project)["anomalies"]:
        link = {**one["link"], "project_id": project.id, "limit": 200}
        found = admin.get("/api/agentops/traces", params=link).json()
        if one["metric"] == "volume":  # there are none: that is the point
            assert found["total"] == 0
            continue
        assert found["total"] > 0
        assert all(one["name"] in trace["models"] for trace in found["traces"])
        if one["metric"] == "errors":
            assert {trace["status"] for trace in found["traces"]} == {"ERROR"}
            assert found["total"] >= one["error_count"]
        if one["metric"] == "latency":
            assert min(trace["duration_ns"] for trace in found["traces"]) >= 400_000_000


def test_an_hour_before_there_was_nothing(admin: httpx.Client, project: Project) -> None:
    before = {"end_time": SLOW_FROM.isoformat()}
    assert _found(admin, project, **before)["anomalies"] == []


def test_hours_are_those_of_the_callers_clock(admin: httpx.Client, project: Project) -> None:
    found = _found(admin, project, time_zone="Asia/Kolkata")
    # Hours begin at the half there, by UTC: the shift at 10:00 UTC is in the middle of one.
    assert found["start_time"] == "2026-10-22T05:30:00.000000Z"
    slow = [one for one in found["anomalies"] if one["metric"] == "latency"]
    assert slow[0]["worst_at"].endswith(":30:00.000000Z")
    assert "2026-10-22" in slow[0]["message"]


def test_what_is_new_is_being_learned(admin: httpx.Client, server: AgentOpsProcess) -> None:
    made = server.new_project()
    base = int((NOW - timedelta(hours=1)).timestamp()) * 1_000_000_000
    spans = [chat(trace_id(), model="brand-new", base_ns=base, start_ms=number) for number in range(50)]
    assert made.send(request(*spans)).status_code == 200
    made.settle()
    found = _found(admin, made)
    assert found["anomalies"] == []
    assert found["learning"] == [{"subject": "model", "name": "brand-new"}]
    assert _found(admin, server.new_project())["learning"] == []


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"start_time": "2026-10-01T00:00:00Z"}, "start_time"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"days": 1}, "days"),
        ({"days": 36}, "days"),
        ({"start_time": "2026-10-23T00:00:00Z"}, "start_time"),
    ],
)
def test_wrong_questions_are_refused(
    admin: httpx.Client, project: Project, params: dict[str, Any], field: str
) -> None:
    answer = admin.get("/api/agentops/anomalies", params={"project_id": project.id, **WINDOW, **params})
    assert answer.status_code == 422
    assert field in answer.text
