"""Every route of the document with generated calls: no 5xx, nothing undocumented or of other projects."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from agentops_server.main import api_app
from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.schema_fuzz import NO_SURPRISES, Case, for_cases, operations, send
from fixtures.signals import gauge, log, log_request, metric_request, settle
from fixtures.spans import chat, request, trace_id

# All that the other project holds has both words; calls ask for the first, so the second is in no question.
CANARY, EGG = "canary-5f2a91c7", "egg-8d3107bb"
_SECRET = f"{CANARY} {EGG}"
_OPERATIONS = operations(api_app().openapi())
# Endless, or as large as the project: the beginning is enough.
_STREAMS = ("/telemetry/v1/live", "/telemetry/v1/export")


@dataclass
class Secret:
    """A project that nobody else may see anything of."""

    project: Project
    trace: str
    span: str
    upload: str
    key: str


@dataclass
class World:
    """Two projects and what is known of them: `mine` is the caller's."""

    mine: Project
    trace: str
    secret: Secret

    def known(self, name: str, chance: random.Random) -> str | None:
        """A value that means something, own or of the other project, for a parameter of this name."""
        secret = self.secret
        values = {
            "project_id": [self.mine.id, secret.project.id],
            "trace_id": [self.trace, secret.trace],
            "span_id": [secret.span],
            "name": [secret.upload],
            "key_id": [secret.key],
            "q": [CANARY, f'"{CANARY}"', "status:ok", "status:error or cost>0"],
            "query": [CANARY],
            "filter": [CANARY],
            "start_time": ["2020-01-01T00:00:00Z", "0"],
            "end_time": ["2036-01-01T00:00:00Z"],
        }
        return chance.choice(values[name]) if name in values else None


def _send_all(project: Project, text: str) -> tuple[str, str]:
    trace = trace_id()
    one = chat(trace, model=text, cost=0.5, attributes={"gen_ai.prompt": text, "agent.name": text})
    one.name, one.status.code, one.status.message = text, 2, text  # type: ignore[assignment]
    http, headers = project.server.http, {**project.headers, "Content-Type": "application/x-protobuf"}
    for path, body in (
        ("traces", request(one, resource={"service.name": text})),
        ("logs", log_request(log(text, trace=trace), resource={"service.name": text})),
        ("metrics", metric_request(gauge(text, 1.5, attributes={"of": text}))),
    ):
        url = f"{project.server.url}/v1/{path}"
        assert http.post(url, content=body, headers=headers).status_code == 200
    settle(project)
    return trace.hex(), one.span_id.hex()


@pytest.fixture(scope="module")
def world(server: AgentOpsProcess) -> World:
    mine, other = server.new_project(), server.new_project()
    trace, _ = _send_all(mine, "mine")
    secret_trace, span_id = _send_all(other, _SECRET)
    http = server.http
    uploaded = http.post(
        f"{server.url}/v4/objects/upload", json={"body": _SECRET}, headers={**other.headers, "Trace-Id": "1"}
    ).json()
    http.post(
        f"{server.url}/v4/logs/upload",
        json={"body": _SECRET},
        headers={**other.headers, "Trace-Id": secret_trace},
    )
    key = http.post(
        f"{server.url}/telemetry/v1/projects/{other.id}/keys",
        json={"name": _SECRET},
        headers=server.service_headers,
    )
    assert key.status_code == 201, key.text
    upload = uploaded["url"].rpartition("/")[2]
    return World(mine, trace, Secret(other, secret_trace, span_id, upload, key.json()["id"]))


def _prepare(case: Case, world: World, caller: str, chance: random.Random) -> None:
    """Known values in place of some generated ones: random ids alone find nothing."""
    for parameters in (case.path_parameters, case.query):
        for name in list(parameters or {}):
            value = world.known(name, chance)
            if value is not None and chance.random() < 0.6:
                parameters[name] = value
    if caller != "service":
        return
    # The service may read and change any project that it names: let it name none but the caller's, and not
    # take that one away.
    for parameters in (case.path_parameters, case.query):
        if (parameters or {}).get("project_id") == world.secret.project.id:
            parameters["project_id"] = world.mine.id
    if case.path.startswith("/telemetry/v1/projects/{project_id}") and case.method != "GET":
        case.path_parameters["project_id"] = "nobody"


@pytest.mark.parametrize("caller", ["nobody", "project", "service"])
@pytest.mark.parametrize("operation", _OPERATIONS, ids=lambda one: one.label)
def test_no_surprises(server: AgentOpsProcess, world: World, operation: Any, caller: str) -> None:
    headers = {
        "nobody": {},
        "project": world.mine.headers,
        "service": server.service_headers,
    }[caller]
    chance = random.Random(f"{operation.label} {caller}")

    def check(case: Case) -> None:
        _prepare(case, world, caller, chance)
        answer = send(case, server.http, server.url, headers, _STREAMS)
        case.validate_response(answer, checks=NO_SURPRISES)
        assert EGG not in answer.text, f"{answer.request.url} shows another project: {answer.text[:2000]}"

    for_cases(operation, 5, check)


@pytest.fixture(scope="module", autouse=True)
def the_secret_is_whole_afterwards(world: World) -> Iterator[None]:
    yield
    secret = world.secret.project
    assert secret.get(f"/telemetry/v1/traces/{world.secret.trace}").status_code == 200
    assert EGG in secret.get(f"/v4/logs/{world.secret.trace}").text
    assert EGG in secret.get(f"/v4/objects/{world.secret.upload}").text
    assert "Traceback" not in secret.server.log_path.read_text()
