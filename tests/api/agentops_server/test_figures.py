"""One definition of status, duration, cost, tokens and root, the same on every surface."""

import json
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from fixtures.agentops_process import Project
from fixtures.spans import chat, request, span, trace_id


def summary(project: Project, trace: bytes) -> dict[str, Any]:
    return dict(project.trace(trace.hex())["trace"])


def test_duration_is_from_first_start_to_last_end_and_not_a_sum(project: Project) -> None:
    trace = trace_id()
    root = span(trace, "root", length_ms=100)
    late = span(trace, "late", parent=root.span_id, start_ms=50, length_ms=250)
    project.send(request(root, late))
    assert summary(project, trace)["duration_ns"] == 300_000_000


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([{"status": 0}, {"status": 1}], "OK"),
        ([{"status": 1}, {"status": 2, "message": "it broke"}], "ERROR"),
        ([{"attributes": {"agentops.session.end_state": "Fail"}}], "ERROR"),
        ([{"attributes": {"agentops.session.end_state": "Error"}}], "ERROR"),
        ([{"attributes": {"agentops.session.end_state": "Indeterminate"}}], "INDETERMINATE"),
        ([{"attributes": {"agentops.session.end_state": "Success"}}], "OK"),
        ([{"status": 2}, {"attributes": {"agentops.session.end_state": "Indeterminate"}}], "ERROR"),
    ],
)
def test_status(project: Project, spans: list[dict[str, Any]], expected: str) -> None:
    trace = trace_id()
    project.send(request(*(span(trace, f"s{index}", **given) for index, given in enumerate(spans))))
    found = summary(project, trace)
    assert found["status"] == expected
    assert found["error_message"] == ("it broke" if spans[-1].get("message") else None)
    listed = project.traces(status=expected)
    assert [one["trace_id"] for one in listed] == [trace.hex()]


def test_the_root_is_the_span_without_a_parent_else_the_earliest(project: Project) -> None:
    one, several, none = trace_id(), trace_id(), trace_id()
    root = span(one, "root", start_ms=20)
    project.send(request(span(one, "child", parent=root.span_id, start_ms=0), root))
    project.send(request(span(several, "second", start_ms=10), span(several, "first", start_ms=5)))
    project.send(
        request(
            span(none, "remote b", parent=b"elsewher", start_ms=3), span(none, "remote a", parent=b"elsewher")
        )
    )
    assert summary(project, one)["name"] == "root"
    assert summary(project, several)["name"] == "first"
    assert summary(project, none)["name"] == "remote a"


def test_orphans_are_kept_and_marked(project: Project) -> None:
    trace = trace_id()
    root = span(trace, "root")
    project.send(
        request(root, span(trace, "child", parent=root.span_id), span(trace, "lost", parent=b"missing!"))
    )
    spans = project.trace(trace.hex())["spans"]
    assert {one["name"]: one["orphan"] for one in spans} == {"root": False, "child": False, "lost": True}


def test_a_model_call_seen_by_sdk_and_gateway_counts_once(project: Project) -> None:
    trace = trace_id()
    root = span(trace, "agent", attributes={"agentops.span.kind": "agent"}, length_ms=500)
    # The SDK takes its time from when the stream is open: too short.
    hasty = {"gen_ai.streaming.time_to_first_token": 0.0008}
    sdk = chat(
        trace,
        parent=root.span_id,
        cost=None,
        response_id="r-1",
        tokens=(10, 5),
        start_ms=10,
        attributes=hasty,
    )
    true = {"gen_ai.server.time_to_first_token": 0.25}
    gateway = chat(
        trace, parent=sdk.span_id, cost=0.125, response_id="r-1", tokens=(10, 6), start_ms=20, attributes=true
    )
    other = chat(trace, parent=root.span_id, cost=0.5, response_id="r-2", tokens=(1, 1), start_ms=300)
    # In three batches, the gateway's last: what was counted before must be counted again.
    for one in (request(root, sdk), request(other), request(gateway)):
        assert project.send(one).status_code == 200
        project.settle()
    detail = project.trace(trace.hex())
    counted = {one["span_id"]: one["counted"] for one in detail["spans"]}
    assert counted == {
        root.span_id.hex(): False,
        sdk.span_id.hex(): False,
        gateway.span_id.hex(): True,
        other.span_id.hex(): True,
    }
    found = detail["trace"]
    assert (found["llm_call_count"], found["total_tokens"], found["cost_usd"]) == (2, 18, 0.625)
    assert found["unpriced_calls"] == 0
    assert found["ttft_ms"] == 250
    totals = project.get("/telemetry/v1/metrics").json()["totals"]
    assert (totals["llm_call_count"], totals["total_tokens"], totals["cost_usd"]) == (2, 18, 0.625)
    v4 = project.get(f"/v4/traces/detail/{trace.hex()}").json()
    assert v4["metrics"]["total_cost"] == "0.6250000"
    assert sum(Decimal(one["metrics"]["total_cost"]) for one in v4["spans"] if one["metrics"]) == Decimal(
        "0.625"
    )


