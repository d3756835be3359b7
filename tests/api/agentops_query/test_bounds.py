"""No question costs more than it may: over a cap, every route that reads says how to narrow it."""

import os
from collections.abc import Iterator
from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.spans import chat, request, span, trace_id

TRACE = trace_id()
ROOT = os.urandom(8)
CAPS = {"rows": {"AGENTOPS_QUERY_ROWS": "20"}}
# Reads of single traces, which no window narrows.
PIECES = ["tree", "replay", f"spans/{ROOT.hex()}"]
ROUTES: list[tuple[str, dict[str, Any]]] = [
    ("traces", {}),
    ("traces", {"sort": "cost"}),
    ("traces", {"q": "status:error or parcel"}),
    ("facets", {}),
    ("filter/complete", {"text": "name:"}),
    ("metrics", {}),
    ("metrics", {"q": "spans>0", "compare": "previous"}),
    ("sessions", {}),
    ("flow", {}),
    ("errors", {}),
    ("export", {}),
]


@pytest.fixture(scope="module", params=CAPS)
def bound(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def narrow(bound: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project with some hundred traces, on a server whose questions may cost next to nothing."""
    with AgentOpsProcess(tmp_path_factory.mktemp("bounds"), CAPS[bound]) as server:
        project = server.new_project()
        spans = [span(TRACE, "root", span_id=ROOT)]
        spans += [span(TRACE, f"step {k}", parent=ROOT, message="x" * 999) for k in range(50)]
        project.send(request(*spans, *many()))
        project.settle()
        yield project


def many() -> list[Span]:
    """The spans of 400 traces."""
    return [
        chat(trace_id(), status=2, message=f"no {k}", attributes={"session.id": f"s{k}"}) for k in range(400)
    ]


def refused(answer: Any, bound: str) -> dict[str, Any]:
    assert answer.status_code == 422, answer.text
    error: dict[str, Any] = answer.json()["error"]
    assert error["code"] == "query_too_big"
    assert error["details"]["bound"] == bound
    assert "SELECT" not in answer.text
    return error


@pytest.mark.parametrize(("path", "params"), ROUTES)
def test_windows(narrow: Project, bound: str, path: str, params: dict[str, Any]) -> None:
    error = refused(narrow.get(f"/telemetry/v1/{path}", **params), bound)
    assert "shorter window or a narrower filter" in error["message"]


@pytest.mark.parametrize("dimensions", [[], ["model"], ["user"], ["tag", "status"]])
def test_aggregates(narrow: Project, bound: str, dimensions: list[str]) -> None:
    asked = {"measures": ["calls", "cost"], "dimensions": dimensions, "interval": "1h"}
    answer = narrow.server.http.post(
        f"{narrow.server.url}/telemetry/v1/aggregate", json=asked, headers=narrow.headers
    )
    refused(answer, bound)


def test_one_trace(narrow: Project, bound: str) -> None:
    error = refused(narrow.get(f"/telemetry/v1/traces/{TRACE.hex()}"), bound)
    assert "tree" in error["message"]
    for path in PIECES:
        refused(narrow.get(f"/telemetry/v1/traces/{TRACE.hex()}/{path}"), bound)


def test_agentops_own_interface(narrow: Project) -> None:
    for path in (f"traces/list/{narrow.id}", f"traces/detail/{TRACE.hex()}", f"meterics/project/{narrow.id}"):
        answer = narrow.get(f"/v4/{path}")
        assert answer.status_code == 422
        assert "too" in answer.json()["error"]


def test_the_live_tail_says_so_and_ends(narrow: Project) -> None:
    url = f"{narrow.server.url}/telemetry/v1/live"
    with narrow.server.http.stream("GET", url, headers=narrow.headers) as stream:
        lines = stream.iter_lines()
        assert next(lines)
        # It tells what changes from now on.
        narrow.send(request(*many()))
        assert "event: too_big" in list(lines)


def test_what_is_refused_breaks_nothing(narrow: Project) -> None:
    assert narrow.server.http.get(f"{narrow.server.url}/health").status_code == 200
    narrow.settle()
    figures = narrow.ingest()
    assert figures["stored_spans"] == figures["accepted_spans"] >= 451
