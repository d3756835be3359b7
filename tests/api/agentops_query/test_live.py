"""The live tail tells every change, once connected and after a resume."""

import time
from collections.abc import Iterator
from typing import Any

import pytest

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.listener import Listener
from fixtures.spans import chat, request, span, trace_id


@pytest.fixture
def listeners() -> Iterator[list[Listener]]:
    made: list[Listener] = []
    yield made
    for one in made:
        one.close()


def test_new_and_changed_traces_are_told(project: Project, listeners: list[Listener]) -> None:
    listeners.append(live := Listener(project))
    assert live.response.headers["content-type"].startswith("text/event-stream")
    trace = trace_id()
    root = span(trace, "root")
    project.send(request(root))
    (first,) = live.traces(1)
    assert (first["trace_id"], first["span_count"], first["llm_call_count"]) == (trace.hex(), 1, 0)
    project.send(request(chat(trace, parent=root.span_id)))
    _, second = live.traces(2)
    assert (second["trace_id"], second["span_count"], second["llm_call_count"]) == (trace.hex(), 2, 1)
    time.sleep(2.5)  # several polls read the same changes again
    assert len(live.traces(2)) == 2


def test_the_filter_applies_and_other_projects_are_not_seen(
    project: Project, server: AgentOpsProcess, listeners: list[Listener]
) -> None:
    listeners.append(live := Listener(project, q="status:error"))
    server.new_project().send(request(span(trace_id(), "foreign", status=2)))
    project.send(request(span(trace_id(), "fine"), span(trace_id(), "failed", status=2)))
    assert [one["name"] for one in live.traces(1)] == ["failed"]


@pytest.mark.parametrize("as_header", [True, False])
def test_a_resume_tells_what_was_missed(project: Project, listeners: list[Listener], as_header: bool) -> None:
    listeners.append(live := Listener(project))
    project.send(request(span(trace_id(), "before")))
    live.traces(1)
    live.close()
    place = live.events[-1][0]
    project.send(request(*(span(trace_id(), f"missed {index}") for index in range(5))))
    project.settle()
    time.sleep(2.2)
    again = (
        Listener(project, headers={"Last-Event-ID": place}) if as_header else Listener(project, resume=place)
    )
    listeners.append(again)
    names = {one["name"] for one in again.traces(5)}
    assert {f"missed {index}" for index in range(5)} <= names
    assert all(kind == "trace" for _, kind, _ in again.events)


@pytest.mark.parametrize("place", ["nonsense", "1-" + "0" * 32, "99999999999999999999-" + "0" * 32, "'; --"])
def test_a_place_that_is_gone_is_a_gap(project: Project, listeners: list[Listener], place: str) -> None:
    listeners.append(live := Listener(project, headers={"Last-Event-ID": place}))
    deadline = time.monotonic() + 120
    while not live.events and time.monotonic() < deadline:
        time.sleep(0.02)
    assert live.events[0][1] == "gap"


def test_a_flood_is_a_gap_and_not_a_backlog(project: Project, listeners: list[Listener]) -> None:
    listeners.append(live := Listener(project))
    project.send(request(*(span(trace_id(), "one of many") for _ in range(3000))))
    live.traces(500)
    assert any(kind == "gap" for _, kind, _ in live.events)
    assert len(live.traces(500)) <= 1500


def test_the_server_stops_quickly_with_listeners(tmp_path: Any, listeners: list[Listener]) -> None:
    with AgentOpsProcess(tmp_path / "data") as server:
        listeners.append(live := Listener(server.default_project()))
        # Not by being cut off when the time for requests in flight is over.
        assert server.stop() == 0
        assert "graceful shutdown exceeded" not in server.log_path.read_text()
        assert live.ended.wait(60)
