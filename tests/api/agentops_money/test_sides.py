"""The figures of gateway, traces and price map: as a plain reference has them, at the prices of the day."""

import random
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.spans import trace_id

from .sides import Call, behind, from_agent, from_gateway, reconcile, traces_of

BERLIN = ZoneInfo("Europe/Berlin")
KEYS = ("billing", "research", "")


def _change_of_clocks() -> datetime:
    """Noon UTC of the latest day that was 25 hours long in Berlin."""
    day = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    while True:
        day -= timedelta(days=1)
        before = day.astimezone(BERLIN).replace(hour=0)
        if before.utcoffset() != (before + timedelta(days=1)).utcoffset() == timedelta(hours=1):
            return day


CHANGE = _change_of_clocks()


class Reference:
    """The same figures, in plain Python."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, str, str], dict[str, Any]] = defaultdict(
            lambda: {"calls": 0, "gateway": 0, "agent": 0, "cost": Decimal(0), "tokens": 0, "traces": set()}
        )

    def add(self, day: str, model: str, key: str, call: Call, sides: str, trace: bytes) -> None:
        row = self.rows[day, model, key]
        row["calls"] += 1
        row["gateway"] += "g" in sides
        row["agent"] += "a" in sides
        row["cost"] += call.price
        row["tokens"] += call.prompt + call.completion
        row["traces"].add(trace.hex())


def _send_a_week(project: Project) -> Reference:
    """Calls around the change of the clocks: by the gateway, by an agent, by both; each batch twice."""
    chance, reference = random.Random(7), Reference()
    gateway: list[Span] = []
    agent: list[Span] = []
    for number in range(240):
        moment = CHANGE + timedelta(minutes=chance.randrange(-3 * 1440, 3 * 1440))
        prompt, completion = chance.randrange(1, 5000), chance.randrange(1, 900)
        call = Call(prompt, completion, chance.randrange(prompt + 1), chance.randrange(completion + 1))
        trace, key, base = trace_id(), chance.choice(KEYS), int(moment.timestamp()) * 10**9
        sides = chance.choice(("g", "ga"))
        outer = call.span(None, trace=trace, response_id=f"r{number}", base_ns=base)
        # The gateway sees the call a moment later, on a day of its own at midnight.
        inner = call.span(
            call.price, key=key, trace=trace, response_id=f"r{number}", base_ns=base, start_ms=7_000
        )
        gateway.append(inner)
        start = moment + timedelta(seconds=7)
        if "a" in sides:
            inner.parent_span_id = outer.span_id
            agent.append(outer)
            start = moment
        reference.add(start.astimezone(BERLIN).date().isoformat(), "good", key, call, sides, trace)
    for _ in range(2):
        from_gateway(project, *gateway)
        from_agent(project, *agent)
    return reference


def _window() -> dict[str, str]:
    return {
        "start_time": (CHANGE - timedelta(days=4)).isoformat(),
        "end_time": (CHANGE + timedelta(days=4)).isoformat(),
    }


def _usd(amount: Decimal) -> str:
    return f"{amount.normalize():f}"


def test_every_row_is_the_reference(project: Project) -> None:
    reference = _send_a_week(project)
    answer = reconcile(project, time_zone="Europe/Berlin", **_window())
    rows = {(row["day"], row["model"], row["key"] or ""): row for row in answer["rows"]}
    assert rows.keys() == reference.rows.keys()
    assert answer["rows_complete"]
    for name, expected in reference.rows.items():
        sides = rows[name]["sides"]
        assert (sides["calls"], sides["gateway_calls"]) == (expected["calls"], expected["gateway"])
        assert sides["agent_calls"] == sides["both_calls"] == expected["agent"]
        assert sides["total_tokens"] == expected["tokens"]
        for side in ("gateway", "stored", "map"):
            assert sides[f"{side}_cost_usd"] == _usd(expected["cost"]), side
        found = behind(project, rows[name]["traces"])
        assert found >= expected["traces"]
        assert not rows[name]["traces"]["exact"] or found == expected["traces"]
    assert answer["findings"] == []
    whole = sum((row["cost"] for row in reference.rows.values()), Decimal(0))
    assert answer["totals"]["stored_cost_usd"] == _usd(whole)
    # The same as every other figure of the product says.
    metrics = project.get("/telemetry/v1/metrics", **_window()).json()["totals"]
    assert metrics["cost_usd"] == float(whole)
    assert metrics["llm_call_count"] == answer["totals"]["calls"] == 240


def test_other_groups_and_filters(project: Project) -> None:
    reference = _send_a_week(project)
    by_key = reconcile(project, group_by="key", **_window())
    for row in by_key["rows"]:
        expected = sum(
            (one["cost"] for name, one in reference.rows.items() if name[2] == (row["key"] or "")), Decimal(0)
        )
        assert (row["day"], row["model"], row["sides"]["gateway_cost_usd"]) == (None, None, _usd(expected))
    assert {row["key"] for row in by_key["rows"]} == {"billing", "research", None}
    assert {row["key"]: row["traces"]["exact"] for row in by_key["rows"]} == {
        "billing": True,
        "research": True,
        None: False,
    }
    (whole,) = reconcile(project, group_by="", **_window())["rows"]
    assert whole["sides"] == by_key["totals"]
    only = reconcile(project, q="key:billing or key:nobody", **_window())
    assert {row["key"] for row in only["rows"]} == {"billing"}
    assert only["rows"][0]["traces"]["q"] == "(key:billing or key:nobody) model=good key=billing"
    assert behind(project, only["rows"][0]["traces"])
    first = reconcile(project, limit=2, **_window())
    assert (len(first["rows"]), first["rows_complete"]) == (2, False)
    assert first["totals"] == by_key["totals"]


def test_prices_are_those_of_the_moment(project: Project) -> None:
    now = datetime.now(UTC)
    url = f"{project.server.url}/telemetry/v1/prices"
    for price, days in ((10, 90), (20, 3), (40, 1)):
        body = {"model": "m", "input": price, "output": price}
        body["effective_from"] = (now - timedelta(days=days)).isoformat()
        answer = project.server.http.put(
            url, params={"project_id": project.id}, json=body, headers=project.server.service_headers
        )
        assert answer.status_code == 204
    call, base = Call(1_000_000, 0), int(now.timestamp()) * 10**9
    hours = (1, 30, 100)
    from_gateway(project, *(call.span(5, "m", base_ns=base - one * 3600 * 10**9) for one in hours))
    window = {"start_time": (now - timedelta(days=7)).isoformat()}
    rows = reconcile(project, group_by="day", **window)["rows"]
    assert [row["sides"]["map_cost_usd"] for row in rows] == ["10", "20", "40"]
    assert [row["sides"]["map_difference_usd"] for row in rows] == ["-5", "-15", "-35"]


def test_amounts_are_exact(project: Project) -> None:
    cheap = Call(1, 1)
    from_gateway(project, *(cheap.span(Decimal("0.000000000001")) for _ in range(3)))
    from_gateway(project, cheap.span(Decimal("123456789.000000000001")))
    totals = reconcile(project)["totals"]
    # A double, as OTLP carries it, holds 16 digits; what it held is summed without loss.
    assert Decimal(totals["gateway_cost_usd"]) - Decimal(str(123456789.0)) == Decimal("0.000000000003")
    assert totals["gateway_difference_usd"] == "0"
    assert totals["map_cost_usd"] == "0.00012"


def test_what_each_side_alone_knows_adds_up(project: Project) -> None:
    call = Call(100, 50)
    from_gateway(project, call.span(call.price), call.span(None))
    from_agent(project, call.span(0.25, "elsewhere"), call.span(None))
    totals = reconcile(project)["totals"]
    stored = Decimal(totals["stored_cost_usd"])
    parts = ("gateway_cost_usd", "gateway_difference_usd", "not_by_gateway_usd")
    assert sum(Decimal(totals[name]) for name in parts) == stored == Decimal("0.256")
    assert (totals["not_by_gateway_usd"], totals["not_in_map_usd"]) == ("0.254", "0.25")
    assert [totals[f"{name}_calls"] for name in ("gateway", "agent", "both", "map")] == [2, 2, 0, 3]


def test_nothing_at_all(project: Project) -> None:
    answer = reconcile(project)
    assert (answer["rows"], answer["findings"]) == ([], [])
    assert answer["totals"]["calls"] == 0
    assert answer["totals"]["stored_cost_usd"] is None
    assert answer["gateway_count"]["calls"] == 0


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"start_time": "2026-01-01T00:00:00Z", "end_time": "2026-06-01T00:00:00Z"}, "start_time"),
        ({"group_by": "day,user"}, "group_by"),
        ({"group_by": "day,day"}, "group_by"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"tolerance_usd": "-1"}, None),
        ({"tolerance_ratio": "2"}, None),
        ({"limit": 0}, None),
        ({"q": "model:("}, None),
    ],
)
def test_bad_questions(project: Project, params: dict[str, Any], field: str | None) -> None:
    answer = project.get("/telemetry/v1/money/reconciliation", **params)
    assert answer.status_code == 422, answer.text
    error = answer.json()["error"]
    assert field is None or error["details"]["field"] == field


def test_another_projects_money(project: Project, server: AgentOpsProcess) -> None:
    call = Call(100, 50)
    from_gateway(project, call.span(call.price))
    other = server.new_project()
    assert reconcile(other)["totals"]["calls"] == 0
    path = "/telemetry/v1/money/reconciliation"
    assert other.get(path, project_id=project.id).status_code == 403
    assert server.http.get(f"{server.url}{path}", params={"project_id": project.id}).status_code == 401
    unknown = server.http.get(
        f"{server.url}{path}", params={"project_id": "no-such"}, headers=server.service_headers
    )
    assert unknown.status_code == 404


def _numbered(call: Call, number: int, total: Decimal, started: int, **more: Any) -> Span:
    entry = f"a1b2c3:{started}:{number}:{total:f}"
    return call.span(call.price, attributes={"portal.ledger": entry}, **more)


@pytest.mark.parametrize("began", ["before the window", "in the window"])
def test_calls_that_only_the_gateway_knows(project: Project, began: str) -> None:
    """Of the numbers 3 to 9, the 5th and 6th never came; 8 began before the window, 10 after it."""
    call, now = Call(100, 50), time.time_ns()
    hour = 3600 * 10**9
    start, end = now - 4 * hour, now - 2 * hour
    started = (start - 600 * 10**9 if began == "before the window" else start + 10**9) // 10**9
    offsets = {3: 60, 4: 120, 7: 180, 8: -30, 9: 300}
    spans = [
        _numbered(call, number, call.price * number, started, base_ns=start + offset * 10**9)
        for number, offset in offsets.items()
    ]
    late = _numbered(call, 10, call.price * 12, started, base_ns=end + 60 * 10**9)
    from_gateway(project, *spans, late)
    window = {name: (moment // 10**6) for name, moment in (("start_time", start), ("end_time", end))}
    answer = reconcile(project, **window)
    # In a gateway that was started in the window, the first two are missing, too.
    first = 2 if began == "in the window" else 0
    calls = 6 + (1 + first if first else 0)
    assert answer["gateway_count"] == {
        "gateways": 1,
        "calls": calls,
        "known_calls": calls - 2 - first,
        "spent_usd": _usd(call.price * calls),
        "known_usd": _usd(call.price * (calls - 2 - first)),
    }
    (found,) = answer["findings"]
    assert (found["code"], found["calls"]) == ("missing_from_traces", 2 + first)
    assert found["amount_usd"] == _usd(call.price * (2 + first))
    assert behind(project, found["traces"]) == traces_of(*(spans[n] for n in (0, 1, 2, 4)))


def test_a_gap_that_fills_up_later(project: Project) -> None:
    call, now = Call(100, 50), int(time.time())
    spans = [_numbered(call, number, call.price * number, now - 60) for number in (1, 2, 3)]
    from_gateway(project, spans[0], spans[2])
    assert [one["code"] for one in reconcile(project)["findings"]] == ["missing_from_traces"]
    from_gateway(project, spans[1])
    assert reconcile(project)["findings"] == []
