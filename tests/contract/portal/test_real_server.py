"""The portal against our AgentOps server, a process of its own: same shapes, same figures, same errors."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.portal import portal_settings, running_portal
from fixtures.spans import request, span, trace_id


def _send_a_rich_trace(project: Project) -> bytes:
    """An agent, a tool, a model call with every kind of attribute, a failing call."""
    trace = trace_id()
    root = span(trace, "researcher.agent", attributes={"agentops.span.kind": "agent"}, length_ms=900)
    call = span(
        trace,
        "chat qwen-235b",
        parent=root.span_id,
        start_ms=100,
        length_ms=400,
        kind=Span.SPAN_KIND_CLIENT,
        attributes={
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "vllm",
            "gen_ai.request.model": "qwen-235b",
            "gen_ai.response.id": "chatcmpl-1",
            "gen_ai.usage.input_tokens": 120,
            "gen_ai.usage.output_tokens": 30,
            "gen_ai.usage.total_cost": 0.0125,
            "gen_ai.server.time_to_first_token": 0.15,
            "gen_ai.input.messages": json.dumps([{"role": "user", "content": "날씨?"}]),
            "gen_ai.output.messages": json.dumps(
                [
                    {
                        "role": "assistant",
                        "content": "",
                        "tool_calls": [{"id": "c1", "name": "weather", "arguments": '{"city":"Seoul"}'}],
                        "finish_reason": "tool_calls",
                    }
                ]
            ),
            "list": [1, "two", 3.5],
            "nested": {"deep": {"er": True}},
            "bytes": b"\x00\xff",
        },
    )
    failed = span(trace, "weather", parent=root.span_id, start_ms=600, status=2, message="no weather today")
    failed.events.add(name="exception", time_unix_nano=failed.end_time_unix_nano)
    failed.links.add(trace_id=trace_id(), span_id=b"\x01" * 8)
    orphan = span(trace, "lost", parent=b"\x09" * 8, start_ms=700)
    assert project.send(request(root, call, failed, orphan)).status_code == 200
    project.settle()
    return trace


def test_projects_and_capabilities(admin: httpx.Client, server: AgentOpsProcess) -> None:
    made = server.new_project()
    projects = admin.get("/api/projects").json()["projects"]
    assert made.id in {project["id"] for project in projects}
    assert projects[0]["name"] == "default"
    assert "traces.search" in admin.get("/api/agentops/capabilities").json()["capabilities"]


def test_a_trace_from_end_to_end(admin: httpx.Client, server: AgentOpsProcess) -> None:
    project = server.new_project()
    trace = _send_a_rich_trace(project).hex()
    listed = admin.get("/api/agentops/traces", params={"project_id": project.id}).json()
    assert (listed["total"], listed["next_cursor"]) == (1, None)
    detail = admin.get(f"/api/agentops/traces/{trace}", params={"project_id": project.id}).json()
    row = listed["traces"][0]
    assert row == detail["trace"]
    assert (row["status"], row["total_tokens"], row["cost_usd"]) == ("ERROR", 150, 0.0125)
    assert (row["span_count"], row["error_count"], row["llm_call_count"]) == (4, 1, 1)
    by_name = {found["name"]: found for found in detail["spans"]}
    assert by_name["chat qwen-235b"]["input"]["messages"][0]["content"] == "날씨?"
    assert by_name["chat qwen-235b"]["attributes"]["nested"] is not None
    assert by_name["weather"]["links"][0]["span_id"] == "01" * 8
    assert by_name["lost"]["orphan"] is True


def _same(portals: Any, servers: Any) -> None:
    """Everything the portal answers is what the server answered; times may differ in notation only."""
    if isinstance(portals, dict):
        for name, value in portals.items():
            _same(value, servers[name])
    elif isinstance(portals, list):
        assert len(portals) == len(servers)
        for mine, theirs in zip(portals, servers, strict=True):
            _same(mine, theirs)
    else:
        assert portals == servers


def test_the_portal_changes_nothing(admin: httpx.Client, server: AgentOpsProcess) -> None:
    project = server.new_project()
    trace = _send_a_rich_trace(project).hex()
    now = datetime.now(UTC)
    window = {"start_time": (now - timedelta(days=7)).isoformat(), "end_time": now.isoformat()}
    for path, params in (
        (f"traces/{trace}", {}),
        ("metrics", {**window, "compare": "previous", "interval": "day", "time_zone": "Asia/Seoul"}),
        ("ingest", {}),
    ):
        mine = admin.get(f"/api/agentops/{path}", params={**params, "project_id": project.id})
        assert mine.status_code == 200, mine.text
        _same(mine.json(), project.get(f"/telemetry/v1/{path}", **params).json())


def test_paging_by_cursor_and_by_number_agree(admin: httpx.Client, server: AgentOpsProcess) -> None:
    project = server.new_project()
    spans = [span(trace_id(), f"trace {number}", start_ms=number) for number in range(25)]
    assert project.send(request(*spans)).status_code == 200
    project.settle()

    def ids(**params: Any) -> tuple[list[str], str | None]:
        body = admin.get("/api/agentops/traces", params={**params, "project_id": project.id}).json()
        return [trace["trace_id"] for trace in body["traces"]], body["next_cursor"]

    by_cursor: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        found, cursor = ids(limit=10, **({"cursor": cursor} if cursor else {}))
        by_cursor += found
    by_number = [one for page in (1, 2, 3, 4) for one in ids(page=page, size=7)[0]]
    assert len(by_cursor) == len(set(by_cursor)) == 25
    assert by_cursor == by_number


@pytest.mark.parametrize(
    ("path", "params", "status"),
    [
        ("/api/agentops/traces", {"project_id": "unknown"}, 404),
        ("/api/agentops/traces/" + "0" * 32, {}, 404),
        ("/api/agentops/traces", {"cursor": "not-a-cursor"}, 422),
        ("/api/agentops/metrics", {"time_zone": "Mars/Olympus"}, 422),
    ],
)
def test_refusals_keep_their_meaning(
    admin: httpx.Client, path: str, params: dict[str, str], status: int
) -> None:
    answer = admin.get(path, params=params)
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]["message"]


def test_another_projects_trace_is_not_found(admin: httpx.Client, server: AgentOpsProcess) -> None:
    trace = _send_a_rich_trace(server.new_project()).hex()
    other = server.new_project()
    answer = admin.get(f"/api/agentops/traces/{trace}", params={"project_id": other.id})
    assert answer.status_code == 404


def test_a_wrong_service_token_is_told_plainly(
    server: AgentOpsProcess, tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings = portal_settings(tmp_path_factory.mktemp("wrong"), server.url)
    with running_portal(settings) as portal, portal.signed_in() as client:
        error = client.get("/api/projects").json()["error"]
        assert error["code"] == "agentops_wrong_token"
        assert "AGENTOPS_SERVICE_TOKEN" in error["message"]


def test_killed_and_started_again(tmp_path_factory: pytest.TempPathFactory) -> None:
    with AgentOpsProcess(tmp_path_factory.mktemp("killed")) as server:
        settings = portal_settings(
            tmp_path_factory.mktemp("portal"), server.url, agentops_service_token=server.service_token
        )
        with running_portal(settings) as portal, portal.signed_in() as client:
            assert client.get("/api/projects").status_code == 200
            server.kill()
            assert client.get("/api/projects").json()["error"]["code"] == "agentops_unavailable"
            server.start()
            assert client.get("/api/projects").status_code == 200


def test_replay_and_timeline(admin: httpx.Client, server: AgentOpsProcess) -> None:
    project = server.new_project()
    trace = _send_a_rich_trace(project).hex()
    replay = admin.get(f"/api/agentops/replay/{trace}", params={"project_id": project.id}).json()
    timeline = admin.get(f"/api/agentops/timeline/{trace}", params={"project_id": project.id}).json()
    assert replay["trace"] == timeline["trace"]
    assert replay["duration_ns"] == replay["trace"]["duration_ns"] == 900_000_000
    said = [
        (event["offset_ns"] // 1_000_000, event["content"] or event["tool"])
        for event in replay["events"]
        if event["kind"] in ("message", "tool_call")
    ]
    assert said == [(100, "날씨?"), (500, "weather")]
    assert (replay["events"][-1]["total_tokens"], replay["events"][-1]["cost_usd"]) == (150, 0.0125)
    assert sum(part["duration_ns"] for part in timeline["critical_path"]) == timeline["duration_ns"]
    by_id = {span["span_id"]: span["name"] for span in timeline["spans"]}
    path = [by_id[part["span_id"]] for part in timeline["critical_path"]]
    assert path[:2] == ["researcher.agent", "chat qwen-235b"]
