"""Who may do what: tokens, keys, projects, scopes."""

import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest

from agentops_server.main import api_app
from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.gateway import wait_until
from fixtures.live_server import LiveServer
from fixtures.spans import request, span, trace_id

READS = (
    "/telemetry/v1/traces",
    f"/telemetry/v1/traces/{'ab' * 16}",
    "/telemetry/v1/metrics",
    "/telemetry/v1/ingest",
    "/telemetry/v1/anomalies",
    "/telemetry/v1/capabilities",
    "/v4/traces/list/{project}",
    f"/v4/traces/detail/{'ab' * 16}",
    "/v4/meterics/project/{project}",
    "/v4/metrics/project/{project}",
)


def get(server: AgentOpsProcess, path: str, token: str | None, **params: Any) -> httpx.Response:
    headers = {"Authorization": f"Bearer {token}".strip()} if token is not None else {}
    return server.http.get(f"{server.url}{path}", headers=headers, params=params)


def forged(project: Project, **changes: Any) -> str:
    claims = jwt.decode(project.token, options={"verify_signature": False})
    secret = changes.pop("secret", "a secret of the tests, long enough for HS256")
    claims = {key: value for key, value in {**claims, **changes}.items() if value is not None}
    return jwt.encode(claims, secret, algorithm="HS256")


def test_a_token_outlives_a_clock_that_is_put_back(project: Project) -> None:
    ahead = forged(project, iat=int(time.time()) + 3600)
    assert get(project.server, "/telemetry/v1/traces", ahead).status_code == 200


@pytest.mark.parametrize("path", READS)
def test_reads_need_a_token(project: Project, path: str) -> None:
    path = path.format(project=project.id)
    bad = [
        None,
        "",
        "nonsense",
        forged(project, secret="another secret, as long as the right one is"),
        forged(project, exp=int(time.time()) - 10),
        forged(project, aud="somebody else"),
        forged(project, project_id=None),
        forged(project, key_id="unknown"),
        forged(project, project_id=str(uuid.uuid4())),
        jwt.encode({"project_id": project.id}, "", algorithm="none"),
    ]
    for token in bad:
        answer = get(project.server, path, token)
        assert answer.status_code == 401, (path, token)
        assert answer.headers["www-authenticate"] == "Bearer"


def test_the_token_is_what_the_sdk_expects(server: AgentOpsProcess) -> None:
    found = server.token(server.api_key)
    assert set(found) == {"token", "project_id", "project_prem_status"}
    assert found["project_prem_status"] == "pro"
    claims = jwt.decode(found["token"], options={"verify_signature": False})
    assert claims["aud"] == "authenticated"
    assert claims["project_id"] == found["project_id"]
    assert claims["project_prem_status"] == "pro"
    assert 29 * 86400 < claims["exp"] - time.time() < 31 * 86400
    assert server.api_key not in str(claims)


@pytest.mark.parametrize(
    ("body", "status", "error"),
    [
        (b"", 400, "Invalid API key format"),
        (b"[]", 400, "Invalid API key format"),
        (b"null", 400, "Invalid API key format"),
        (b'{"api_key": 7}', 400, "Invalid API key format"),
        (b'{"api_key": "not-a-uuid"}', 400, "Invalid API key format"),
        (b'{"api_key": "\\ud800"}', 400, "Invalid API key format"),
        (b"[" * 100_000, 400, "Invalid API key format"),
        (b'{"api_key": "00000000-0000-0000-0000-000000000000"}', 403, "Invalid API key"),
    ],
)
def test_errors_of_the_token_exchange(server: AgentOpsProcess, body: bytes, status: int, error: str) -> None:
    answer = server.http.post(f"{server.url}/v3/auth/token", content=body)
    assert (answer.status_code, answer.json()) == (status, {"error": error})


def test_no_read_crosses_projects(server: AgentOpsProcess) -> None:
    mine, theirs = server.new_project(), server.new_project()
    trace = trace_id()
    theirs.send(request(span(trace, "their secret")))
    theirs.settle()
    assert mine.get(f"/telemetry/v1/traces/{trace.hex()}").status_code == 404
    assert mine.get(f"/v4/traces/detail/{trace.hex()}").status_code == 404
    for path in ("/telemetry/v1/traces", "/telemetry/v1/metrics", "/telemetry/v1/ingest"):
        assert mine.get(path, project_id=theirs.id).status_code == 403
    for path in ("/v4/traces/list/", "/v4/meterics/project/"):
        answer = mine.get(f"{path}{theirs.id}")
        assert answer.status_code == 403
        assert set(answer.json()) == {"error"}
    assert mine.traces() == []


