"""Failures come in groups by what went wrong."""

from collections import Counter

import pytest

from api.agentops_query.world import World
from fixtures.agentops_process import Project
from fixtures.spans import chat, request, span, trace_id


def test_the_worlds_timeouts_are_one_group_a_kind_of_step(world: World) -> None:
    answer = world.get("errors")
    calls = sum(call.failed for trace in world.traces for call in trace.calls)
    failed = sum(trace.failed_spans for trace in world.traces)
    groups = {group["kind"]: group for group in answer["groups"]}
    assert set(groups) == {"llm", "tool"}
    assert groups["llm"]["count"] == calls
    assert groups["tool"]["count"] == failed - calls
    for group in answer["groups"]:
        assert group["pattern"] == "timeout after <n>s"
        assert sum(group["trend"]) == group["count"]
        assert len(group["trend"]) == 24
    models = Counter(call.model for trace in world.traces for call in trace.calls if call.failed)
    assert set(groups["llm"]["models"]) == set(models)
    assert groups["llm"]["trace_count"] == sum(any(call.failed for call in one.calls) for one in world.traces)


@pytest.mark.parametrize(
    ("one", "other", "pattern"),
    [
        ("timeout after 30s", "timeout after 5s", "timeout after <n>s"),
        ("no file 'a.txt'", 'no file "b.txt"', 'no file "…"'),
        (
            "job 5f0c1f1e-9d2b-4c3a-8f00-aabbccddeeff lost",
            "job 11111111-2222-3333-4444-555555555555 lost",
            "job <id> lost",
        ),
        ("request req_8Hk2LmNo91 failed", "request req_77AbCdEf00 failed", "request <id> failed"),
        ("429 of 10.5 at 127.0.0.1:8000", "500 of 1 at 10.0.0.7:80", "<n> of <n> at <n>"),
    ],
)
def test_numbers_ids_and_quoted_texts_do_not_part_groups(
    project: Project, one: str, other: str, pattern: str
) -> None:
    for message in (one, other):
        project.send(request(span(trace_id(), "step", status=2, message=message)))
    project.settle()
    (group,) = project.get("/telemetry/v1/errors").json()["groups"]
    assert (group["pattern"], group["count"], group["trace_count"]) == (pattern, 2, 2)
    assert group["message"] in (one, other)


def test_what_a_parent_passes_on_counts_once(project: Project) -> None:
    trace = trace_id()
    root = span(trace, "session", status=2)
    agent = span(
        trace,
        "agent",
        attributes={"agentops.span.kind": "agent"},
        parent=root.span_id,
        status=2,
        message="boom 1",
    )
    tool = span(
        trace,
        "look",
        attributes={"agentops.span.kind": "tool", "error.type": "ValueError"},
        parent=agent.span_id,
        status=2,
        message="boom 2",
    )
    own = span(trace, "other", parent=root.span_id, status=2, message="KeyError: gone")
    project.send(request(root, agent, tool, own))
    project.settle()
    groups = project.get("/telemetry/v1/errors").json()["groups"]
    assert {(group["kind"], group["error_type"], group["pattern"]) for group in groups} == {
        ("tool", "ValueError", "boom <n>"),
        ("other", "KeyError", "KeyError: gone"),
    }
    assert all(group["trace_ids"] == [trace.hex()] for group in groups)


def test_a_session_that_ended_as_failed_is_a_failure(project: Project) -> None:
    project.send(request(span(trace_id(), "s", attributes={"agentops.session.end_state": "Fail"})))
    project.settle()
    (group,) = project.get("/telemetry/v1/errors").json()["groups"]
    assert group["message"] == "session ended as failed"


def test_fingerprints_stay_and_the_filter_applies(project: Project) -> None:
    project.send(request(chat(trace_id(), status=2, message="quota of 5 reached", tokens=(0, 0), cost=None)))
    project.send(request(chat(trace_id(), model="other", status=2, message="quota of 7 reached")))
    project.settle()
    (whole,) = project.get("/telemetry/v1/errors").json()["groups"]
    (part,) = project.get("/telemetry/v1/errors", q="model:other").json()["groups"]
    assert (whole["count"], part["count"]) == (2, 1)
    assert whole["fingerprint"] == part["fingerprint"]
    assert whole["models"] == ["other", "qwen-235b"]
