"""Every figure of the portal against a plain Python computation over the same spans.

The spans are those of `api.agentops_query.world`: agents, tools and model calls around a change of the clocks
in New York; calls that SDK and gateway both report, calls without a price, failed calls; sent in several
requests, out of order, some of them twice. At the end some arrive late and change what was there.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from api.agentops_query.world import NS, Call, Trace, World, load
from fixtures.agentops_process import AgentOpsProcess
from fixtures.spans import request, span

ZONES = ("UTC", "America/New_York", "Asia/Kolkata")


@pytest.fixture(scope="module")
def world(server: AgentOpsProcess) -> World:
    return load(server.new_project(), count=260, seed=20261121)


Get = Callable[..., dict[str, Any]]


@pytest.fixture
def get(admin: httpx.Client, world: World) -> Get:
    def call(path: str, **params: Any) -> dict[str, Any]:
        asked = {"project_id": world.project.id, **world.window, **params}
        answer = admin.get(f"/api/agentops/{path}", params=asked)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    return call


def _at(trace: Trace) -> datetime:
    return datetime.fromtimestamp(trace.start_ns // NS, UTC) + timedelta(
        microseconds=trace.start_ns % NS // 1000
    )


def _within(traces: Iterable[Trace], start: datetime, end: datetime) -> list[Trace]:
    return [trace for trace in traces if start <= _at(trace) < end]


def _quantile(values: Sequence[float], part: float) -> float | None:
    if not values:
        return None
    ordered = sorted(values)
    at = part * (len(ordered) - 1)
    low, high = math.floor(at), math.ceil(at)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def _mean(values: Sequence[float]) -> float | None:
    return sum(values) / len(values) if values else None


def _money(costs: Iterable[Decimal | None], unpriced: int) -> float | None:
    known = [cost for cost in costs if cost is not None]
    return float(sum(known, Decimal(0))) if known or not unpriced else None


def _calls(traces: Iterable[Trace]) -> list[Call]:
    return [call for trace in traces for call in trace.calls]


def _ms(values: Iterable[int | None]) -> list[float]:
    return [value / 1e6 for value in values if value is not None]


def _tokens(calls: Iterable[Call], index: int) -> int:
    return sum(call.tokens[index] for call in calls)


def _totals(traces: Sequence[Trace]) -> dict[str, Any]:
    """The cards of the Overview."""
    calls = _calls(traces)
    lengths, firsts = _ms(trace.duration_ns for trace in traces), _ms(call.ttft_ns for call in calls)
    failed = sum(trace.failed for trace in traces)
    unpriced = sum(call.unpriced for call in calls)
    return {
        "trace_count": len(traces),
        "span_count": sum(trace.spans for trace in traces),
        "llm_call_count": len(calls),
        "error_count": failed,
        "fail_rate": failed / len(traces) if traces else None,
        "cost_usd": _money((call.cost for call in calls), unpriced),
        "unpriced_calls": unpriced,
        "avg_latency_ms": _mean(lengths),
        "p50_latency_ms": _quantile(lengths, 0.5),
        "p95_latency_ms": _quantile(lengths, 0.95),
        "prompt_tokens": _tokens(calls, 0),
        "completion_tokens": _tokens(calls, 1),
        "cached_tokens": _tokens(calls, 2),
        "reasoning_tokens": _tokens(calls, 3),
        "total_tokens": _tokens(calls, 0) + _tokens(calls, 1),
        "avg_ttft_ms": _mean(firsts),
        "p95_ttft_ms": _quantile(firsts, 0.95),
    }


def _by_model(traces: Sequence[Trace]) -> dict[tuple[str, str], dict[str, Any]]:
    groups: dict[tuple[str, str], list[Call]] = {}
    for call in _calls(traces):
        groups.setdefault((call.model, call.provider), []).append(call)
    return {
        key: {
            "calls": len(calls),
            "errors": sum(call.failed for call in calls),
            "total_tokens": _tokens(calls, 0) + _tokens(calls, 1),
            "unpriced_calls": sum(call.unpriced for call in calls),
            "cost_usd": _money((call.cost for call in calls), sum(call.unpriced for call in calls)),
            "avg_latency_ms": _mean(_ms(call.duration_ns for call in calls)),
            "avg_ttft_ms": _mean(_ms(call.ttft_ns for call in calls)),
        }
        for key, calls in groups.items()
    }


def _same(found: dict[str, Any], expected: dict[str, Any]) -> None:
    for name, value in expected.items():
        # Times are told in whole microseconds.
        exact = 0.00051 if name.endswith("_ms") else 1e-9
        wanted = pytest.approx(value, rel=1e-9, abs=exact) if isinstance(value, float) else value
        assert found[name] == wanted, (name, found[name], value)


def _starts(world: World, zone: str, hours: bool) -> list[datetime]:
    """The local midnights (or full hours by UTC's clock) that begin a step of the window."""
    local = ZoneInfo(zone)
    moment = (world.start - timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
    found = []
    while moment < world.end:
        here = moment.astimezone(UTC if hours else local)
        if here.minute == 0 and (hours or here.hour == 0):
            found.append(moment)
        moment += timedelta(minutes=15)
    before = [start for start in found if start <= world.start]
    return [before[-1], *(start for start in found if start > world.start)]


def test_totals_and_the_period_before(get: Get, world: World) -> None:
    middle = world.start + (world.end - world.start) / 2
    window = {"start_time": middle.isoformat(), "end_time": world.end.isoformat()}
    found = get("metrics", **window, compare="previous")
    now = _within(world.traces, middle, world.end)
    before = _within(world.traces, middle - (world.end - middle), middle)
    assert min(len(now), len(before)) > 50
    _same(found["totals"], _totals(now))
    _same(found["previous"], _totals(before))


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("interval", ["hour", "day"])
def test_figures_over_time(get: Get, world: World, zone: str, interval: str) -> None:
    found = get("metrics", interval=interval, time_zone=zone)
    starts = _starts(world, zone, interval == "hour")
    assert [datetime.fromisoformat(point["time"]) for point in found["series"]] == starts
    for point, start, end in zip(found["series"], starts, [*starts[1:], world.end], strict=True):
        here = _within(world.traces, max(start, world.start), min(end, world.end))
        expected = _totals(here)
        names = ("trace_count", "error_count", "span_count", "llm_call_count", "cost_usd", "total_tokens")
        _same(point, {name: expected[name] for name in (*names, "avg_latency_ms", "p95_latency_ms")})


def test_by_model(get: Get, world: World) -> None:
    found = {(one["model"], one["provider"]): one for one in get("metrics")["by_model"]}
    expected = _by_model(_within(world.traces, world.start, world.end))
    assert found.keys() == expected.keys()
    for key, figures in expected.items():
        _same(found[key], figures)


KEYS: dict[str, Callable[[Trace], Iterable[str]]] = {
    "agent": lambda trace: trace.agents or [""],
    "tool": lambda trace: trace.tools or [""],
    "tag": lambda trace: trace.tags or [""],
    "user": lambda trace: [trace.user],
    "session": lambda trace: [trace.session],
    "status": lambda trace: [trace.status],
    "service": lambda trace: [trace.service],
    "name": lambda trace: [trace.name],
}


@pytest.mark.parametrize("by", KEYS)
def test_breakdowns_of_traces(get: Get, world: World, by: str) -> None:
    found = {one["key"] or "": one for one in get("analytics/breakdown", by=by, order_by="traces")["groups"]}
    groups: dict[str, list[Trace]] = {}
    for trace in _within(world.traces, world.start, world.end):
        for key in KEYS[by](trace):
            groups.setdefault(key, []).append(trace)
    assert found.keys() == groups.keys()
    for key, traces in groups.items():
        figures, totals = found[key]["values"], _totals(traces)
        same = ("unpriced_calls", "total_tokens", "prompt_tokens", "completion_tokens")
        _same(figures, {name: totals[name] for name in same})
        renamed = {
            "traces": "trace_count",
            "calls": "llm_call_count",
            "errors": "error_count",
            "error_rate": "fail_rate",
            "latency_avg_ms": "avg_latency_ms",
            "latency_p50_ms": "p50_latency_ms",
            "latency_p95_ms": "p95_latency_ms",
            "ttft_p95_ms": "p95_ttft_ms",
        }
        _same(figures, {mine: totals[theirs] for mine, theirs in renamed.items()})
        costs = [trace.cost for trace in traces]
        # In groups, null also stands for traces without any call: there is nothing that could have a price.
        _same(figures, {"cost_usd": _money(costs, len(traces))})
        assert figures["users"] == len({trace.user for trace in traces if trace.user})


@pytest.mark.parametrize("by", ["model", "provider", "team", "key"])
def test_breakdowns_of_calls(get: Get, world: World, by: str) -> None:
    found = {one["key"] or "": one for one in get("analytics/breakdown", by=by, order_by="calls")["groups"]}
    groups: dict[str, list[Call]] = {}
    for call in _calls(_within(world.traces, world.start, world.end)):
        groups.setdefault(getattr(call, by), []).append(call)
    assert found.keys() == groups.keys()
    for key, calls in groups.items():
        lengths = _ms(call.duration_ns for call in calls)
        expected = {
            "calls": len(calls),
            "errors": sum(call.failed for call in calls),
            "error_rate": sum(call.failed for call in calls) / len(calls),
            "total_tokens": _tokens(calls, 0) + _tokens(calls, 1),
            "unpriced_calls": sum(call.unpriced for call in calls),
            "cost_usd": _money((call.cost for call in calls), len(calls)),
            "latency_avg_ms": _mean(lengths),
            "latency_p95_ms": _quantile(lengths, 0.95),
            "ttft_p50_ms": _quantile(_ms(call.ttft_ns for call in calls), 0.5),
        }
        _same(found[key]["values"], expected)


@pytest.mark.parametrize("zone", ZONES)
def test_trends_by_day_and_model(get: Get, world: World, zone: str) -> None:
    starts = _starts(world, zone, hours=False)
    found = get("analytics/token-usage", interval="day", time_zone=zone, group_by="model", limit=50)
    for group in found["groups"]:
        assert [datetime.fromisoformat(point["time"]) for point in group["series"]] == starts
        for point, start, end in zip(group["series"], starts, [*starts[1:], world.end], strict=True):
            here = _within(world.traces, max(start, world.start), min(end, world.end))
            calls = [call for call in _calls(here) if call.model == group["key"]]
            assert point["values"]["calls"] == len(calls)
            assert point["values"]["total_tokens"] == _tokens(calls, 0) + _tokens(calls, 1)
            assert point["values"]["traces"] == sum(
                any(call.model == group["key"] for call in trace.calls) for trace in here
            )


def test_lists_and_sums_agree(get: Get, world: World) -> None:
    rows: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        page = get("traces", limit=100, **({"cursor": cursor} if cursor else {}))
        rows += page["traces"]
        cursor = page["next_cursor"]
    known = {trace.id.hex(): trace for trace in _within(world.traces, world.start, world.end)}
    assert {row["trace_id"] for row in rows} == known.keys()
    for row in rows:
        trace = known[row["trace_id"]]
        expected = _totals([trace])
        assert row["status"] == trace.status
        assert row["duration_ns"] == trace.duration_ns
        assert row["error_count"] == trace.failed_spans
        names = ("span_count", "llm_call_count", "unpriced_calls", "total_tokens", "cached_tokens")
        _same(row, {name: expected[name] for name in names})
        _same(row, {"cost_usd": _money((call.cost for call in trace.calls), 1)})
    totals = get("metrics")["totals"]
    assert sum(row["total_tokens"] for row in rows) == totals["total_tokens"]
    assert sum(row["cost_usd"] or 0 for row in rows) == pytest.approx(totals["cost_usd"])


def test_a_filter_means_the_same_everywhere(get: Get, world: World) -> None:
    here = [
        trace
        for trace in _within(world.traces, world.start, world.end)
        if trace.failed and any(call.model == "local-a" for call in trace.calls)
    ]
    assert len(here) > 5
    q = "status:error model:local-a"
    _same(get("metrics", q=q)["totals"], _totals(here))
    assert get("traces", q=q)["total"] == len(here)


def test_late_spans_change_every_figure_they_belong_to(admin: httpx.Client, server: AgentOpsProcess) -> None:
    """A span that comes for a trace whose figures have been asked for already; and comes twice."""
    late = load(server.new_project(), count=40, seed=5)

    def totals() -> dict[str, Any]:
        asked = {"project_id": late.project.id, **late.window}
        return dict(admin.get("/api/agentops/metrics", params=asked).json()["totals"])

    _same(totals(), _totals(_within(late.traces, late.start, late.end)))
    chosen = [trace for trace in _within(late.traces, late.start, late.end) if not trace.failed][:5]
    assert len(chosen) == 5
    for trace in chosen:
        after_ms = trace.duration_ns / 1e6 + 1000
        attributes = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "vllm",
            "gen_ai.request.model": "late-model",
            "gen_ai.usage.input_tokens": 100,
            "gen_ai.usage.output_tokens": 7,
        }
        one = span(
            trace.id,
            "chat late-model",
            base_ns=trace.start_ns,
            start_ms=after_ms,
            length_ms=500,
            status=2,
            message="too late",
            attributes=attributes,
        )
        body = request(one, resource={"service.name": trace.service})
        for _ in range(2):
            assert late.project.send(body).status_code == 200
        trace.spans += 1
        trace.failed_spans += 1
        trace.failed = True
        trace.end_ns = one.end_time_unix_nano
        trace.calls.append(Call("late-model", "vllm", "", "", True, None, (100, 7, 0, 0), 500_000_000, None))
    late.project.settle()
    _same(totals(), _totals(_within(late.traces, late.start, late.end)))
    asked = {"project_id": late.project.id, **late.window}
    models = admin.get("/api/agentops/metrics", params=asked).json()["by_model"]
    unpriced = next(one for one in models if one["model"] == "late-model")
    # Nobody knows what these cost: not nothing.
    assert (unpriced["calls"], unpriced["unpriced_calls"], unpriced["cost_usd"]) == (5, 5, None)