def test_the_service_token_names_its_project(server: AgentOpsProcess, project: Project) -> None:
    trace = trace_id()
    project.send(request(span(trace)))
    project.settle()
    token = server.service_token
    assert get(server, "/telemetry/v1/traces", token).status_code == 422
    assert get(server, "/telemetry/v1/traces", token, project_id="nope").status_code == 404
    found = get(server, f"/telemetry/v1/traces/{trace.hex()}", token, project_id=project.id)
    assert found.json()["trace"]["project_id"] == project.id
    listed = get(server, "/telemetry/v1/projects", token).json()["projects"]
    assert project.id in [one["id"] for one in listed]
    assert get(server, "/telemetry/v1/projects", project.token).status_code == 403
    assert (
        project.server.http.post(
            f"{server.otlp_url}/v1/traces",
            content=request(span(trace_id())),
            headers={"Authorization": f"Bearer {token}", "Content-Type": "application/x-protobuf"},
        ).status_code
        == 403
    )


def test_without_a_token_nothing_is_taken_when_there_are_two_projects(project: Project) -> None:
    before = project.ingest()["unauthenticated_requests"]
    answer = project.server.http.post(
        f"{project.server.otlp_url}/v1/traces",
        content=request(span(trace_id())),
        headers={"Content-Type": "application/x-protobuf"},
    )
    assert answer.status_code == 401
    assert project.ingest()["unauthenticated_requests"] == before + 1


@pytest.mark.parametrize(("policy", "status"), [("auto", 200), ("reject", 401), ("default", 200)])
def test_policies_for_exports_without_a_token(tmp_path: Path, policy: str, status: int) -> None:
    with AgentOpsProcess(tmp_path, {"AGENTOPS_UNAUTHENTICATED_INGEST": policy}) as server:
        project = server.default_project()
        trace = trace_id()
        answer = server.http.post(
            f"{server.otlp_url}/v1/traces",
            content=request(span(trace)),
            headers={"Content-Type": "application/x-protobuf"},
        )
        assert answer.status_code == status
        assert project.ingest()["unauthenticated_requests"] == 1
        if status == 200:
            assert project.trace(trace.hex())["trace"]["span_count"] == 1
        # A token that is wrong is never taken for none.
        wrong = {"Content-Type": "application/x-protobuf", "Authorization": "Bearer wrong"}
        again = server.http.post(f"{server.otlp_url}/v1/traces", content=request(span(trace)), headers=wrong)
        assert again.status_code == 401


