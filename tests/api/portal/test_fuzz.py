"""Every route with generated queries, bodies and paths: no 5xx, no status that the document does not know."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fixtures.fake_agentops import FakeAgentOps
from fixtures.fake_gateway import KEY, FakeGateway
from fixtures.live_server import LiveServer
from fixtures.portal import RunningPortal, portal_settings, running_portal
from portal.api import create_api

from .matrix import ROUTES, Route

_DOCUMENT = create_api().openapi()
_TEXT = st.text(max_size=40)
_VALUES = st.one_of(
    _TEXT,
    st.integers().map(str),
    st.sampled_from(
        ["", "0", "-1", "1e999", "NaN", "OK", "p-one", "desc", "2026-01-31T09:00:00Z", "9" * 30, "0" * 32]
    ),
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | _TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=6,
)


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


def _fields(operation: dict[str, Any]) -> list[str]:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    name = body.get("schema", {}).get("$ref", "").rsplit("/", 1)[-1]
    schema = _DOCUMENT["components"]["schemas"].get(name, {})
    return list(schema.get("properties", {}))


# Ending the one session of the test, or its account, would leave nothing to test.
_FUZZED = [route for route in ROUTES if route.path not in ("/api/auth/logout",)]


@pytest.mark.parametrize("route", _FUZZED, ids=lambda route: f"{route.method} {route.path}")
@pytest.mark.parametrize("signed_in", [True, False], ids=["signed in", "nobody"])
@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data())
def test_no_surprises(
    running: tuple[RunningPortal, str], route: Route, signed_in: bool, data: st.DataObject
) -> None:
    portal, session = running
    operation = _DOCUMENT["paths"][route.path][route.method.lower()]
    names = [parameter["name"] for parameter in operation.get("parameters", []) if parameter["in"] == "query"]
    query = data.draw(st.dictionaries(st.sampled_from(names), _VALUES, max_size=4)) if names else {}
    path = route.path
    while "{" in path:
        before, _, rest = path.partition("{")
        piece = quote(data.draw(_TEXT.filter(bool)), safe="")
        path = before + (piece if piece.strip(".") else "x") + rest.partition("}")[2]
    fields = _fields(operation)
    body = data.draw(st.dictionaries(st.sampled_from(fields), _JSON | _VALUES)) if fields else None
    headers = {"Origin": portal.url, "Content-Type": "application/json"}
    if signed_in:
        headers["Cookie"] = f"{portal.cookie_name}={session}"
    with httpx.Client(base_url=portal.url, headers=headers, trust_env=False, timeout=20) as client:
        content = json.dumps(body) if body is not None else None
        with client.stream(route.method, path, params=query, content=content) as answer:
            if not route.endless or answer.status_code != 200:
                answer.read()
    # Prometheus and Alertmanager are not configured here, which is an answer and no failure.
    is_off = answer.status_code == 503 and answer.json()["error"]["code"] == "not_configured"
    assert is_off or answer.status_code < 500, answer.text
    # 404: a path with an odd sign in it is no route at all.
    assert str(answer.status_code) in operation["responses"] or answer.status_code == 404, answer.text
    if answer.status_code >= 400:
        assert set(answer.json()["error"]) <= {"code", "message", "request_id", "details"}