@pytest.mark.parametrize("failed", [False, True])
def test_a_call_without_a_response_id_counts_once_where_the_gateway_is_its_child(
    project: Project, failed: bool
) -> None:
    """Embeddings have no response id, nor have calls that failed: the link of parent and child tells."""
    trace = trace_id()
    more: dict[str, Any] = {"status": 2, "tokens": (0, 0)} if failed else {"tokens": (7, 0)}
    embeddings = {"gen_ai.operation.name": "embeddings"}
    sdk = chat(trace, cost=None, attributes={**embeddings, "gen_ai.provider.name": "openai"}, **more)
    gateway = chat(
        trace,
        parent=sdk.span_id,
        cost=None if failed else 0.5,
        attributes={**embeddings, "gen_ai.provider.name": "vllm"},
        **more,
    )
    # A call that a call of the same program wraps is another call.
    nested = chat(trace, parent=gateway.span_id, cost=None if failed else 0.25, attributes=embeddings, **more)
    for spans, service in (((sdk,), "my-agent"), ((gateway, nested), "litellm")):
        project.send(request(*spans, resource={"service.name": service}))
    detail = project.trace(trace.hex())
    counted = {one["span_id"]: one["counted"] for one in detail["spans"]}
    assert counted == {sdk.span_id.hex(): False, gateway.span_id.hex(): True, nested.span_id.hex(): True}
    found = detail["trace"]
    assert found["llm_call_count"] == 2
    assert found["total_tokens"] == (0 if failed else 14)
    assert found["cost_usd"] == (None if failed else 0.75)
    assert "vllm" in found["providers"]


def test_costs_of_spans_that_wrap_others_do_not_count(project: Project) -> None:
    trace = trace_id()
    root = span(trace, "agent", attributes={"agentops.span.kind": "agent", "gen_ai.usage.total_cost": 0.75})
    tool = span(
        trace,
        "tool",
        parent=root.span_id,
        attributes={"agentops.span.kind": "tool", "gen_ai.usage.total_cost": 0.5},
    )
    project.send(request(root, tool, chat(trace, parent=root.span_id, cost=0.25)))
    assert summary(project, trace)["cost_usd"] == 0.75


def test_an_unpriced_call_is_counted_and_is_not_free(project: Project) -> None:
    trace = trace_id()
    project.send(request(chat(trace, cost=None)))
    detail = project.trace(trace.hex())
    assert detail["trace"]["cost_usd"] is None
    assert detail["trace"]["unpriced_calls"] == 1
    assert (detail["spans"][0]["cost_usd"], detail["spans"][0]["cost_source"]) == (None, "unpriced")
    metrics = project.get("/telemetry/v1/metrics").json()
    assert metrics["totals"]["unpriced_calls"] == metrics["by_model"][0]["unpriced_calls"] == 1


def test_a_reported_total_goes_before_the_sum(project: Project) -> None:
    trace = trace_id()
    project.send(request(chat(trace, tokens=(3, 4), attributes={"gen_ai.usage.total_tokens": 9})))
    assert summary(project, trace)["total_tokens"] == 9


def test_cost_sums_are_exact(project: Project) -> None:
    trace = trace_id()
    project.send(request(*(chat(trace, cost=0.1) for _ in range(10))))
    assert summary(project, trace)["cost_usd"] == 1.0


def test_late_spans_change_a_trace_and_it_stays_one(project: Project) -> None:
    trace = trace_id()
    root = span(trace, "root", length_ms=10)
    project.send(request(span(trace, "child", parent=root.span_id, start_ms=5)))
    assert summary(project, trace)["name"] == "child"
    # Two days earlier: the trace moves to another day and must leave the old one.
    early = span(trace, "early", parent=root.span_id, start_ms=-2 * 86_400_000)
    project.send(request(root, early))
    project.settle()
    assert project.traces() == []
    week = project.get("/telemetry/v1/metrics", start_time=_days_ago(7)).json()
    assert (week["totals"]["trace_count"], week["totals"]["span_count"]) == (1, 3)
    assert [one["name"] for one in project.traces(start_time=_days_ago(7))] == ["root"]


