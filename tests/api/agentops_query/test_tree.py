"""Traces of any size, piece by piece, say what the detail says."""

import os
from typing import Any

import pytest

from fixtures.agentops_process import Project
from fixtures.spans import chat, request, span, trace_id


@pytest.fixture(scope="module")
def trace() -> bytes:
    return trace_id()


@pytest.fixture(scope="module")
def project(server: Any, trace: bytes) -> Project:
    """One trace: an agent, a call that its gateway reports too, a tool, a lost parent, a ring of parents."""
    made: Project = server.new_project()
    root, call, one, other = (os.urandom(8) for _ in range(4))
    first_token = {"gen_ai.server.time_to_first_token": 0.05}
    made.send(
        request(
            span(trace, "agent", span_id=root, length_ms=1000),
            chat(trace, span_id=call, parent=root, start_ms=10, length_ms=200, cost=None, response_id="r"),
            chat(
                trace,
                parent=call,
                start_ms=20,
                length_ms=150,
                cost=0.5,
                response_id="r",
                attributes=first_token,
            ),
            span(trace, "tool", parent=root, start_ms=300, length_ms=0, status=2, message="broken"),
            chat(trace, parent=os.urandom(8), start_ms=400, length_ms=100, cost=0.25),
            span(trace, "ring", span_id=one, parent=other, start_ms=500, length_ms=10),
            span(trace, "ring", span_id=other, parent=one, start_ms=510, length_ms=10),
        )
    )
    made.settle()
    return made