def test_keys_are_made_rotated_revoked_and_expire(server: AgentOpsProcess, project: Project) -> None:
    base, admin = f"{server.url}/telemetry/v1/projects/{project.id}/keys", server.service_headers
    made = server.http.post(base, json={"name": "ci", "scopes": ["ingest"]}, headers=admin).json()
    sender = Project(server, project.id, made["api_key"], server.token(made["api_key"])["token"])
    assert sender.send(request(span(trace_id()))).status_code == 200
    assert sender.get("/telemetry/v1/traces").status_code == 403
    assert server.http.get(base, headers=sender.headers).status_code == 403

    rotated = server.http.post(f"{base}/{made['id']}/rotate", headers=admin).json()
    assert (rotated["name"], rotated["scopes"]) == ("ci", ["ingest"])
    assert sender.send(request(span(trace_id()))).status_code == 401
    gone = server.http.post(f"{server.url}/v3/auth/token", json={"api_key": made["api_key"]})
    assert gone.status_code == 403

    assert server.http.delete(f"{base}/{rotated['id']}", headers=admin).status_code == 204
    assert server.http.delete(f"{base}/{rotated['id']}", headers=admin).status_code == 404
    listed = server.http.get(base, headers=admin).json()["keys"]
    assert [one["revoked_at"] is None for one in listed] == [True, False, False]
    assert made["api_key"] not in server.http.get(base, headers=admin).text

    past = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    assert server.http.post(base, json={"name": "x", "expires_at": past}, headers=admin).status_code == 422
    for seconds in (1, 5, 20):  # on a slow machine the first is past when it arrives
        soon = (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()
        made_short = server.http.post(base, json={"name": "x", "expires_at": soon}, headers=admin)
        if made_short.status_code == 201:
            break
    asked = {"api_key": made_short.json()["api_key"]}
    wait_until(lambda: server.http.post(f"{server.url}/v3/auth/token", json=asked).status_code == 403)


def test_an_api_key_is_as_good_as_its_token(server: AgentOpsProcess, project: Project) -> None:
    base, admin = f"{server.url}/telemetry/v1/projects/{project.id}/keys", server.service_headers
    made = server.http.post(base, json={"name": "collector", "scopes": ["ingest"]}, headers=admin).json()
    trace, other = trace_id(), server.new_project()
    for key in (made["api_key"], made["api_key"].upper(), project.api_key):
        answer = project.send(request(span(trace)), Authorization=f"Bearer {key}")
        assert answer.status_code == 200, answer.text
    # Its scopes and its project are the token's, too.
    traces, bearer = f"{server.url}/telemetry/v1/traces", {"Authorization": f"Bearer {made['api_key']}"}
    assert server.http.get(traces, headers=bearer).status_code == 403
    assert project.trace(trace.hex())["trace"]["span_count"] == 3
    bearer = {"Authorization": f"Bearer {other.api_key}"}
    assert server.http.get(f"{traces}/{trace.hex()}", headers=bearer).status_code == 404
    assert server.http.get(traces, params={"project_id": project.id}, headers=bearer).status_code == 403
    for wrong in (str(uuid.uuid4()), made["api_key"].replace("-", ""), f"{made['api_key']}0"):
        assert project.send(request(span(trace)), Authorization=f"Bearer {wrong}").status_code == 401

    assert server.http.delete(f"{base}/{made['id']}", headers=admin).status_code == 204
    answer = project.send(request(span(trace)), Authorization=f"Bearer {made['api_key']}")
    assert answer.status_code == 401


def test_an_admin_key_manages_its_own_project_only(server: AgentOpsProcess, project: Project) -> None:
    base = f"{server.url}/telemetry/v1/projects"
    made = server.http.post(
        f"{base}/{project.id}/keys",
        json={"name": "boss", "scopes": ["admin"]},
        headers=server.service_headers,
    ).json()
    boss = {"Authorization": f"Bearer {server.token(made['api_key'])['token']}"}
    assert server.http.get(f"{base}/{project.id}/keys", headers=boss).status_code == 200
    name = f"renamed {uuid.uuid4()}"
    assert server.http.patch(f"{base}/{project.id}", json={"name": name}, headers=boss).json()["name"] == name
    other = server.new_project()
    assert server.http.get(f"{base}/{other.id}/keys", headers=boss).status_code == 403
    assert server.http.delete(f"{base}/{project.id}", headers=boss).status_code == 403
    taken = server.http.patch(f"{base}/{other.id}", json={"name": name}, headers=server.service_headers)
    assert taken.status_code == 409
    assert server.http.post(base, json={"name": name}, headers=server.service_headers).status_code == 409


def test_a_deleted_project_is_gone_with_its_data(server: AgentOpsProcess) -> None:
    project, kept = server.new_project(), server.new_project()
    trace = trace_id()
    for one in (project, kept):
        one.send(request(span(trace)))
        one.settle()
    name = next(
        one["name"]
        for one in server.http.get(
            f"{server.url}/telemetry/v1/projects", headers=server.service_headers
        ).json()["projects"]
        if one["id"] == project.id
    )
    url = f"{server.url}/telemetry/v1/projects/{project.id}"
    assert server.http.delete(url, headers=server.service_headers).status_code == 422
    gone = server.http.delete(url, params={"confirm": name}, headers=server.service_headers)
    assert gone.status_code == 204
    assert project.get("/telemetry/v1/traces").status_code == 401
    assert kept.trace(trace.hex())["trace"]["span_count"] == 1


def test_a_changed_key_in_the_environment_takes_effect(tmp_path: Path) -> None:
    with AgentOpsProcess(tmp_path) as server:
        old = server.default_project()
        assert old.send(request(span(trace_id()))).status_code == 200
        assert server.stop() == 0
        first, server.api_key = server.api_key, str(uuid.uuid4())
        server.start()
        new = server.default_project()
        assert new.id == old.id
        assert server.http.post(f"{server.url}/v3/auth/token", json={"api_key": first}).status_code == 403
        assert old.get("/telemetry/v1/traces").status_code == 401
        assert len(new.traces()) == 1
        server.stop()
        server.api_key = first  # and back again
        server.start()
        assert server.default_project().id == old.id


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v3/auth/token", 400),
        ("/public/v1/auth/access_token", 400),
        ("/telemetry/v1/aggregate", 413),
        ("/telemetry/v1/projects", 413),
    ],
)
def test_what_strangers_send_is_bounded(server: AgentOpsProcess, path: str, status: int) -> None:
    """These are read before anyone knows who sends them."""
    answer = server.http.post(
        f"{server.url}{path}",
        content=b'{"api_key": "' + b"x" * (3 * 2**20),
        headers={"Content-Type": "application/json"},
    )
    assert answer.status_code == status, answer.text


def test_metrics_want_their_token_where_one_is_set() -> None:
    with LiveServer(api_app("scrape-token-123")) as server:
        for headers in ({}, {"Authorization": "Bearer other"}, {"Authorization": "Bearer"}):
            answer = httpx.get(f"{server.url}/metrics", headers=headers)
            assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
            assert "agentops_" not in answer.text
        told = httpx.get(f"{server.url}/metrics", headers={"Authorization": "Bearer scrape-token-123"})
        assert (told.status_code, "agentops_query_seconds" in told.text) == (200, True)
    with LiveServer(api_app()) as server:
        assert httpx.get(f"{server.url}/metrics").status_code == 200
