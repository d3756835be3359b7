"""`/api/agentops`: data, paging, and what happens when the AgentOps server misbehaves (real sockets)."""

import concurrent.futures
import logging
import socket
import time
from pathlib import Path

import httpx
import pytest

from fixtures.fake_agentops import FakeAgentOps, span, trace_id_of
from fixtures.live_server import LiveServer
from fixtures.portal import RunningPortal, portal_settings, running_portal
from fixtures.ports import free_port

TRACES = "/api/agentops/traces"


def test_a_page_of_traces(admin: httpx.Client) -> None:
    answer = admin.get(TRACES, params={"limit": 2})
    assert answer.status_code == 200
    body = answer.json()
    assert [trace["trace_id"] for trace in body["traces"]] == [trace_id_of(0), trace_id_of(1)]
    assert (body["next_cursor"], body["total"], body["page"], body["size"]) == ("2", 230, None, None)
    first = body["traces"][0]
    assert first["start_time"] == "2026-01-31T09:00:00.000000Z"
    assert (first["cost_usd"], body["traces"][1]["cost_usd"]) == (0.25, None)
    assert first["input_preview"] == "안녕하세요"
    assert "a_field_of_a_later_release" not in first


def test_every_filter_reaches_the_server(admin: httpx.Client, fake: FakeAgentOps) -> None:
    asked = {
        "start_time": "1767225600",
        "end_time": "2026-01-02T09:00:00+09:00",
        "status": "ERROR",
        "model": "qwen-235b",
        "q": "한국어 & 'quotes'",
        "sort": "cost",
        "order": "asc",
        "limit": "7",
        "cursor": "7",
    }
    assert admin.get(TRACES, params={**asked, "project_id": "p-one"}).status_code == 200
    assert dict(fake.requests[-1].query_params) == {
        **asked,
        "project_id": "p-one",
        "start_time": "2026-01-01T00:00:00.000000Z",
        "end_time": "2026-01-02T00:00:00.000000Z",
    }


def test_the_default_window_is_a_day(admin: httpx.Client, fake: FakeAgentOps, portal: RunningPortal) -> None:
    admin.get(TRACES)
    sent = fake.requests[-1].query_params
    assert sent["start_time"] == "2026-01-30T09:00:00.000000Z"
    assert sent["end_time"] == "2026-01-31T09:00:00.000000Z"


def test_pages_by_number(admin: httpx.Client, fake: FakeAgentOps) -> None:
    def page(number: int, size: int) -> list[str]:
        body = admin.get(TRACES, params={"page": number, "size": size}).json()
        assert (body["page"], body["size"], body["total"]) == (number, size, 230)
        return [trace["trace_id"] for trace in body["traces"]]

    everything = [trace_id_of(number) for number in range(230)]
    for size in (1, 7, 50, 200):
        for number in (1, 2, 3):
            assert page(number, size) == everything[(number - 1) * size : number * size], (number, size)
    assert page(24, 10) == []
    # The window stays the same from chunk to chunk of one page.
    before = len(fake.requests)
    page(23, 10)
    windows = {request.query_params.get("end_time") for request in fake.requests[before:]}
    assert len(windows - {None}) == 1


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "201"}, "limit"),
        ({"page": "0"}, "page"),
        ({"page": "1001", "size": "5"}, "page"),
        ({"page": "1", "cursor": "x"}, "cursor"),
        ({"status": "error"}, "status"),
        ({"sort": "name"}, "sort"),
        ({"start_time": "yesterday"}, "start_time"),
        ({"start_time": "2026-01-02T00:00:00Z", "end_time": "2026-01-01T00:00:00Z"}, "start_time"),
        ({"start_time": "2020-01-01T00:00:00Z"}, "start_time"),
        ({"satus": "ERROR"}, "satus"),
    ],
)
def test_bad_queries_are_refused_and_named(admin: httpx.Client, query: dict[str, str], field: str) -> None:
    answer = admin.get(TRACES, params=query)
    assert answer.status_code == 422
    assert field in answer.text


def test_what_the_server_refuses_is_passed_on(admin: httpx.Client) -> None:
    answer = admin.get(TRACES, params={"cursor": "broken"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "bad_cursor")
    answer = admin.get(f"{TRACES}/{'0' * 32}")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "trace_not_found")
    answer = admin.get("/api/agentops/metrics", params={"time_zone": "Mars/Olympus"})
    assert answer.status_code == 422


def test_a_trace(admin: httpx.Client) -> None:
    body = admin.get(f"{TRACES}/{trace_id_of(0).upper()}").json()
    assert body["trace"]["trace_id"] == trace_id_of(0)
    assert body["spans"] == [span(0), span(1)]
    for wrong in ("x", "0" * 31, "0" * 33, "%2e%2e", "..%2fmetrics"):
        assert admin.get(f"{TRACES}/{wrong}").status_code in (404, 422)