def _days_ago(days: int) -> str:
    return (datetime.now(UTC) - timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("attributes", "name", "kind"),
    [
        ({"agentops.span.kind": "session"}, "x", "session"),
        ({"agentops.span.kind": "operation"}, "x", "task"),
        ({"agentops.span.kind": "unknown", "gen_ai.system": "OpenAI"}, "x", "llm"),
        ({"gen_ai.system": "OpenAI", "gen_ai.request.type": "chat"}, "x", "llm"),
        ({"gen_ai.operation.name": "embeddings", "gen_ai.request.model": "e"}, "x", "embedding"),
        ({"gen_ai.operation.name": "execute_tool"}, "x", "tool"),
        ({"gen_ai.operation.name": "invoke_agent", "gen_ai.request.model": "m"}, "x", "agent"),
        ({"openinference.span.kind": "RETRIEVER"}, "x", "retrieval"),
        ({"openinference.span.kind": "LLM"}, "x", "llm"),
        ({"traceloop.span.kind": "workflow"}, "x", "workflow"),
        ({"http.method": "GET"}, "x", "http"),
        ({}, "tool_call.search", "tool"),
        ({}, "x", "other"),
    ],
)
def test_kinds(project: Project, attributes: dict[str, Any], name: str, kind: str) -> None:
    trace = trace_id()
    project.send(request(span(trace, name, attributes=attributes)))
    found = project.trace(trace.hex())["spans"][0]
    assert found["kind"] == kind
    if name == "tool_call.search":
        assert found["tool"] == "search"


@pytest.mark.parametrize(
    "attributes",
    [
        {"gen_ai.usage.prompt_tokens": 7, "gen_ai.usage.completion_tokens": 2, "gen_ai.system": "OpenAI"},
        {"gen_ai.usage.input_tokens": 7, "gen_ai.usage.output_tokens": 2, "gen_ai.provider.name": "openai"},
        {"llm.token_count.prompt": 7, "llm.token_count.completion": 2, "llm.provider": "openai"},
    ],
)
def test_vocabularies_mean_the_same(project: Project, attributes: dict[str, Any]) -> None:
    trace = trace_id()
    more = {
        "gen_ai.request.model": "m",
        "gen_ai.usage.cache_read_input_tokens": 3,
        "gen_ai.usage.reasoning_tokens": "1",
    }
    project.send(request(span(trace, attributes={**attributes, **more})))
    found = project.trace(trace.hex())["spans"][0]
    figures = {
        key: found[key]
        for key in ("prompt_tokens", "completion_tokens", "cached_tokens", "reasoning_tokens", "total_tokens")
    }
    assert figures == {
        "prompt_tokens": 7,
        "completion_tokens": 2,
        "cached_tokens": 3,
        "reasoning_tokens": 1,
        "total_tokens": 9,
    }
    assert found["provider"] == "openai"


def test_who_and_what_for(project: Project) -> None:
    trace = trace_id()
    project.send(
        request(
            chat(
                trace,
                attributes={
                    "enduser.id": "kim",
                    "session.id": "s-1",
                    "agentops.tags": '["prod", "한글"]',
                    "gen_ai.server.time_to_first_token": 0.125,
                    "gen_ai.input.messages": json.dumps(
                        [
                            {"role": "system", "content": "be short"},
                            {"role": "user", "parts": [{"type": "text", "content": "안녕?"}]},
                        ]
                    ),
                    "gen_ai.output.messages": '[{"role":"assistant","content":"반가워요"}]',
                },
            )
        )
    )
    found = summary(project, trace)
    assert found["user"] == "kim"
    assert found["session_id"] == "s-1"
    assert found["tags"] == ["prod", "한글"]
    assert found["ttft_ms"] == 125.0
    assert found["input_preview"] == "안녕?"
    assert found["output_preview"] == "반가워요"
    assert found["models"] == ["qwen-235b"]
    for q in ("안녕", "KIM", "prod", trace.hex()[3:20], "QWEN"):
        assert [one["trace_id"] for one in project.traces(q=q)] == [trace.hex()], q
    assert project.traces(q="nothing of it") == []
    assert [one["trace_id"] for one in project.traces(model="QWEN*")] == [trace.hex()]
    assert project.traces(model="qwen") == []
    assert project.traces(model="qwen%") == []
