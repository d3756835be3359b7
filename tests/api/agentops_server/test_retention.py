"""Retention over both kinds of store: real old data goes, once, counted, and does not come back."""

import json
import time
from typing import Any

import pytest

from fixtures.agentops_process import Project
from fixtures.policies import read_policy, set_policy, wait_deleted
from fixtures.signals import gauge, log, log_request, metric_request, settle
from fixtures.spans import BASE_NS, chat, request, span, trace_id

DAY_NS = 86_400 * 10**9
# Noon of this day, so that a trace of an hour does not cross midnight.
NOON_NS = BASE_NS // DAY_NS * DAY_NS + DAY_NS // 2


def ago(days: int) -> int:
    return NOON_NS - days * DAY_NS


def post(project: Project, signal: str, body: bytes) -> Any:
    headers = {"Content-Type": "application/x-protobuf", **project.headers}
    return project.server.http.post(f"{project.server.otlp_url}/v1/{signal}", content=body, headers=headers)


def everything(project: Project) -> dict[str, Any]:
    """What the project shows of a year and a month."""
    now = int(time.time())
    window = {"start_time": str(now - 395 * 86_400), "end_time": str(now + 86_400)}
    traces = project.traces(**window, limit=200)
    totals = project.get("/telemetry/v1/metrics", **window, interval="day").json()["totals"]
    logs = project.get("/telemetry/v1/logs", **window).json()["logs"]
    names = project.get("/telemetry/v1/metric-points", **window).json()["metrics"]
    return {
        "traces": {one["trace_id"]: one["span_count"] for one in traces},
        "spans": totals["span_count"],
        "calls": totals["llm_call_count"],
        "cost": totals["cost_usd"],
        "logs": len(logs),
        "metrics": names,
    }


def eventually_traces(project: Project, count: int, timeout_s: float = 120) -> dict[str, Any]:
    """What the project shows once so many traces are left: what is counted goes within moments."""
    deadline = time.monotonic() + timeout_s
    while len((shown := everything(project))["traces"]) != count:
        assert time.monotonic() < deadline, shown
        time.sleep(0.1)
    return shown


def test_what_is_past_its_time_goes_whole_counted_and_for_good(project: Project) -> None:
    old, lasting, young = trace_id(), trace_id(), trace_id()
    # Of the lasting trace one span lies before the midnight that counts and one after it.
    midnight = BASE_NS // DAY_NS * DAY_NS - 30 * DAY_NS
    old_body = request(
        chat(old, base_ns=ago(40), cost=1.0, span_id=b"oldspan1"),
        span(old, base_ns=ago(40), span_id=b"oldspan2"),
    )
    bodies = [
        old_body,
        request(
            chat(lasting, base_ns=midnight, start_ms=-1000, cost=2.0, span_id=b"before01"),
            span(lasting, base_ns=midnight, start_ms=1000, length_ms=10, span_id=b"after001"),
        ),
        request(chat(young, base_ns=ago(2), cost=4.0)),
    ]
    for body in bodies:
        assert project.send(body).status_code == 200
    records = (log("old", at_ns=ago(40) - BASE_NS), log("young", at_ns=ago(2) - BASE_NS))
    assert post(project, "logs", log_request(*records)).status_code == 200
    points = gauge("warm", 1.0, 2.0)
    points.gauge.data_points[0].time_unix_nano = ago(40)
    assert post(project, "metrics", metric_request(points)).status_code == 200
    settle(project)
    before = everything(project)
    assert (len(before["traces"]), before["spans"], before["cost"], before["logs"]) == (3, 5, 7.0, 2)

    other = project.server.new_project()
    assert other.send(old_body).status_code == 200
    other.settle()

    set_policy(project, retention_days=30)
    wanted = {"spans": 4, "traces": 2, "log_records": 1, "metric_points": 1}
    deleted = wait_deleted(project, **wanted)
    assert {name: deleted[name] for name in wanted} == wanted
    assert deleted["last_at"] is not None
    after = eventually_traces(project, 1)
    assert after["traces"] == {young.hex(): 1}
    assert (after["spans"], after["calls"], after["cost"], after["logs"]) == (1, 1, 4.0, 1)
    for gone in (old, lasting):
        assert project.get(f"/telemetry/v1/traces/{gone.hex()}").status_code == 404
    # Another project keeps its own.
    assert everything(other)["traces"] == {old.hex(): 2}

    # The same spans sent again are not taken, and the sender is told.
    again = project.send(old_body, Accept="application/json")
    assert again.status_code == 200
    assert b"retention of 30 days" in again.content
    both = project.send(request(span(old, base_ns=ago(40)), span(young, base_ns=ago(2), span_id=b"another1")))
    assert both.status_code == 200
    late = log_request(log("old", at_ns=ago(40) - BASE_NS))
    assert b"retention" in post(project, "logs", late).content
    settle(project)
    found = project.ingest()
    assert found["rejected_spans"] == 3
    assert found["logs"]["rejected"] == 1
    final = everything(project)
    assert final["traces"] == {young.hex(): 2}
    assert read_policy(project)["deleted"] == deleted


