"""Every route of the document with generated calls, signed in and not: no 5xx, nothing undocumented."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from schemathesis.specs.openapi.checks import response_schema_conformance

from fixtures.fake_agentops import FakeAgentOps
from fixtures.fake_gateway import KEY, FakeGateway
from fixtures.live_server import LiveServer
from fixtures.portal import RunningPortal, portal_settings, running_portal
from fixtures.schema_fuzz import CONFORMANCE, NO_SURPRISES, Case, for_cases, operations, send
from portal.api import create_api

from .matrix import ROUTES

_STREAMS = {route.path for route in ROUTES if route.endless} | {"/api/agentops/export"}
# Ending the one session of the test would leave nothing to test.
_OPERATIONS = [one for one in operations(create_api().openapi()) if one.path != "/api/auth/logout"]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningPortal, str]]:
    folder: Path = tmp_path_factory.mktemp("fuzz")
    with (
        LiveServer(FakeAgentOps().app) as fake,
        LiveServer(FakeGateway().app) as gateway,
        running_portal(
            portal_settings(folder, fake.url, litellm_url=gateway.url, litellm_master_key=KEY)
        ) as portal,
        portal.signed_in() as client,
    ):
        yield portal, client.cookies[portal.cookie_name]


@pytest.fixture(scope="module")
def http() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False, timeout=60) as client:
        yield client


@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "nobody"])
@pytest.mark.parametrize("operation", _OPERATIONS, ids=lambda one: one.label)
def test_no_surprises(
    running: tuple[RunningPortal, str], http: httpx.Client, operation: Any, signed_in: bool
) -> None:
    portal, session = running
    headers = {"Origin": portal.url, "Cookie": f"{portal.cookie_name}={session}" if signed_in else ""}

    def check(case: Case) -> None:
        answer = send(case, http, portal.url, headers, _STREAMS)
        # Prometheus and Alertmanager are not configured here, which is an answer and no failure.
        is_off = answer.status_code == 503 and answer.json()["error"]["code"] == "not_configured"
        checks = CONFORMANCE if is_off else NO_SURPRISES
        if answer.headers.get("content-type", "").startswith("text/event-stream"):
            # OpenAPI 3.1 has no words for single events; test_streams and test_chat look at them.
            checks = [check for check in checks if check is not response_schema_conformance]
        case.validate_response(answer, checks=checks)
        if answer.status_code >= 400:
            assert set(answer.json()["error"]) <= {"code", "message", "request_id", "details"}

    for_cases(operation, 8, check)
