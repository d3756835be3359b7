"""The portal in front of a genuine AgentOps server: v3 and v4, in recorded shapes and from our own server."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from fixtures.agentops_process import AgentOpsProcess
from fixtures.fake_genuine import (
    COOKIE,
    KEY,
    OTHER,
    OTHER_KEY,
    PROJECT,
    TRACE,
    FakeGenuine,
    row,
    without_telemetry,
)
from fixtures.live_server import LiveServer
from fixtures.portal import Clock, RunningPortal, portal_settings, running_portal
from fixtures.spans import chat, request, span, trace_id

TRACES = "/api/agentops/traces"


@pytest.fixture
def genuine() -> FakeGenuine:
    return FakeGenuine()


@pytest.fixture
def portal(tmp_path: Path, genuine: FakeGenuine) -> Iterator[RunningPortal]:
    keys = f"{KEY}, {OTHER_KEY}"
    with (
        LiveServer(genuine.app) as server,
        running_portal(portal_settings(tmp_path, server.url, agentops_v4_keys=keys)) as portal,
    ):
        yield portal


@pytest.fixture
def admin(portal: RunningPortal) -> Iterator[httpx.Client]:
    with portal.signed_in() as client:
        yield client


def _get(client: httpx.Client, path: str, **params: Any) -> dict[str, Any]:
    answer = client.get(f"/api/agentops/{path}", params=params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def test_it_is_recognised_and_says_what_it_cannot_do(admin: httpx.Client, portal: RunningPortal) -> None:
    told = _get(admin, "capabilities")
    assert (told["server"], told["version"]) == ("agentops", "v4")
    assert told["capabilities"] == ["traces.search", "traces.detail", "traces.replay", "metrics"]
    assert "by_model" in told["missing"]["metrics"]
    component = next(
        one for one in admin.get("/health").json()["components"] if one["name"] == "agentops-server"
    )
    assert (component["status"], component["trouble"]) == ("ok", "limited")


_CANNOT = [
    ("GET", "facets", "traces.facets"),
    ("GET", "sessions", "sessions"),
    ("GET", "analytics/agent-flow", "flow"),
    ("GET", "analytics/errors", "errors"),
    ("GET", "analytics/guardrails", "guardrails"),
    ("GET", "analytics/cost-trend", "aggregate"),
    ("GET", "analytics/breakdown", "aggregate"),
    ("GET", "analytics/histogram", "aggregate"),
    ("GET", "agents/usage", "aggregate"),
    ("GET", "anomalies", "anomalies"),
    ("GET", "ingest", "ingest"),
    ("GET", "filter/complete", "traces.filter"),
    ("GET", "prices", "list_prices"),
    ("GET", "live", "traces.live"),
    ("POST", "export", "traces.export"),
    ("GET", "traces?q=status:error", "traces.filter"),
    ("GET", "traces?q=a or b", "traces.filter"),
    ("GET", "traces?status=ERROR", "traces.filter"),
    ("GET", "traces?model=qwen*", "traces.filter"),
    ("GET", "traces?sort=cost", "traces.sort"),
    ("GET", "metrics?q=status:error", "traces.filter"),
]


def test_what_it_cannot_do_is_said_never_answered_emptily(admin: httpx.Client) -> None:
    for method, path, capability in _CANNOT * 2:  # before and after the server is known
        answer = admin.request(method, f"/api/agentops/{path}", json={} if method == "POST" else None)
        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (501, "capability_missing"), (path, answer.text)
        assert error["details"] == {"capability": capability, "server": "agentops"}, path


def test_projects_are_those_of_the_keys(admin: httpx.Client, genuine: FakeGenuine) -> None:
    projects = admin.get("/api/projects").json()["projects"]
    assert [(one["id"], one["name"], one["environment"]) for one in projects] == [
        (PROJECT, "research", "staging"),
        (OTHER, "support", "staging"),
    ]
    genuine.knows_projects = False
    assert [one["name"] for one in admin.get("/api/projects").json()["projects"]] == [PROJECT, OTHER]


def test_a_list_in_the_portals_shape(admin: httpx.Client, genuine: FakeGenuine) -> None:
    found = _get(admin, "traces", limit=2, q="research", start_time="2026-01-31T00:00:00Z")
    assert (found["total"], found["next_cursor"]) == (130, "2")
    first, second = found["traces"]
    assert first["trace_id"] == TRACE
    assert first["start_time"] == "2026-01-31T08:00:00.123456Z"
    assert (first["cost_usd"], first["tags"], first["status"]) == (0.0125, ["prod"], "OK")
    assert (second["cost_usd"], second["tags"]) == (None, [])
    missing = _get(admin, "capabilities")["missing"]["traces"]
    # What it does not tell is nothing, and named.
    assert {name for name, value in second.items() if value in (0, None, [])} - {
        *missing,
        *("error_count", "cost_usd", "tags"),
    } == set()
    asked = genuine.requests[-1].query_params
    assert (asked["query"], asked["sort_order"], asked["order_by"]) == ("research", "DESC", "start_time")
    assert asked["start_time"] == "2026-01-31T00:00:00.000000Z"


def test_paging_reaches_every_row_once(admin: httpx.Client) -> None:
    expected = [row(number)["trace_id"] for number in range(130)]
    for limit in (50, 200):  # the interface gives at most 100 at once
        rows: list[str] = []
        cursor: str | None = ""
        while cursor is not None:
            page = _get(admin, "traces", limit=limit, **({"cursor": cursor} if cursor else {}))
            rows += [one["trace_id"] for one in page["traces"]]
            cursor = page["next_cursor"]
        assert rows == expected
    by_number = [
        one["trace_id"] for n in (1, 2, 3) for one in _get(admin, "traces", page=n, size=50)["traces"]
    ]
    assert by_number == expected
    for cursor in ("x", "-1", "1" * 12):
        assert admin.get(TRACES, params={"cursor": cursor}).status_code == 422


def test_a_trace_in_the_portals_shape(admin: httpx.Client) -> None:
    found = _get(admin, f"traces/{TRACE}")
    summary = found["trace"]
    assert (summary["name"], summary["status"], summary["span_count"]) == ("research.session", "OK", 3)
    assert (summary["total_tokens"], summary["cached_tokens"], summary["cost_usd"]) == (150, 20, 0.0125)
    assert (summary["models"], summary["providers"], summary["agents"]) == (
        ["qwen-235b"],
        ["vllm"],
        ["planner"],
    )
    assert (summary["input_preview"], summary["output_preview"]) == ("날씨?", "맑음")
    assert (summary["llm_call_count"], summary["unpriced_calls"]) == (1, 0)
    session, agent, call = found["spans"]
    assert [one["kind"] for one in (session, agent, call)] == ["session", "agent", "llm"]
    assert [one["parent_span_id"] for one in (session, agent, call)] == [
        None,
        session["span_id"],
        agent["span_id"],
    ]
    assert session["input"]["text"] == '{"city": "Seoul"}'
    assert [one["content"] for one in call["input"]["messages"]] == ["be brief", "날씨?"]
    assert call["output"]["messages"][0]["finish_reason"] == "stop"
    assert call["attributes"]["gen_ai.prompt.1.content"] == "날씨?"
    assert call["resource_attributes"] == {"service.name": "agentops"}
    assert call["events"] == [
        {"time": "2026-01-31T08:00:01.000000Z", "name": "retry", "attributes": {"attempt": "2"}}
    ]
    assert call["links"] == [{"trace_id": "ab" * 16, "span_id": "cd" * 8}]
    assert (call["otel_kind"], call["cost_source"], call["counted"]) == ("CLIENT", "reported", True)


def test_replay_timeline_and_share_work_on_it(admin: httpx.Client, portal: RunningPortal) -> None:
    replay = _get(admin, f"replay/{TRACE}")
    assert [one["content"] for one in replay["events"] if one["kind"] == "message"][-1] == "맑음"
    timeline = _get(admin, f"timeline/{TRACE}")
    assert timeline["duration_ns"] == replay["duration_ns"]
    made = admin.post("/api/agentops/share", json={"trace_id": TRACE}).json()
    token = made["url"].partition("#")[2]
    with portal.client() as anyone:
        shared = anyone.get("/api/agentops/shared", headers={"X-Share-Token": token})
    assert shared.json()["trace"]["trace_id"] == TRACE


def test_another_projects_trace_is_not_found(admin: httpx.Client) -> None:
    for project, trace in ((OTHER, TRACE), (PROJECT, "0" * 32)):
        answer = admin.get(f"{TRACES}/{trace}", params={"project_id": project})
        assert answer.status_code == 404, answer.text
    answer = admin.get(TRACES, params={"project_id": "unknown"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "project_not_found")


def test_figures_in_the_portals_shape(admin: httpx.Client, genuine: FakeGenuine) -> None:
    window = {"start_time": "2026-01-31T05:00:00Z", "end_time": "2026-01-31T09:00:00Z"}
    found = _get(admin, "metrics", **window, interval="hour", compare="previous")
    totals = found["totals"]
    assert (totals["trace_count"], totals["error_count"], totals["fail_rate"]) == (4, 1, 0.25)
    assert (totals["avg_latency_ms"], totals["p50_latency_ms"]) == (2500, 2500)
    assert totals["p95_latency_ms"] == pytest.approx(3850)
    assert (totals["cost_usd"], totals["total_tokens"], totals["span_count"]) == (0.05, 600, 12)
    assert [(one["time"][11:13], one["trace_count"], one["error_count"]) for one in found["series"]] == [
        ("05", 1, 0),
        ("06", 2, 0),
        ("07", 0, 0),
        ("08", 1, 1),
    ]
    assert found["previous"] is not None
    asked = [one.query_params["start_time"] for one in genuine.requests if "meterics" in one.url.path]
    assert asked[-1] == "2026-01-31T01:00:00.000000Z"
    seoul = _get(admin, "metrics", **window, interval="day", time_zone="Asia/Seoul")
    assert [(one["time"], one["trace_count"]) for one in seoul["series"]] == [
        ("2026-01-30T15:00:00.000000Z", 4)
    ]
    genuine.traces = 0
    empty = _get(admin, "metrics", **window)
    assert (empty["totals"]["fail_rate"], empty["totals"]["avg_latency_ms"]) == (None, None)
    assert {one["trace_count"] for one in empty["series"]} == {0}
    answer = admin.get("/api/agentops/metrics", params={"time_zone": "Mars/Olympus"})
    assert answer.status_code == 422


def test_days_on_which_the_clocks_change(admin: httpx.Client) -> None:
    for start, end, hours in (
        ("2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00", 25),
        ("2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00", 23),
    ):
        window = {"start_time": start, "end_time": end, "time_zone": "Europe/Berlin"}
        assert len(_get(admin, "metrics", **window, interval="hour")["series"]) == hours
        assert len(_get(admin, "metrics", **window, interval="day")["series"]) == 1


@pytest.mark.parametrize(
    ("mode", "status", "code"),
    [
        ("slow", 504, "agentops_timeout"),
        ("wrong_schema", 502, "agentops_bad_answer"),
        ("error_500", 502, "agentops_bad_answer"),
    ],
)
def test_it_misbehaves(tmp_path: Path, genuine: FakeGenuine, mode: str, status: int, code: str) -> None:
    total_s = 2.0 if mode == "slow" else 60.0
    with (
        LiveServer(genuine.app) as server,
        running_portal(
            portal_settings(tmp_path, server.url, agentops_v4_keys=KEY), total_s=total_s
        ) as portal,
        portal.signed_in() as client,
    ):
        for path in (TRACES, f"{TRACES}/{TRACE}", "/api/agentops/metrics"):
            genuine.mode = mode
            answer = client.get(path, params={"project_id": PROJECT})
            assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.text
            assert "SELECT" not in answer.text
            genuine.mode = "normal"
            assert client.get(path, params={"project_id": PROJECT}).status_code == 200


def test_tokens_that_ended_are_fetched_anew(admin: httpx.Client, genuine: FakeGenuine) -> None:
    assert admin.get(TRACES, params={"project_id": PROJECT}).status_code == 200
    genuine.generation += 1
    assert admin.get(TRACES, params={"project_id": PROJECT}).status_code == 200
    calls = sum(one.url.path == "/v3/auth/token" for one in genuine.requests)
    assert calls == 4  # two keys, twice


def test_a_v4_that_wants_the_dashboards_cookie(tmp_path: Path, genuine: FakeGenuine) -> None:
    genuine.wants_cookie = True
    with LiveServer(genuine.app) as server:
        for number, (cookie, status) in enumerate((("", 502), (COOKIE, 200))):
            settings = portal_settings(
                tmp_path / str(number), server.url, agentops_v4_keys=KEY, agentops_v4_cookie=cookie
            )
            with running_portal(settings) as portal, portal.signed_in() as client:
                answer = client.get(TRACES)
                assert answer.status_code == status
                if status != 200:
                    assert answer.json()["error"]["code"] == "agentops_wrong_token"
                    assert "AGENTOPS_V4_COOKIE" in answer.json()["error"]["message"]


@pytest.mark.parametrize("keys", ["", "not-a-key"])
def test_without_a_key_that_works_the_setting_is_named(
    tmp_path: Path, genuine: FakeGenuine, keys: str
) -> None:
    with (
        LiveServer(genuine.app) as server,
        running_portal(portal_settings(tmp_path, server.url, agentops_v4_keys=keys)) as portal,
        portal.signed_in() as client,
    ):
        error = client.get("/api/projects").json()["error"]
        assert error["code"] == "agentops_wrong_token"
        assert "AGENTOPS_V4_KEYS" in error["message"]


def test_the_service_token_never_goes_to_v4(admin: httpx.Client, genuine: FakeGenuine) -> None:
    for path in (TRACES, f"{TRACES}/{TRACE}", "/api/agentops/metrics"):
        assert admin.get(path).status_code == 200
    told = [one.headers.get("authorization", "") for one in genuine.requests]
    assert not [one for one in told if "service-token" in one]


@pytest.mark.parametrize("health", [{"message": "another program"}, ["Server Up"], "up"])
def test_something_else_at_the_address_is_no_agentops(
    admin: httpx.Client, genuine: FakeGenuine, health: Any
) -> None:
    genuine.health = health
    error = admin.get(TRACES).json()["error"]
    assert error["code"] == "agentops_bad_answer"


def test_a_server_that_is_exchanged_for_ours_is_noticed(tmp_path: Path, genuine: FakeGenuine) -> None:
    from fixtures.fake_agentops import FakeAgentOps

    seconds = [1000.0]
    with LiveServer(genuine.app) as first:
        port = first.port
        settings = portal_settings(tmp_path, first.url, agentops_v4_keys=KEY)
        with (
            running_portal(settings, seconds=lambda: seconds[0]) as portal,
            portal.signed_in() as client,
        ):
            assert _get(client, "capabilities")["server"] == "agentops"
            first.stop()
            with LiveServer(FakeAgentOps().app, port):
                seconds[0] += 61
                assert _get(client, "capabilities")["server"] == "fake-agentops"
                assert client.get("/api/agentops/facets").status_code == 200


@pytest.fixture(scope="module")
def ours_as_theirs(
    server: AgentOpsProcess, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[httpx.Client, Any]]:
    """Our own server with its telemetry API taken away, and a project with three traces."""
    project = server.new_project()
    for number in range(3):
        trace = trace_id()
        root = span(trace, "job.session", attributes={"agentops.span.kind": "session"}, length_ms=900)
        call = chat(
            trace,
            cost=0.25,
            parent=root.span_id,
            start_ms=100,
            length_ms=300,
            status=2 if number == 0 else 1,
            message="busy" if number == 0 else "",
        )
        assert project.send(request(root, call)).status_code == 200
    project.settle()
    clock = Clock()
    clock.now = datetime.now(UTC) + timedelta(minutes=1)
    with LiveServer(without_telemetry(server.url)) as front:
        settings = portal_settings(tmp_path_factory.mktemp("v4"), front.url, agentops_v4_keys=project.api_key)
        with running_portal(settings, clock=clock) as portal, portal.signed_in() as client:
            yield client, project


def test_our_own_server_by_its_v4_interface(ours_as_theirs: tuple[httpx.Client, Any]) -> None:
    client, project = ours_as_theirs
    known = {one["trace_id"]: one for one in project.traces()}
    found = _get(client, "traces")
    missing = set(_get(client, "capabilities")["missing"]["traces"])
    assert found["total"] == 3
    for one in found["traces"]:
        truth = known[one["trace_id"]]
        for name in set(one) - missing:
            assert one[name] == truth[name], name
        detail = _get(client, f"traces/{one['trace_id']}")
        real = project.trace(one["trace_id"])
        for name in set(detail["trace"]) - {"ttft_ms"}:
            assert detail["trace"][name] == real["trace"][name], name
        by_id = {each["span_id"]: each for each in real["spans"]}
        for each in detail["spans"]:
            for name in (
                "name",
                "kind",
                "status",
                "model",
                "total_tokens",
                "cost_usd",
                "duration_ns",
                "counted",
            ):
                if name == "counted" and each["model"] is None:
                    continue
                assert each[name] == by_id[each["span_id"]][name], name


def test_our_own_servers_figures_by_its_v4_interface(ours_as_theirs: tuple[httpx.Client, Any]) -> None:
    client, project = ours_as_theirs
    window = {
        "start_time": (datetime.now(UTC) - timedelta(hours=2)).isoformat(),
        "end_time": (datetime.now(UTC) + timedelta(minutes=1)).isoformat(),
        "interval": "hour",
    }
    mine = _get(client, "metrics", **window)
    truth = project.get("/telemetry/v1/metrics", **window).json()
    missing = set(_get(client, "capabilities")["missing"]["metrics"])
    for name, value in mine["totals"].items():
        if f"totals.{name}" not in missing:
            assert value == pytest.approx(truth["totals"][name]), name
    assert [(one["time"], one["trace_count"], one["error_count"]) for one in mine["series"]] == [
        (one["time"], one["trace_count"], one["error_count"]) for one in truth["series"]
    ]