def test_a_shorter_retention_applies_to_what_is_stored_and_a_longer_one_brings_nothing_back(
    project: Project,
) -> None:
    for days in (5, 15, 25, 100, 390):
        assert project.send(request(chat(trace_id(), base_ns=ago(days), cost=1.0))).status_code == 200
    project.settle()
    assert len(everything(project)["traces"]) == 5
    set_policy(project, retention_days=200)
    assert eventually_traces(project, 4)["cost"] == 4.0
    set_policy(project, retention_days=20)
    wait_deleted(project, spans=3, traces=3)
    set_policy(project, retention_days=0)
    shown = eventually_traces(project, 2)
    assert (shown["spans"], shown["cost"]) == (2, 2.0)
    deleted = read_policy(project)["deleted"]
    assert (deleted["spans"], deleted["traces"]) == (3, 3)


def test_payloads_go_before_the_rest_and_figures_stay(project: Project) -> None:
    words = [{"role": "user", "content": "a long story"}]
    made = []
    for days in (10, 1):
        trace = trace_id()
        call = chat(
            trace,
            base_ns=ago(days),
            cost=0.5,
            status=2,
            message="broke on a long story",
            attributes={
                "gen_ai.input.messages": json.dumps(words),
                "own.note": "a long story",
                "customer.tier": "gold",
                "temperature": 0.5,
                "enduser.id": "kim",
            },
        )
        event = call.events.add(time_unix_nano=call.end_time_unix_nano, name="exception")
        given = {"exception.type": "ValueError", "exception.message": "a long story"}
        event.attributes.extend(span(trace, attributes=given).attributes)
        assert project.send(request(call)).status_code == 200
        made.append(trace)
    records = (
        log("a long story", at_ns=ago(10) - BASE_NS, attributes={"said": "a long story", "code.line": 3}),
        log("a long story", at_ns=ago(1) - BASE_NS),
    )
    assert post(project, "logs", log_request(*records)).status_code == 200
    settle(project)
    before = everything(project)

    set_policy(project, payload_retention_days=5, masking={"keep_attributes": ["customer.*"]})
    deleted = wait_deleted(project, payloads=2)
    assert (deleted["payloads"], deleted["spans"]) == (2, 0)
    # A trace's own texts are done after its span's.
    deadline = time.monotonic() + 120
    while "a long story" in json.dumps(old := project.get(f"/telemetry/v1/traces/{made[0].hex()}").json()):
        assert time.monotonic() < deadline, old
        time.sleep(0.1)
    assert everything(project) == before
    (stored,) = old["spans"]
    assert (stored["attributes"]["temperature"], stored["attributes"]["customer.tier"]) == (0.5, "gold")
    assert stored["attributes"]["gen_ai.usage.input_tokens"] == 12
    assert "own.note" not in stored["attributes"]
    assert (stored["user"], stored["status_message"], stored["cost_usd"]) == ("kim", "[not stored]", 0.5)
    assert stored["events"][0]["attributes"] == {"exception.type": "ValueError"}
    young = json.dumps(project.get(f"/telemetry/v1/traces/{made[1].hex()}").json())
    assert young.count("a long story") >= 4
    window = {"start_time": str(int(time.time()) - 20 * 86_400), "end_time": str(int(time.time()))}
    logs = project.get("/telemetry/v1/logs", **window).json()["logs"]
    assert sorted(json.dumps(one).count("a long story") for one in logs) == [0, 1]
    # The same span again is known: nothing of it comes back.
    listed = project.get("/telemetry/v1/traces", q='"long story"', **window).json()["traces"]
    assert [one["trace_id"] for one in listed] == [made[1].hex()]


@pytest.mark.parametrize("start_ns", [0, 10**9])
def test_a_clock_that_was_never_set_is_not_old(project: Project, start_ns: int) -> None:
    set_policy(project, retention_days=30)
    one = span(trace_id())
    one.start_time_unix_nano = start_ns
    one.end_time_unix_nano = start_ns + 1
    assert project.send(request(one)).status_code == 200
    project.settle()
    assert len(project.traces()) == 1