def test_metrics_ingest_capabilities(admin: httpx.Client) -> None:
    alone = admin.get("/api/agentops/metrics").json()
    assert alone["previous"] is None
    assert alone["totals"]["fail_rate"] == pytest.approx(1 / 3)
    assert admin.get("/api/agentops/metrics", params={"compare": "previous"}).json()["previous"] is not None
    assert admin.get("/api/agentops/ingest").json()["unauthenticated_requests"] == 1
    assert admin.get("/api/agentops/capabilities").json()["server"] == "fake-agentops"


def test_request_id_and_trace_context_are_passed_on(admin: httpx.Client, fake: FakeAgentOps) -> None:
    parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
    admin.get("/api/agentops/ingest", headers={"X-Request-ID": "my-request", "traceparent": parent})
    sent = fake.requests[-1].headers
    assert (sent["x-request-id"], sent["traceparent"]) == ("my-request", parent)
    assert "cookie" not in sent
    admin.get("/api/agentops/ingest", headers={"traceparent": "00-not-a-parent-01"})
    assert "traceparent" not in fake.requests[-1].headers


@pytest.mark.parametrize(
    ("mode", "status", "code"),
    [
        ("slow", 504, "agentops_timeout"),
        ("drip", 504, "agentops_timeout"),
        ("garbage", 502, "agentops_bad_answer"),
        ("wrong_schema", 502, "agentops_bad_answer"),
        ("error_500", 502, "agentops_bad_answer"),
        ("error_503", 503, "agentops_unavailable"),
        ("refuses_token", 502, "agentops_wrong_token"),
    ],
)
def test_misbehaviour_is_an_error_never_an_empty_list(
    request: pytest.FixtureRequest, fake: FakeAgentOps, mode: str, status: int, code: str
) -> None:
    admin: httpx.Client = request.getfixturevalue("impatient" if status == 504 else "admin")
    for path in (TRACES, f"{TRACES}/{trace_id_of(0)}", "/api/agentops/metrics", "/api/agentops/ingest"):
        fake.mode = mode
        answer = admin.get(path, params={"project_id": "p-one"})
        error = answer.json()["error"]
        assert (answer.status_code, error["code"]) == (status, code), answer.text
        assert error["request_id"] == answer.headers["x-request-id"]
        assert "SELECT" not in answer.text
        # And it recovers by itself, at once: one failure does not open the circuit.
        fake.mode = "normal"
        assert admin.get(path, params={"project_id": "p-one"}).status_code == 200


def test_a_list_of_projects_that_cannot_be_had(admin: httpx.Client, fake: FakeAgentOps) -> None:
    fake.mode = "wrong_schema"
    assert admin.get("/api/projects").json()["error"]["code"] == "agentops_bad_answer"


def test_down_then_back(tmp_path: Path) -> None:
    fake = FakeAgentOps()
    seconds = [1000.0]
    port = free_port()
    with (
        running_portal(
            portal_settings(tmp_path, f"http://127.0.0.1:{port}"), seconds=lambda: seconds[0]
        ) as portal,
        portal.signed_in() as client,
    ):
        for _ in range(8):
            answer = client.get(TRACES)
            assert (answer.status_code, answer.json()["error"]["code"]) == (503, "agentops_unavailable")
            assert int(answer.headers["retry-after"]) >= 1
            assert answer.elapsed.total_seconds() < 30  # far from the time a call may take
        assert client.get("/health").json()["status"] == "degraded"
        assert client.get("/health/ready").status_code == 200
        with LiveServer(fake.app, port):
            # The circuit is open; it closes again with the first call after its pause.
            assert client.get(TRACES).status_code == 503
            assert fake.requests == []
            seconds[0] += 3
            assert client.get(TRACES).status_code == 200
            portal.clock.advance(seconds=5)
            assert client.get("/health").json()["status"] == "ok"
        # A restart: the kept connections are dead, and nobody notices.
        with LiveServer(fake.app, port):
            for _ in range(5):
                assert client.get(TRACES).status_code == 200


def test_a_server_that_takes_connections_and_says_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with (
            running_portal(portal_settings(tmp_path, url), total_s=2.0) as portal,
            portal.signed_in() as client,
        ):
            with concurrent.futures.ThreadPoolExecutor(20) as pool:
                started = time.monotonic()
                waiting = [pool.submit(client.get, TRACES, params={"project_id": "p-one"}) for _ in range(20)]
                # Meanwhile the rest of the portal answers.
                assert client.get("/api/auth/me").status_code == 200
                codes = {future.result().json()["error"]["code"] for future in waiting}
            assert codes <= {"agentops_timeout", "agentops_unavailable"}
            assert time.monotonic() - started < 30  # one after the other would take 40


def test_prompts_and_tokens_stay_out_of_the_log(
    admin: httpx.Client, fake: FakeAgentOps, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    admin.get(TRACES, params={"q": "a secret search"})
    fake.mode = "wrong_schema"
    admin.get(f"{TRACES}/{trace_id_of(0)}")
    fake.mode = "refuses_token"
    admin.get(TRACES)
    ours = [record for record in caplog.records if record.name.startswith(("kit", "portal"))]
    logged = "\n".join(str(record.__dict__) for record in ours)
    session = next(iter(admin.cookies.values()))
    assert "wrong answer" in logged
    for secret in ("a secret search", "nonsense", "안녕", "service-token", session):
        assert secret not in logged
