"""The first tests of every route: 401, wrong origin, role by role, another project's data."""

import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.routing import BaseRoute

from fixtures.fake_gateway import KEY as GATEWAY_KEY
from fixtures.fake_gateway import FakeGateway
from fixtures.live_server import LiveServer
from fixtures.portal import RunningPortal, portal_settings, running_portal
from portal.auth.models import ProjectMembership, User
from portal.roles import ROLES

from .matrix import ROUTES, Route

_PASSWORD = "a long enough password"


@pytest.fixture
def portal(tmp_path: Path, fake_server: LiveServer) -> Iterator[RunningPortal]:
    """With a gateway, so that every route has what it needs."""
    with LiveServer(FakeGateway().app) as gateway:
        settings = portal_settings(
            tmp_path, fake_server.url, litellm_url=gateway.url, litellm_master_key=GATEWAY_KEY
        )
        with running_portal(settings) as running:
            yield running


def _call(client: httpx.Client, route: Route, **query: str) -> httpx.Response:
    params = {**route.query, **query}
    if route.endless:
        with client.stream(route.method, route.url, params=params) as answer:
            if answer.status_code != 200:
                answer.read()
            return answer
    return client.request(route.method, route.url, json=route.body, params=params)


def _code(answer: httpx.Response) -> str:
    return str(answer.json()["error"]["code"])


def _add_user(portal: RunningPortal, role: str, project_ids: list[str] | None) -> str:
    email = f"{role}-{uuid.uuid4().hex}@example.com"
    now = portal.clock()
    with portal.parts.database.write() as db:
        user = User(
            id=uuid.uuid4().hex,
            email=email,
            name=role,
            role=role,
            password_hash=portal.parts.auth.hash_password(_PASSWORD),
            disabled=False,
            all_projects=project_ids is None,
            created_at=now,
            updated_at=now,
        )
        db.add(user)
        db.flush()
        for project_id in project_ids or []:
            db.add(ProjectMembership(user_id=user.id, project_id=project_id))
    return email


@pytest.fixture
def of_project_one(portal: RunningPortal) -> Iterator[httpx.Client]:
    with portal.signed_in(_add_user(portal, "admin", ["p-one"]), _PASSWORD) as client:
        yield client


def test_every_route_is_in_the_matrix(portal: RunningPortal) -> None:
    served = {
        (method.upper(), path)
        for path, operations in portal.app.openapi()["paths"].items()
        for method in operations
    }
    assert served == {(route.method, route.path) for route in ROUTES}


# Outside of the document, and for anybody: what a browser is led through to sign in (test_oidc), the document
# itself. Everything else that answers must be in the table.
_OUTSIDE = {
    ("GET", "/api/auth/oidc/start"),
    ("GET", "/api/auth/oidc/callback"),
    ("GET", "/api/openapi.json"),
    ("HEAD", "/api/openapi.json"),
}


