"""Sessions and the flow graph against a computation in plain Python."""

from collections import Counter, defaultdict
from typing import Any

import pytest

from api.agentops_query.world import Trace, World
from fixtures.agentops_process import Project
from fixtures.spans import chat, request, span, trace_id


def by_session(world: World) -> dict[str, list[Trace]]:
    found: dict[str, list[Trace]] = defaultdict(list)
    for trace in sorted(world.traces, key=lambda one: one.start_ns):
        if trace.session:
            found[trace.session].append(trace)
    return found


def test_sessions_have_the_figures_of_their_traces(world: World) -> None:
    expected = by_session(world)
    answer = world.get("sessions", limit=200)
    assert answer["total"] == len(expected)
    assert {one["session_id"] for one in answer["sessions"]} == set(expected)
    for one in answer["sessions"]:
        traces = expected[one["session_id"]]
        costs = [trace.cost for trace in traces if trace.cost is not None]
        assert one["trace_count"] == len(traces)
        assert one["error_count"] == sum(trace.failed for trace in traces)
        assert one["status"] == traces[-1].status
        assert one["latest_trace_id"] == traces[-1].id.hex()
        assert one["span_count"] == sum(trace.spans for trace in traces)
        assert one["llm_call_count"] == sum(len(trace.calls) for trace in traces)
        assert one["unpriced_calls"] == sum(call.unpriced for trace in traces for call in trace.calls)
        assert one["cost_usd"] == (pytest.approx(float(sum(costs))) if costs else None)
        assert one["active_ns"] == sum(trace.duration_ns for trace in traces)
        assert one["duration_ns"] == max(trace.end_ns for trace in traces) - traces[0].start_ns
        assert set(one["agents"]) == {agent for trace in traces for agent in trace.agents}
        assert one["user"] == next((trace.user for trace in traces if trace.user), None)


@pytest.mark.parametrize("sort", ["last_activity", "start_time", "duration", "cost", "tokens", "traces"])
@pytest.mark.parametrize("order", ["asc", "desc"])
def test_sessions_page_without_gaps(world: World, sort: str, order: str) -> None:
    whole = [
        one["session_id"] for one in world.get("sessions", sort=sort, order=order, limit=200)["sessions"]
    ]
    found: list[str] = []
    cursor: dict[str, str] = {}
    while True:
        page = world.get("sessions", sort=sort, order=order, limit=5, **cursor)
        found += [one["session_id"] for one in page["sessions"]]
        if page["next_cursor"] is None:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert found == whole
    if sort == "traces":
        counts = [len(by_session(world)[name]) for name in whole]
        assert counts == sorted(counts, reverse=order == "desc")


@pytest.mark.parametrize("cursor", ["x", "bm8", "WyJhIiwgImIiXQ", "W10", "Wzcs"])
def test_a_foreign_cursor_is_refused(world: World, cursor: str) -> None:
    answer = world.project.get("/telemetry/v1/sessions", cursor=cursor)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "bad_request")


def test_the_filter_applies_to_sessions(world: World) -> None:
    failed = {trace.session for trace in world.traces if trace.session and trace.failed}
    answer = world.get("sessions", q="status:error", limit=200)
    assert {one["session_id"] for one in answer["sessions"]} == failed


def test_the_flow_has_the_edges_that_were_sent(world: World) -> None:
    answer = world.get("flow")
    expected = Counter(edge for trace in world.traces for edge in trace.edges)
    assert {(edge["source"], edge["target"]): edge["calls"] for edge in answer["edges"]} == expected
    assert (answer["trace_count"], answer["total_traces"], answer["complete"]) == (220, 220, True)
    nodes = {node["id"]: node for node in answer["nodes"]}
    for model in {call.model for trace in world.traces for call in trace.calls}:
        calls = [call for trace in world.traces for call in trace.calls if call.model == model]
        node = nodes[f"model:{model}"]
        costs = [float(call.cost) for call in calls if call.cost is not None]
        assert (node["kind"], node["name"], node["calls"]) == ("model", model, len(calls))
        assert node["errors"] == sum(call.failed for call in calls)
        assert node["unpriced_calls"] == sum(call.unpriced for call in calls)
        assert node["cost_usd"] == pytest.approx(sum(costs))
        assert node["avg_latency_ms"] == pytest.approx(
            sum(call.duration_ns for call in calls) / len(calls) / 1e6
        )
        assert node["total_tokens"] == sum(call.tokens[0] + call.tokens[1] for call in calls)
    assert nodes["start"]["calls"] == 220


