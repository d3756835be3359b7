"""`content:` finds what was said anywhere in a trace, however deep and however its sender wrote it."""

import json
from typing import Any

import pytest

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.spans import chat, request, span, trace_id

_LONG = "One river after another. " * 400


def _messages(text: str, *, ascii_only: bool) -> dict[str, Any]:
    said = [{"role": "user", "content": _LONG + text}]
    return {"gen_ai.input.messages": json.dumps(said, ensure_ascii=ascii_only)}


@pytest.fixture(scope="module")
def talks(server: AgentOpsProcess) -> tuple[Project, dict[str, str]]:
    """A project whose traces say one thing each, and the id of each trace by what it is about."""
    project = server.new_project()
    ids = {name: trace_id() for name in ("deep", "escaped", "plain", "quoted", "event", "failed", "tool")}
    failed = span(ids["failed"], status=2, message=_LONG + "the Danube froze")
    told = span(ids["event"])
    event = told.events.add(name="gen_ai.user.message", time_unix_nano=told.start_time_unix_nano)
    said = event.attributes.add(key="content")
    said.value.string_value = _LONG + "the Elbe rose"
    tool = span(ids["tool"], attributes={"gen_ai.tool.call.result": '{"level": "three metres"}'})
    body = request(
        chat(ids["deep"], attributes=_messages("Where does the Rhine end?", ascii_only=True)),
        chat(ids["escaped"], attributes=_messages("한강은 어디로 흐릅니까?", ascii_only=True)),
        chat(ids["plain"], attributes=_messages("한강은 깁니다", ascii_only=False)),
        chat(ids["quoted"], attributes=_messages('He said "it floods"\nat night', ascii_only=True)),
        told,
        failed,
        # The root is early, and what is looked for comes much later.
        span(ids["tool"], "run", start_ms=-3_600_000, length_ms=3_700_000),
        tool,
    )
    assert project.send(body).status_code == 200
    other = server.new_project()
    assert (
        other.send(request(chat(trace_id(), attributes=_messages("the Rhine", ascii_only=True)))).status_code
        == 200
    )
    project.settle()
    return project, {one.hex(): name for name, one in ids.items()}


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("content:rhine", {"deep"}),
        ('content:"does the RHINE end"', {"deep"}),
        ("content:한강", {"escaped", "plain"}),
        ('content:"한강은 어디로"', {"escaped"}),
        (r'content:"he said \"it floods\""', {"quoted"}),
        ("content:where*end", {"deep"}),
        ("content:elbe", {"event"}),
        ("content:danube", {"failed"}),
        ('content:"three metres"', {"tool"}),
        ("content:(rhine, elbe)", {"deep", "event"}),
        ("content:river not content:rhine", {"escaped", "plain", "quoted", "event", "failed"}),
        ("content:river status:error", {"failed"}),
        ("content:100%", set()),
        ("content:rh_ne", set()),
    ],
)
def test_found_wherever_it_stands(talks: tuple[Project, dict[str, str]], asked: str, found: set[str]) -> None:
    project, names = talks
    assert {names[one["trace_id"]] for one in project.traces(q=asked)} == found
    by_cost = project.traces(q=asked, sort="cost")
    assert {names[one["trace_id"]] for one in by_cost} == found
    metrics = project.get("/telemetry/v1/metrics", q=asked)
    assert metrics.status_code == 200, metrics.text
    assert metrics.json()["totals"]["trace_count"] == len(found)


def test_only_within_the_window(talks: tuple[Project, dict[str, str]]) -> None:
    project, names = talks
    (tool,) = project.traces(q='content:"three metres"')
    start = tool["start_time"]
    assert names[tool["trace_id"]] == "tool"
    assert project.traces(q='content:"three metres"', end_time=start) == []
    assert len(project.traces(q='content:"three metres"', start_time=start)) == 1


def test_says_what_is_missing_and_where_it_cannot_be_used(talks: tuple[Project, dict[str, str]]) -> None:
    project, _ = talks
    empty = project.get("/telemetry/v1/traces", q='content:""')
    assert empty.status_code == 422, empty.text
    assert "a text of at least one character" in empty.text
    live = project.get("/telemetry/v1/live", q="content:rhine")
    assert live.status_code == 422, live.text
    assert "content:" in live.json()["error"]["message"]