def pages(project: Project, path: str, key: str, **params: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = project.get(path, **params, **cursor)
        assert answer.status_code == 200, answer.text
        found += answer.json()[key]
        if answer.json()["next_cursor"] is None:
            return found
        cursor = {"cursor": answer.json()["next_cursor"]}


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_the_tree_is_the_detail_without_payloads(project: Project, trace: bytes, limit: int) -> None:
    detail = project.trace(trace.hex())["spans"]
    rows = pages(project, f"/telemetry/v1/traces/{trace.hex()}/tree", "spans", limit=limit)
    assert [row["span_id"] for row in rows] == [one["span_id"] for one in detail]
    shared = set(rows[0]) & set(detail[0])
    assert len(shared) > 15
    for row, one in zip(rows, detail, strict=True):
        assert {name: row[name] for name in shared} == {name: one[name] for name in shared}
        below = [other for other in detail if other["parent_span_id"] == row["span_id"]]
        assert row["child_count"] == len(below)
    assert [row["depth"] for row in rows[:5]] == [0, 1, 2, 1, 0]
    assert [row["offset_ns"] for row in rows[:4]] == [0, 10_000_000, 20_000_000, 300_000_000]


def test_pages_of_a_long_trace_know_which_of_two_reports_of_a_call_counts(server: Any) -> None:
    """Both reports of a call lie pages apart: the same response id, or one is the parent of the other."""
    made: Project = server.new_project()
    long, root, count = trace_id(), os.urandom(8), 600
    callers = [os.urandom(8) for _ in range(count)]
    made.send(request(span(long, "agent", span_id=root, length_ms=60_000)))
    made.send(
        request(
            *(
                chat(long, parent=root, start_ms=10 + n, cost=None, response_id=f"r{n}", length_ms=9)
                for n in range(count)
            ),
            *(
                chat(long, span_id=callers[n], parent=root, start_ms=10_000 + n, cost=None, length_ms=9)
                for n in range(count)
            ),
        )
    )
    answered = [
        *(
            chat(long, parent=root, start_ms=5_000 + n, response_id=f"r{n}", length_ms=9)
            for n in range(count)
        ),
        *(chat(long, parent=callers[n], start_ms=20_000 + n, length_ms=9) for n in range(0, count, 2)),
    ]
    made.send(request(*answered, resource={"service.name": "gateway"}))
    made.settle()
    detail = made.trace(long.hex())["spans"]
    assert len(detail) == 1 + 3.5 * count
    assert sum(one["counted"] for one in detail) == 2 * count
    path = f"/telemetry/v1/traces/{long.hex()}/tree"
    rows = pages(made, path, "spans", limit=450)
    shared = set(rows[0]) & set(detail[0])
    assert [{name: row[name] for name in shared} for row in rows] == [
        {name: one[name] for name in shared} for one in detail
    ]
    below = pages(made, path, "spans", limit=700, parent=root.hex())
    assert below == [row for row in rows if row["parent_span_id"] == root.hex()]
    assert pages(made, path, "spans", parent="root") == rows[:1]
    for one in (detail[1], detail[count + 1], detail[2 * count + 1], detail[2 * count + 2]):
        assert made.get(f"/telemetry/v1/traces/{long.hex()}/spans/{one['span_id']}").json() == one


def test_the_first_page_tells_of_the_whole_trace(project: Project, trace: bytes) -> None:
    path = f"/telemetry/v1/traces/{trace.hex()}/tree"
    first = project.get(path, limit=2).json()
    assert first["trace"] == project.trace(trace.hex())["trace"]
    assert project.get(path, limit=2, cursor=first["next_cursor"]).json()["trace"] is None
    assert project.get(path, limit=2, parent="root").json()["trace"] is None


def test_nodes_open_one_by_one(project: Project, trace: bytes) -> None:
    path = f"/telemetry/v1/traces/{trace.hex()}/tree"
    roots = pages(project, path, "spans", parent="root", limit=1)
    assert [(row["name"], row["orphan"]) for row in roots] == [("agent", False), ("chat qwen-235b", True)]
    children = pages(project, path, "spans", parent=roots[0]["span_id"], limit=1)
    assert [row["name"] for row in children] == ["chat qwen-235b", "tool"]
    assert pages(project, path, "spans", parent=children[1]["span_id"]) == []


def test_one_span_is_that_of_the_detail(project: Project, trace: bytes) -> None:
    for one in project.trace(trace.hex())["spans"]:
        found = project.get(f"/telemetry/v1/traces/{trace.hex()}/spans/{one['span_id']}")
        assert found.json() == one
    missing = project.get(f"/telemetry/v1/traces/{trace.hex()}/spans/{'0' * 16}")
    assert missing.status_code == 404


@pytest.mark.parametrize("limit", [1, 4, 1000])
def test_replay_runs_in_the_order_of_time(project: Project, trace: bytes, limit: int) -> None:
    spans = project.trace(trace.hex())["spans"]
    rows = {
        row["span_id"]: row for row in pages(project, f"/telemetry/v1/traces/{trace.hex()}/tree", "spans")
    }
    expected = []
    for one in spans:
        start = rows[one["span_id"]]["offset_ns"]
        expected.append((start, 1, one["span_id"]))
        if one["ttft_ms"] is not None:
            expected.append((start + int(one["ttft_ms"] * 1e6), 2, one["span_id"]))
        expected.append((start + one["duration_ns"], 0 if one["duration_ns"] else 3, one["span_id"]))
    events = pages(project, f"/telemetry/v1/traces/{trace.hex()}/replay", "events", limit=limit)
    names = ["span_end", "span_start", "first_token", "span_end"]
    assert [(one["offset_ns"], one["kind"], one["span_id"]) for one in events] == [
        (at, names[place], span_id) for at, place, span_id in sorted(expected)
    ]
    by_id = {one["span_id"]: one for one in spans}
    tokens, cost, running = 0, None, 0
    for event in events:
        one = by_id[event["span_id"]]
        running += {"span_start": 1, "span_end": -1, "first_token": 0}[event["kind"]]
        if event["kind"] == "span_end" and one["counted"]:
            tokens += one["total_tokens"] or 0
            cost = cost if one["cost_usd"] is None else (cost or 0) + one["cost_usd"]
        assert (event["open_spans"], event["total_tokens"], event["cost_usd"]) == (running, tokens, cost)
    assert (running, tokens, cost) == (0, 34, 0.75)


def test_a_trace_too_long_for_one_answer_is_read_in_pieces(server: Any) -> None:
    project = server.new_project()
    long, root = trace_id(), os.urandom(8)
    for part in range(3):
        spans = [
            span(long, "step", parent=root, start_ms=1 + part * 4000 + k, length_ms=1) for k in range(4000)
        ]
        if part == 0:
            spans.append(span(long, "root", span_id=root, length_ms=20_000))
        project.send(request(*spans))
    project.settle()
    detail = project.trace(long.hex())
    assert (detail["trace"]["span_count"], len(detail["spans"]), detail["truncated"]) == (
        12_001,
        10_000,
        True,
    )
    path = f"/telemetry/v1/traces/{long.hex()}"
    rows = pages(project, f"{path}/tree", "spans", limit=5000)
    assert len({row["span_id"] for row in rows}) == 12_001
    assert [row["depth"] for row in rows] == [0] + [1] * 12_000
    assert rows[0]["child_count"] == 12_000
    (only,) = project.get(f"{path}/tree", parent="root").json()["spans"]
    assert only["span_id"] == root.hex()
    events = pages(project, f"{path}/replay", "events", limit=5000)
    assert len(events) == 24_002
    assert [one["offset_ns"] for one in events] == sorted(one["offset_ns"] for one in events)


@pytest.mark.parametrize("path", ["tree", "replay", "spans/0123456789abcdef"])
def test_nothing_of_another_project_is_seen(server: Any, project: Project, trace: bytes, path: str) -> None:
    url = f"/telemetry/v1/traces/{trace.hex()}/{path}"
    assert server.http.get(f"{server.url}{url}").status_code == 401
    stranger = server.new_project()
    assert stranger.get(url).status_code == 404
    assert stranger.get(url, project_id=project.id).status_code == 403


@pytest.mark.parametrize("path", ["tree", "replay"])
def test_cursors_of_others_are_refused(project: Project, trace: bytes, path: str) -> None:
    url = f"/telemetry/v1/traces/{trace.hex()}/{path}"
    own = project.get(url, limit=1).json()["next_cursor"]
    other = {"tree": "replay", "replay": "tree"}[path]
    for cursor in ("x", "W10", own[:-4]):
        assert project.get(url, cursor=cursor).status_code == 400
    assert project.get(f"/telemetry/v1/traces/{trace.hex()}/{other}", cursor=own).status_code == 400
    assert project.get(url, limit=0).status_code == 422
