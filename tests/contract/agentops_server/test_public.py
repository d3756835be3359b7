"""AgentOps' public API, key by key."""

import uuid

import pytest

from contract.agentops_server.test_v4 import ISO, METRICS, MONEY7, SPAN, check, text_of
from fixtures.agentops_process import Project
from fixtures.spans import chat, request, span, trace_id

SUMMARY = {
    key: SPAN[key]
    for key in (
        "span_id",
        "parent_span_id",
        "span_name",
        "span_kind",
        "start_time",
        "end_time",
        "duration",
        "status_code",
        "status_message",
    )
}
TRACE = {"trace_id": text_of("[0-9a-f]{32}"), "project_id": str, "tags": [str], "spans": [SUMMARY]}
TRACE_METRICS = {key: shape for key, shape in METRICS.items() if key != "trace_count"}
DETAIL = {
    **SUMMARY,
    "service_name": str,
    "attributes": dict,
    "resource_attributes": dict,
    "span_attributes": dict,
}
SPAN_METRICS = SPAN["metrics"][0]


@pytest.fixture
def filled(project: Project) -> tuple[Project, str, list[str]]:
    trace = trace_id()
    root = span(trace, "run", attributes={"agentops.tags": ["blue"], "mine": 1}, status=1)
    call = chat(trace, parent=root.span_id, tokens=(100, 20), cost=0.0625, status=2, start_ms=5)
    assert project.send(request(root, call, span(trace, "idle", start_ms=10))).status_code == 200
    project.settle()
    return project, trace.hex(), [root.span_id.hex(), call.span_id.hex()]


def test_access_token(project: Project) -> None:
    url = f"{project.server.url}/public/v1/auth/access_token"
    answer = project.server.http.post(url, json={"api_key": project.api_key})
    assert answer.status_code == 200
    assert set(answer.json()) == {"bearer"}
    headers = {"Authorization": f"Bearer {answer.json()['bearer']}"}
    body = project.server.http.get(f"{project.server.url}/public/v1/project", headers=headers).json()
    check({"id": str, "name": str, "environment": text_of("production|staging|development|community")}, body)
    assert body["id"] == project.id
    for key, status, message in (
        ("nonsense", 400, "Invalid API key format"),
        (str(uuid.uuid4()), 403, "Invalid API key"),
    ):
        refused = project.server.http.post(url, json={"api_key": key})
        assert (refused.status_code, refused.json()) == (status, {"error": message})


def test_trace(filled: tuple[Project, str, list[str]]) -> None:
    project, trace, spans = filled
    body = project.get(f"/public/v1/traces/{trace}").json()
    check(TRACE, body)
    assert (body["trace_id"], body["project_id"], body["tags"]) == (trace, project.id, ["blue"])
    assert [one["span_name"] for one in body["spans"]] == ["run", "chat qwen-235b", "idle"]
    assert body["spans"][1]["parent_span_id"] == spans[0]
    assert ISO.fullmatch(body["spans"][0]["start_time"])


def test_trace_metrics(filled: tuple[Project, str, list[str]]) -> None:
    project, trace, _ = filled
    body = project.get(f"/public/v1/traces/{trace}/metrics").json()
    check(TRACE_METRICS, body)
    counts = [body[f"{name}_count"] for name in ("span", "success", "fail", "indeterminate")]
    assert counts == [3, 1, 1, 1]
    assert (body["total_tokens"], body["total_cost"]) == (120, "0.0625000")


def test_span(filled: tuple[Project, str, list[str]]) -> None:
    project, _, spans = filled
    body = project.get(f"/public/v1/spans/{spans[0]}").json()
    check(DETAIL, body)
    assert body["span_attributes"] == {"agentops": {"tags": '["blue"]'}, "mine": "1"}
    assert body["attributes"] == {"agentops": {"tags": '["blue"]'}}
    assert body["resource_attributes"]["service"] == {"name": "test-service"}


def test_span_metrics(filled: tuple[Project, str, list[str]]) -> None:
    project, _, spans = filled
    empty, call = (project.get(f"/public/v1/spans/{one}/metrics").json() for one in spans)
    check(SPAN_METRICS, empty)
    check(SPAN_METRICS, call)
    assert (empty["total_tokens"], empty["total_cost"]) == (0, "0.0000000")
    assert (call["total_tokens"], call["fail_tokens"], call["total_cost"]) == (120, 120, "0.0625000")
    assert MONEY7.fullmatch(call["prompt_cost"])


@pytest.mark.parametrize("tail", ["", "/metrics"])
def test_nothing_of_another_project(filled: tuple[Project, str, list[str]], tail: str) -> None:
    project, trace, spans = filled
    other = project.server.new_project()
    for path in (f"/public/v1/traces/{trace}{tail}", f"/public/v1/spans/{spans[0]}{tail}"):
        answer = other.get(path)
        assert (answer.status_code, set(answer.json())) == (404, {"error"})
        anonymous = project.server.http.get(f"{project.server.url}{path}")
        assert (anonymous.status_code, set(anonymous.json())) == (401, {"error"})
        assert other.get(path, project_id=project.id).status_code == 403


@pytest.mark.parametrize(
    "name", ["traces/x", "traces/" + "ab" * 16, "spans/x", "spans/" + "ab" * 8, "spans/%00"]
)
def test_what_is_unknown_is_404(project: Project, name: str) -> None:
    for tail in ("", "/metrics"):
        answer = project.get(f"/public/v1/{name}{tail}")
        assert (answer.status_code, set(answer.json())) == (404, {"error"})
