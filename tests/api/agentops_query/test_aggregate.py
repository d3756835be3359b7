"""Every figure of the aggregate query against a computation in plain Python."""

import itertools
import math
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest

from api.agentops_query.world import NS, Call, Trace, World

# 1, 1.25, … 8 times a power of ten, in microseconds.
BANDS = [
    0,
    *(
        tenth * 10**power
        for power in range(1, 8)
        for tenth in (100, 125, 150, 200, 250, 300, 400, 500, 600, 800)
    ),
]


def band(nanoseconds: int | None) -> str:
    if nanoseconds is None:
        return ""
    return str(max(start for start in BANDS if start <= nanoseconds // 1000))


TRACE_DIMENSIONS: dict[str, Callable[[Trace], Iterable[str]]] = {
    "status": lambda trace: [trace.status],
    "service": lambda trace: [trace.service],
    "name": lambda trace: [trace.name],
    "user": lambda trace: [trace.user],
    "session": lambda trace: [trace.session],
    "agent": lambda trace: trace.agents or [""],
    "tool": lambda trace: trace.tools or [""],
    "tag": lambda trace: trace.tags or [""],
    "latency_band": lambda trace: [band(trace.duration_ns)],
}
CALL_DIMENSIONS: dict[str, Callable[[Call], str]] = {
    "model": lambda call: call.model,
    "provider": lambda call: call.provider,
    "team": lambda call: call.team,
    "key": lambda call: call.key,
    "ttft_band": lambda call: band(call.ttft_ns),
}
SHARED = [
    "traces",
    "calls",
    "errors",
    "error_rate",
    "unpriced_calls",
    "cost",
    "cost_avg",
    "tokens",
    "input_tokens",
    "output_tokens",
    "cached_tokens",
    "reasoning_tokens",
    "latency_avg",
    "latency_max",
    "latency_p50",
    "latency_p95",
    "ttft_avg",
    "ttft_p50",
    "ttft_p95",
    "users",
    "sessions",
]
OF_TRACES = [*SHARED[:18], "spans", "span_errors"]


def quantile(values: list[float], level: float) -> float | None:
    if not values:
        return None
    ordered = sorted(values)
    at = level * (len(ordered) - 1)
    low, high = math.floor(at), math.ceil(at)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def figures(facts: list[tuple[Trace, Call | None]], about_calls: bool) -> dict[str, float | None]:
    """Measures of traces (calls are all theirs), or of single calls."""
    traces = list({id(trace): trace for trace, _ in facts}.values())
    calls = (
        [call for _, call in facts if call] if about_calls else [call for one in traces for call in one.calls]
    )
    counted: list[Any] = calls if about_calls else traces
    costs = [float(one.cost) for one in counted if one.cost is not None]
    lengths = [one.duration_ns / 1e6 for one in counted]
    firsts = [call.ttft_ns / 1e6 for call in calls if call.ttft_ns is not None]
    errors = sum(one.failed for one in counted)
    return {
        "traces": len(traces),
        "calls": len(calls),
        "errors": errors,
        "error_rate": errors / len(counted) if counted else None,
        "unpriced_calls": sum(call.unpriced for call in calls),
        "cost": sum(costs) if costs or not counted else None,
        "cost_avg": mean(costs),
        "tokens": sum(call.tokens[0] + call.tokens[1] for call in calls),
        "input_tokens": sum(call.tokens[0] for call in calls),
        "output_tokens": sum(call.tokens[1] for call in calls),
        "cached_tokens": sum(call.tokens[2] for call in calls),
        "reasoning_tokens": sum(call.tokens[3] for call in calls),
        "latency_avg": mean(lengths),
        "latency_max": max(lengths, default=None),
        "latency_p50": quantile(lengths, 0.5),
        "latency_p95": quantile(lengths, 0.95),
        "ttft_avg": mean(firsts),
        "ttft_p50": quantile(firsts, 0.5),
        "ttft_p95": quantile(firsts, 0.95),
        "users": len({one.user for one in traces} - {""}),
        "sessions": len({one.session for one in traces} - {""}),
        "spans": sum(one.spans for one in traces),
        "span_errors": sum(one.failed_spans for one in traces),
    }


def same(found: dict[str, Any], expected: dict[str, Any]) -> None:
    for name, value in found.items():
        if value is None or expected[name] is None:
            assert value == expected[name], name
        else:
            assert value == pytest.approx(expected[name], rel=1e-6, abs=2e-3), name


def grouped(
    traces: list[Trace], dimensions: list[str]
) -> tuple[bool, dict[tuple[str, ...], list[tuple[Trace, Call | None]]]]:
    about_calls = any(name in CALL_DIMENSIONS for name in dimensions)
    groups: dict[tuple[str, ...], list[tuple[Trace, Call | None]]] = defaultdict(list)
    for trace in traces:
        for call in trace.calls if about_calls else [None]:
            keys = [
                [CALL_DIMENSIONS[name](call)]
                if call and name in CALL_DIMENSIONS
                else TRACE_DIMENSIONS[name](trace)
                for name in dimensions
            ]
            for key in itertools.product(*keys):
                groups[key].append((trace, call))
    return about_calls, groups


@pytest.mark.parametrize(
    "dimensions",
    [
        [],
        *([name] for name in (*TRACE_DIMENSIONS, *CALL_DIMENSIONS)),
        ["status", "tag"],
        ["model", "team"],
        ["tag", "tool"],
        ["model", "user", "agent"],
        ["provider", "tag"],
    ],
    ids="-".join,
)
def test_groups(world: World, dimensions: list[str]) -> None:
    about_calls, groups = grouped(world.traces, dimensions)
    measures = SHARED[:20] if about_calls else OF_TRACES
    answer = world.ask(measures=measures, dimensions=dimensions, limit=1000)
    assert answer["subject"] == ("calls" if about_calls else "traces")
    assert answer["complete"]
    found = {
        tuple(part or "" for part in group["key"].values()): group["values"] for group in answer["groups"]
    }
    assert set(found) == set(groups)
    for key, values in found.items():
        same(values, figures(groups[key], about_calls))
    everything = [
        (trace, call) for trace in world.traces for call in (trace.calls if about_calls else [None])
    ]
    same(answer["totals"], figures(everything, about_calls))


def local_start(moment: float, zone: ZoneInfo, size: str) -> float:
    """The start of the bucket by the calendar of the zone, computed from wall-clock fields."""
    local = datetime.fromtimestamp(moment, zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
    match size:
        case "1M":
            return midnight.replace(day=1).timestamp()
        case "1w":
            return (midnight - timedelta(days=local.weekday())).timestamp()
        case "1d":
            return midnight.timestamp()
        case _:
            step = {"1h": 3600, "6h": 21600, "15m": 900}[size]
            return midnight.timestamp() + (moment - midnight.timestamp()) // step * step


@pytest.mark.parametrize("size", ["15m", "1h", "6h", "1d", "1w", "1M"])
@pytest.mark.parametrize(
    "zone", ["UTC", "America/New_York", "Asia/Seoul", "Asia/Kolkata", "Australia/Lord_Howe"]
)
def test_buckets_follow_the_calendar_of_the_zone(world: World, size: str, zone: str) -> None:
    local = ZoneInfo(zone)
    answer = world.ask(measures=["traces", "cost", "latency_p95"], interval=size, time_zone=zone)
    points = answer["groups"][0]["series"]
    groups: dict[float, list[tuple[Trace, Call | None]]] = defaultdict(list)
    for trace in world.traces:
        groups[local_start(trace.start_ns / NS, local, size)].append((trace, None))
    starts = [datetime.fromisoformat(point["time"]).timestamp() for point in points]
    assert starts == sorted(set(starts))
    assert set(groups) <= set(starts)
    # Every bucket from the one the window begins in to its end, without a hole.
    assert starts[0] == local_start(world.start.timestamp(), local, size)
    assert starts[-1] == local_start(world.end.timestamp() - 1, local, size)
    assert all(local_start(later - 1, local, size) == start for start, later in itertools.pairwise(starts))
    for start, point in zip(starts, points, strict=True):
        same(point["values"], figures(groups[start], False))


def test_series_by_group_and_the_period_before(world: World) -> None:
    middle = world.start + (world.end - world.start) / 2
    whole = middle - world.start
    answer = world.ask(
        start_time=middle.isoformat(),
        end_time=(middle + whole).isoformat(),
        measures=["calls", "cost", "error_rate"],
        dimensions=["model"],
        interval="1d",
        time_zone="America/New_York",
        compare="previous",
        order_by="cost",
    )
    zone = ZoneInfo("America/New_York")
    edge = middle.timestamp() * NS
    for period, totals in ((True, "totals"), (False, "previous_totals")):
        traces = [trace for trace in world.traces if (trace.start_ns >= edge) == period]
        _, groups = grouped(traces, ["model"])
        same(answer[totals], figures([(one, call) for one in traces for call in one.calls], True))
        for group in answer["groups"]:
            facts = groups[(group["key"]["model"],)]
            same(group["values" if period else "previous"], figures(facts, True))
            for point in group["series" if period else "previous_series"]:
                start = datetime.fromisoformat(point["time"]).timestamp()
                inside = [one for one in facts if local_start(one[0].start_ns / NS, zone, "1d") == start]
                same(point["values"], figures(inside, True))
    costs = [group["values"]["cost"] for group in answer["groups"]]
    assert costs == sorted(costs, reverse=True)


def test_the_filter_applies_to_all_figures(world: World) -> None:
    kept = [trace for trace in world.traces if trace.failed and "prod" in trace.tags]
    answer = world.ask(measures=OF_TRACES, q="status:error tag:prod")
    same(answer["totals"], figures([(trace, None) for trace in kept], False))
    assert kept


def test_groups_are_limited_and_it_is_said(world: World) -> None:
    answer = world.ask(
        measures=["calls", "tokens"], dimensions=["model"], limit=2, order_by="tokens", order="asc"
    )
    _, groups = grouped(world.traces, ["model"])
    tokens = sorted((figures(facts, True)["tokens"], key[0]) for key, facts in groups.items())
    assert [group["key"]["model"] for group in answer["groups"]] == [name for _, name in tokens[:2]]
    assert answer["complete"] is False
    assert answer["totals"]["calls"] == sum(len(trace.calls) for trace in world.traces)


def test_an_empty_window_has_zeros_and_nulls(world: World) -> None:
    far = datetime.now(UTC) - timedelta(days=2)
    answer = world.ask(
        start_time=(far - timedelta(hours=3)).isoformat(),
        end_time=far.isoformat(),
        measures=["traces", "cost", "error_rate", "latency_p95"],
        interval="1h",
        compare="previous",
    )
    nothing = {"traces": 0, "cost": 0, "error_rate": None, "latency_p95": None}
    assert answer["totals"] == answer["previous_totals"] == nothing
    assert [point["values"] for point in answer["groups"][0]["series"]] == [nothing] * len(
        answer["groups"][0]["series"]
    )


def ask(world: World, question: dict[str, Any]) -> httpx.Response:
    return world.project.server.http.post(
        f"{world.project.server.url}/telemetry/v1/aggregate",
        json={**world.window, **question},
        headers=world.project.headers,
    )


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({"measures": ["traces; DROP TABLE traces"]}, "measures"),
        ({"measures": ["traces", "traces"]}, "measures"),
        ({"measures": ["traces"], "dimensions": ["d0) --"]}, "dimensions"),
        ({"measures": ["spans"], "dimensions": ["model"]}, "measures"),
        ({"measures": ["traces"], "order_by": "cost"}, "order_by"),
        ({"measures": ["traces"], "time_zone": "Mars/Olympus"}, "time_zone"),
        ({"measures": ["traces"], "interval": "1m"}, "interval"),
        ({"measures": ["traces"], "start_time": "2020-01-01", "end_time": "2026-01-01"}, "start_time"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_the_field(
    world: World, question: dict[str, Any], field: str
) -> None:
    answer = ask(world, question)
    assert answer.status_code == 422
    assert answer.json()["error"]["details"]["field"] == field


def test_a_wrong_filter_is_refused_with_its_place(world: World) -> None:
    error = ask(world, {"measures": ["traces"], "q": "stat:ok"}).json()["error"]
    assert error["code"] == "invalid_filter"
    assert (error["details"]["position"], error["details"]["length"]) == (0, 4)