def _served(routes: Iterable[Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every method and path that a route answers, whether the document lists it or not."""
    for route in routes:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from _served(inner.routes, prefix)
            continue
        # A mount or a WebSocket has no methods: it would need a table of its own.
        assert isinstance(route, BaseRoute), route
        methods, path = getattr(route, "methods", None), getattr(route, "path", None)
        assert methods, f"{route} is in no table"
        for method in methods:
            yield method, f"{prefix}{path}"


def test_nothing_is_served_outside_of_the_table(portal: RunningPortal) -> None:
    served = set(_served(portal.app.routes))
    assert served - {(route.method, route.path) for route in ROUTES} == _OUTSIDE
    assert len(served) > 50


def test_nobody_gets_401(anyone: httpx.Client) -> None:
    for route in ROUTES:
        answer = _call(anyone, route)
        if route.needs == "nobody":
            assert answer.status_code in route.allowed, route
        else:
            assert (answer.status_code, _code(answer)) == (401, "unauthenticated"), route


def test_an_unknown_session_gets_401(portal: RunningPortal) -> None:
    for token in ("", "x", "a" * 43, "%00", "; x=y"):
        for route in ROUTES:
            if route.needs == "nobody":
                continue
            with portal.client(
                Cookie=f"{portal.cookie_name}={token}".encode("latin-1").decode("latin-1")
            ) as client:
                assert _call(client, route).status_code == 401, (route, token)


def test_pages_of_other_sites_get_403(portal: RunningPortal) -> None:
    with portal.signed_in() as client:
        for route in (route for route in ROUTES if route.unsafe):
            for headers in (
                {"Origin": "https://evil.example"},
                {"Origin": "null"},
                {"Origin": f"{portal.url}0"},
                {"Referer": "https://evil.example/page"},
                {"Origin": portal.url, "Sec-Fetch-Site": "cross-site"},
                {"Origin": portal.url, "Sec-Fetch-Site": "same-site"},
                {"Authorization": "Bearer x"},
                {},
            ):
                with httpx.Client(
                    base_url=portal.url, cookies=client.cookies, trust_env=False, timeout=60
                ) as page:
                    answer = page.request(route.method, route.url, json=route.body, headers=headers)
                assert (answer.status_code, _code(answer)) == (403, "cross_origin"), (route, headers)
        # None of them ended the session.
        assert client.get("/api/auth/me").status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Referer": "{url}/login"},
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "{url}"},
        {"Origin": "http://127.0.0.1:3001"},
    ],
)
def test_the_portals_own_pages_may(portal: RunningPortal, headers: dict[str, str]) -> None:
    sent = {name: value.format(url=portal.url) for name, value in headers.items()}
    with httpx.Client(base_url=portal.url, trust_env=False, timeout=60) as client:
        assert client.post("/api/auth/logout", headers=sent).status_code == 204


@pytest.mark.parametrize("role", ROLES)
def test_roles(portal: RunningPortal, role: str) -> None:
    email = _add_user(portal, role, None)
    for route in ROUTES:
        # A new session for each: some routes end it.
        with portal.signed_in(email, _PASSWORD) as client:
            answer = _call(client, route)
        if route.needs == "nobody" or ROLES.index(role) >= ROLES.index(route.needs):
            assert answer.status_code in route.allowed, (route, answer.text)
            assert answer.status_code < 400 or _code(answer) not in ("forbidden", "session_required"), route
        else:
            assert (answer.status_code, _code(answer)) == (403, "forbidden"), route


@pytest.mark.parametrize("role", ROLES)
def test_tokens_may_what_their_role_may(portal: RunningPortal, role: str) -> None:
    with portal.signed_in() as admin:
        made = admin.post("/api/auth/tokens", json={"name": "script", "role": role}).json()
    # No Origin: scripts do not send one.
    script = httpx.Client(base_url=portal.url, trust_env=False, timeout=60)
    with script:
        script.headers["Authorization"] = f"Bearer {made['token']}"
        for route in ROUTES:
            answer = _call(script, route)
            if route.path in ("/api/auth/login", "/api/auth/logout"):
                assert answer.status_code in route.allowed, route
            elif route.path == "/api/auth/me":
                assert answer.status_code == 401
            elif route.session_only:
                assert (answer.status_code, _code(answer)) == (403, "session_required"), route
            elif route.needs == "nobody" or ROLES.index(role) >= ROLES.index(route.needs):
                assert answer.status_code in route.allowed, (route, answer.text)
            else:
                assert (answer.status_code, _code(answer)) == (403, "forbidden"), route


def test_another_project_is_forbidden(of_project_one: httpx.Client) -> None:
    for route in (route for route in ROUTES if route.of_project):
        assert _call(of_project_one, route, project_id="p-one").status_code in route.allowed, route
        for project_id in ("p-two", "p-unknown", "P-ONE", "p-one ", "*"):
            answer = _call(of_project_one, route, project_id=project_id)
            assert (answer.status_code, _code(answer)) == (403, "project_forbidden"), (route, project_id)


def test_the_default_project_is_the_first_of_ones_own(portal: RunningPortal) -> None:
    with portal.signed_in(_add_user(portal, "viewer", ["p-two"]), _PASSWORD) as client:
        projects = client.get("/api/projects").json()["projects"]
        assert [project["id"] for project in projects] == ["p-two"]
        traces = client.get("/api/agentops/traces").json()["traces"]
        assert {trace["project_id"] for trace in traces} == {"p-two"}
    with portal.signed_in(_add_user(portal, "viewer", []), _PASSWORD) as client:
        assert client.get("/api/projects").json() == {"projects": []}
        answer = client.get("/api/agentops/traces")
        assert (answer.status_code, _code(answer)) == (404, "no_project")


def test_errors_and_answers_are_never_cached(portal: RunningPortal, admin: httpx.Client) -> None:
    for route in ROUTES:
        if route.path != "/api/auth/logout":
            answer = _call(admin, route)
            assert answer.headers["cache-control"] == "no-store", route
            assert "default-src 'none'" in answer.headers["content-security-policy"], route
            assert answer.headers["x-request-id"], route


def test_an_admin_of_one_project_manages_no_other(of_project_one: httpx.Client) -> None:
    managed = [route for route in ROUTES if route.path.startswith("/api/projects/{project_id}")]
    assert managed
    for route in managed:
        for project_id in ("p-two", "p-unknown"):
            query = {"confirm": "x"} if route.method == "DELETE" and "keys" not in route.path else {}
            body = {"name": "a name"} if route.body is not None else None
            url = route.url.replace("p-one", project_id)
            answer = of_project_one.request(route.method, url, json=body, params=query)
            assert (answer.status_code, _code(answer)) == (403, "project_forbidden"), (route, project_id)
    for method, path in (("POST", "/api/projects"), ("DELETE", "/api/projects/p-one")):
        answer = of_project_one.request(
            method, path, params={"confirm": "default"} if method == "DELETE" else {}, json={"name": "mine"}
        )
        assert (answer.status_code, _code(answer)) == (403, "all_projects_required")


def test_an_admin_of_one_project_manages_no_accounts(of_project_one: httpx.Client) -> None:
    """It would be a way to all projects; and the audit log tells of all."""
    of_all = [route for route in ROUTES if route.path.startswith(("/api/users", "/api/audit"))]
    assert of_all
    for route in of_all:
        answer = _call(of_project_one, route)
        assert (answer.status_code, _code(answer)) == (403, "all_projects_required"), route


def test_a_token_for_one_project_opens_no_other_way(portal: RunningPortal, admin: httpx.Client) -> None:
    wanted = {"name": "for one project", "role": "admin", "project_ids": ["p-one"]}
    token = admin.post("/api/auth/tokens", json=wanted).json()["token"]
    body = {"email": "more@example.com", "role": "admin", "all_projects": True, "password": "a long password"}
    with portal.client() as script:
        script.headers["Authorization"] = f"Bearer {token}"
        assert script.get("/api/agentops/traces").status_code == 200
        made = script.post("/api/users", json={**body, "name": "More"})
        assert (made.status_code, _code(made)) == (403, "all_projects_required")
