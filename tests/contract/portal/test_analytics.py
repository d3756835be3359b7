"""Figures over time and by group against a plain Python computation over the same spans.

The calls lie around the end of daylight saving time in Berlin (2026-10-25 has 25 hours); some are sent twice,
some late, some have no price.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.spans import chat, request, span, trace_id

BERLIN = "Europe/Berlin"
FROM, TO = datetime(2026, 10, 23, tzinfo=UTC), datetime(2026, 10, 28, tzinfo=UTC)
MODELS = ("qwen-235b", "llama-70b", "mystery")
AGENTS = ("researcher", "writer")


@dataclass(frozen=True)
class Call:
    """One trace with one model call, as the test knows it."""

    at: datetime
    model: str
    agent: str
    tokens: tuple[int, int]
    cost: float | None
    ms: int
    failed: bool

    @property
    def total(self) -> int:
        return sum(self.tokens)


def _made_up() -> list[Call]:
    chance = random.Random(20261025)
    calls = []
    for _ in range(300):
        model = chance.choice(MODELS)
        calls.append(
            Call(
                at=FROM - timedelta(days=5) + timedelta(seconds=chance.randrange(10 * 86400)),
                model=model,
                agent=chance.choice(AGENTS),
                tokens=(chance.randrange(1, 500), chance.randrange(1, 200)),
                cost=None if model == "mystery" else chance.randrange(1, 1000) / 1000,
                ms=chance.randrange(10, 5000),
                failed=chance.random() < 0.2,
            )
        )
    return calls


@pytest.fixture(scope="module")
def calls() -> list[Call]:
    return _made_up()


@pytest.fixture(scope="module")
def project(server: AgentOpsProcess, calls: list[Call]) -> Project:
    made = server.new_project()
    bodies = []
    for call in calls:
        trace = trace_id()
        base = int(call.at.timestamp()) * 1_000_000_000
        root = span(
            trace,
            f"{call.agent}.run",
            attributes={"agentops.span.kind": "agent", "gen_ai.agent.name": call.agent},
            base_ns=base,
            length_ms=call.ms,
            status=2 if call.failed else 1,
            message="no" if call.failed else "",
        )
        inner = chat(
            trace,
            model=call.model,
            tokens=call.tokens,
            cost=call.cost,
            parent=root.span_id,
            base_ns=base,
            length_ms=call.ms,
            status=1,
        )
        bodies.append(request(root, inner))
    for body in bodies:
        assert made.send(body).status_code == 200
    made.settle()
    for body in bodies[::7]:  # sent again, and late
        assert made.send(body).status_code == 200
    made.settle()
    return made


@pytest.fixture
def get(admin: httpx.Client, project: Project) -> Callable[..., dict[str, Any]]:
    def call(path: str, **params: Any) -> dict[str, Any]:
        window = {"start_time": FROM.isoformat(), "end_time": TO.isoformat()}
        answer = admin.get(f"/api/agentops/{path}", params={"project_id": project.id, **window, **params})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    return call


def _within(calls: list[Call], start: datetime, end: datetime) -> list[Call]:
    return [call for call in calls if start <= call.at < end]


def _cost(calls: list[Call]) -> float | None:
    priced = [call.cost for call in calls if call.cost is not None]
    return round(sum(priced), 9) if priced or not calls else None


def _same_cost(found: float | None, calls: list[Call]) -> None:
    expected = _cost(calls)
    if expected is None:
        assert found is None
    else:
        assert found == pytest.approx(expected, abs=1e-9)


def _local_starts(zone: str, step: str) -> list[datetime]:
    """The starts of all local hours, days or weeks that touch the window, by a count of our own."""
    local = ZoneInfo(zone)
    found = []
    moment = FROM - timedelta(days=8)
    while moment < TO:
        here = moment.astimezone(local)
        is_start = here.minute == 0 and (
            step == "hour"
            or (step == "day" and here.hour == 0)
            or (step == "week" and here.hour == 0 and here.weekday() == 0)
        )
        if is_start:
            found.append(moment)
        moment += timedelta(minutes=15)
    before = [start for start in found if start <= FROM]
    return before[-1:] + [start for start in found if start > FROM]


@pytest.mark.parametrize("zone", ["UTC", BERLIN, "Asia/Seoul", "Asia/Kolkata"])
@pytest.mark.parametrize("step", ["hour", "day", "week"])
def test_steps_of_the_callers_time_zone(
    get: Callable[..., dict[str, Any]], calls: list[Call], zone: str, step: str
) -> None:
    found = get("analytics/cost-trend", interval=step, time_zone=zone)
    starts = _local_starts(zone, step)
    assert [datetime.fromisoformat(point["time"]) for point in found["series"]] == starts
    for point, start, end in zip(found["series"], starts, [*starts[1:], TO], strict=True):
        here = _within(calls, max(start, FROM), min(end, TO))
        values = point["values"]
        assert (values["traces"], values["calls"]) == (len(here), len(here))
        assert values["unpriced_calls"] == sum(call.cost is None for call in here)
        _same_cost(values["cost_usd"], here)


def test_the_day_the_clocks_go_back_has_25_hours(get: Callable[..., dict[str, Any]]) -> None:
    day = {"start_time": "2026-10-25T00:00:00+02:00", "end_time": "2026-10-26T00:00:00+01:00"}
    assert len(get("analytics/cost-trend", interval="hour", time_zone=BERLIN, **day)["series"]) == 25
    assert len(get("analytics/cost-trend", interval="day", time_zone=BERLIN, **day)["series"]) == 1


def test_totals_and_the_period_before(get: Callable[..., dict[str, Any]], calls: list[Call]) -> None:
    found = get("analytics/cost-trend", compare="previous", interval="day")
    for figures, window in (
        (found["totals"], (FROM, TO)),
        (found["previous"], (FROM - (TO - FROM), FROM)),
    ):
        here = _within(calls, *window)
        assert figures["traces"] == len(here) > 50
        _same_cost(figures["cost_usd"], here)
        priced = [call.cost for call in here if call.cost is not None]
        assert figures["cost_avg_usd"] == pytest.approx(sum(priced) / len(priced))
    assert len(found["previous_series"]) == len(found["series"]) == 5
    total = sum(point["values"]["traces"] for point in found["previous_series"])
    assert total == found["previous"]["traces"]


def test_tokens_by_model(get: Callable[..., dict[str, Any]], calls: list[Call]) -> None:
    found = get("analytics/token-usage", group_by="model", interval="day")
    here = _within(calls, FROM, TO)
    assert found["totals"]["total_tokens"] == sum(call.total for call in here)
    assert found["totals"]["prompt_tokens"] == sum(call.tokens[0] for call in here)
    assert found["totals"]["completion_tokens"] == sum(call.tokens[1] for call in here)
    assert {group["key"] for group in found["groups"]} == set(MODELS)
    for group in found["groups"]:
        own = [call for call in here if call.model == group["key"]]
        assert group["values"]["total_tokens"] == sum(call.total for call in own)
        assert sum(point["values"]["calls"] for point in group["series"]) == len(own)
    sizes = [group["values"]["total_tokens"] for group in found["groups"]]
    assert sizes == sorted(sizes, reverse=True)


def _quantile(values: list[int], level: float) -> float:
    ordered = sorted(values)
    at = level * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def test_performance(get: Callable[..., dict[str, Any]], calls: list[Call]) -> None:
    here = _within(calls, FROM, TO)
    figures = get("analytics/performance")["totals"]
    times = [call.ms for call in here]
    assert figures["latency_avg_ms"] == pytest.approx(sum(times) / len(times), abs=0.001)
    assert figures["latency_max_ms"] == max(times)
    for percent in (50, 75, 90, 95, 99):
        assert figures[f"latency_p{percent}_ms"] == pytest.approx(_quantile(times, percent / 100), abs=0.01)
    failed = sum(call.failed for call in here)
    assert (figures["errors"], figures["error_rate"]) == (failed, pytest.approx(failed / len(here)))
    assert figures["ttft_avg_ms"] is None


def test_histogram_of_latencies(get: Callable[..., dict[str, Any]], calls: list[Call]) -> None:
    found = get("analytics/histogram", compare="previous")
    now, before = _within(calls, FROM, TO), _within(calls, FROM - (TO - FROM), FROM)
    bands = found["bands"]
    assert bands[0]["count"] + (bands[0]["previous"] or 0) > 0
    for band, following in zip(bands, [*bands[1:], None], strict=True):
        assert following is None or band["to_ms"] == following["from_ms"]
        assert band["from_ms"] < band["to_ms"] <= max(1, 1.34 * band["from_ms"])
        here, earlier = (
            [call for call in some if band["from_ms"] <= call.ms < band["to_ms"]] for some in (now, before)
        )
        assert (band["count"], band["previous"]) == (len(here), len(earlier))
        assert band["errors"] == sum(call.failed for call in here)
        # What a band shows is what its filter finds.
        wanted = f"latency>={band['from_ms']:g}ms latency<{band['to_ms']:g}ms"
        assert get("analytics/performance", q=wanted)["totals"]["traces"] == len(here)
    assert sum(band["count"] for band in bands) == len(now)
    assert get("analytics/histogram")["bands"][0]["previous"] is None
    assert get("analytics/histogram", of="ttft")["bands"] == []


def test_breakdown_by_agent_and_agents(get: Callable[..., dict[str, Any]], calls: list[Call]) -> None:
    here = _within(calls, FROM, TO)
    groups = get("analytics/breakdown", by="agent")["groups"]
    agents = get("agents/usage", interval="day")["agents"]
    assert {one["key"] for one in groups} == {one["key"] for one in agents} == set(AGENTS)
    for one in [*groups, *agents]:
        own = [call for call in here if call.agent == one["key"]]
        assert one["values"]["traces"] == len(own)
        assert one["values"]["errors"] == sum(call.failed for call in own)
        _same_cost(one["values"]["cost_usd"], own)
        assert one["cost_share"] == pytest.approx((_cost(own) or 0) / (_cost(here) or 1))
    assert sum(one["cost_share"] for one in groups) == pytest.approx(1)


@pytest.mark.parametrize("figure", ["errors", "error_rate", "latency_p50_ms", "unpriced_calls", "users"])
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_groups_come_in_the_order_asked_for(
    get: Callable[..., dict[str, Any]], figure: str, order: str
) -> None:
    groups = get("analytics/breakdown", by="model", order_by=figure, order=order)["groups"]
    values = [one["values"][figure] for one in groups]
    assert len(values) == len(MODELS)
    assert values == sorted(values, reverse=order == "desc")


def test_the_filter_reaches_every_figure(get: Callable[..., dict[str, Any]], calls: list[Call]) -> None:
    here = [call for call in _within(calls, FROM, TO) if call.failed and call.model == "llama-70b"]
    for path in ("cost-trend", "token-usage", "performance", "breakdown"):
        found = get(f"analytics/{path}", q="status:error model:llama-70b")
        assert found["totals"]["traces"] == len(here) > 0, path
    assert get("metrics", q="status:error model:llama-70b")["totals"]["trace_count"] == len(here)
    statuses = {"status": len(here)}
    facets = get("facets", q="status:error model:llama-70b", fields="status")["facets"]
    assert {facets[0]["field"]: facets[0]["values"][0]["count"]} == statuses


def test_a_project_without_traces(admin: httpx.Client, server: AgentOpsProcess) -> None:
    empty = server.new_project().id
    found = admin.get("/api/agentops/analytics/cost-trend", params={"project_id": empty}).json()
    assert found["totals"]["cost_usd"] == 0
    assert found["groups"] == []
    assert {point["values"]["traces"] for point in found["series"]} == {0}
    assert len(found["series"]) > 20
    assert admin.get("/api/agentops/analytics/histogram", params={"project_id": empty}).json()["bands"] == []
    for path in ("analytics/errors", "analytics/breakdown"):
        assert admin.get(f"/api/agentops/{path}", params={"project_id": empty}).json()["groups"] == []
    assert admin.get("/api/agentops/agents/usage", params={"project_id": empty}).json()["agents"] == []
    assert admin.get("/api/agentops/analytics/agent-flow", params={"project_id": empty}).json()["nodes"] == []


def test_wrong_questions_say_where(admin: httpx.Client, project: Project) -> None:
    def refused(path: str, **params: str) -> dict[str, Any]:
        answer = admin.get(f"/api/agentops/{path}", params={"project_id": project.id, **params})
        assert answer.status_code == 422, answer.text
        return dict(answer.json()["error"])

    for path in ("traces", "metrics", "analytics/cost-trend", "facets", "sessions", "analytics/errors"):
        error = refused(path, q="status:error (")
        assert error["code"] == "invalid_filter", path
        assert error["details"]["position"] == 14, path
    assert "time_zone" in refused("analytics/performance", time_zone="Mars/Olympus")["message"]
    assert refused("analytics/breakdown", by="colour")["code"] == "invalid_request"
    assert refused("facets", fields="colour")["details"]["field"] == "fields"


def test_sessions_flow_errors_and_completion(admin: httpx.Client, server: AgentOpsProcess) -> None:
    project = server.new_project()
    for number in range(3):
        trace = trace_id()
        kind = {"agentops.span.kind": "agent", "gen_ai.agent.name": "planner", "session.id": "talk"}
        root = span(trace, "planner", attributes=kind, start_ms=number * 1000, length_ms=500)
        call = chat(trace, cost=0.25, parent=root.span_id, start_ms=number * 1000, status=2, message="busy 7")
        assert project.send(request(root, call)).status_code == 200
    project.settle()

    def get(path: str, **params: Any) -> dict[str, Any]:
        answer = admin.get(f"/api/agentops/{path}", params={"project_id": project.id, **params})
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    sessions = get("sessions")
    assert (sessions["total"], sessions["sessions"][0]["session_id"]) == (1, "talk")
    assert (sessions["sessions"][0]["trace_count"], sessions["sessions"][0]["cost_usd"]) == (3, 0.75)
    flow = get("analytics/agent-flow")
    edges = {(edge["source"], edge["target"]): edge["calls"] for edge in flow["edges"]}
    assert edges == {("start", "agent:planner"): 3, ("agent:planner", "model:qwen-235b"): 3}
    groups = get("analytics/errors")["groups"]
    assert [(group["count"], group["kind"]) for group in groups] == [(3, "llm")]
    (of_one,) = get("traces", q="session:talk", limit=1)["traces"]
    tree = get(f"traces/{of_one['trace_id']}/tree")
    # They begin at the same moment.
    rows = sorted(tree["spans"], key=lambda row: int(row["depth"]))
    assert [(row["kind"], row["child_count"]) for row in rows] == [("agent", 1), ("llm", 0)]
    below = get(f"traces/{of_one['trace_id']}/tree", parent=rows[0]["span_id"])
    assert [row["span_id"] for row in below["spans"]] == [rows[1]["span_id"]]
    one = get(f"traces/{of_one['trace_id']}/spans/{rows[1]['span_id']}")
    assert (one["kind"], one["cost_usd"], one["status_message"]) == ("llm", 0.25, "busy 7")
    assert get(f"traces/{of_one['trace_id']}/logs") == {"logs": [], "next_cursor": None}
    found = get("filter/complete", text="model:qw")
    assert "qwen-235b" in [suggestion["text"] for suggestion in found["suggestions"]]