def agent(trace: bytes, name: str, **more: Any) -> Any:
    return span(trace, name, attributes={"agentops.span.kind": "agent", "agent.name": name}, **more)


def edges(project: Project) -> dict[tuple[str, str], int]:
    project.settle()
    return {
        (edge["source"], edge["target"]): edge["calls"]
        for edge in project.get("/telemetry/v1/flow").json()["edges"]
    }


def test_flow_passes_over_plain_spans_and_keeps_handovers(project: Project) -> None:
    trace = trace_id()
    boss = agent(trace, "boss")
    chain = [span(trace, "task", parent=boss.span_id)]
    for _ in range(30):
        chain.append(span(trace, "task", parent=chain[-1].span_id))
    worker = agent(trace, "worker", parent=chain[-1].span_id)
    call = chat(trace, parent=worker.span_id)
    lost = agent(trace, "lost", parent=b"missing!")
    project.send(request(call, worker, *reversed(chain), boss, lost))
    assert edges(project) == {
        ("start", "agent:boss"): 1,
        ("start", "agent:lost"): 1,
        ("agent:boss", "agent:worker"): 1,
        ("agent:worker", "model:qwen-235b"): 1,
    }


def test_a_tool_that_a_model_asked_for_is_called_once(project: Project) -> None:
    trace = trace_id()
    boss = agent(trace, "boss")
    call = chat(trace, parent=boss.span_id)
    ran = span(
        trace,
        "search.tool",
        parent=boss.span_id,
        attributes={"agentops.span.kind": "tool", "tool.name": "search"},
    )
    asked = span(trace, "tool_call.search", parent=call.span_id)
    only_asked = span(trace, "tool_call.lookup", parent=call.span_id)
    elsewhere = trace_id()
    alone = span(elsewhere, "tool_call.search")
    project.send(request(boss, call, ran, asked, only_asked, alone))
    assert edges(project) == {
        ("start", "agent:boss"): 1,
        ("agent:boss", "model:qwen-235b"): 1,
        ("agent:boss", "tool:search"): 1,
        ("model:qwen-235b", "tool:lookup"): 1,
        ("start", "tool:search"): 1,
    }


def test_a_ring_of_parents_does_not_hang_the_flow(project: Project) -> None:
    trace = trace_id()
    one = span(trace, "a", span_id=b"aaaaaaaa", parent=b"bbbbbbbb")
    two = span(trace, "b", span_id=b"bbbbbbbb", parent=b"aaaaaaaa")
    own = span(trace, "c", span_id=b"cccccccc", parent=b"cccccccc")
    project.send(request(one, two, own, chat(trace, parent=b"aaaaaaaa"), chat(trace, parent=b"cccccccc")))
    assert edges(project) == {("start", "model:qwen-235b"): 2}


def test_an_empty_project_has_an_empty_flow_and_no_sessions(project: Project) -> None:
    flow = project.get("/telemetry/v1/flow").json()
    assert flow == {"nodes": [], "edges": [], "trace_count": 0, "total_traces": 0, "complete": True}
    assert project.get("/telemetry/v1/sessions").json() == {"sessions": [], "next_cursor": None, "total": 0}
    assert project.get("/telemetry/v1/errors").json() == {"groups": [], "complete": True}
