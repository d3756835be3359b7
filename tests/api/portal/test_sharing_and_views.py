"""Share links and saved views: who sees them, how they end."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from fixtures.fake_agentops import trace_id_of
from fixtures.portal import RunningPortal

SHARE, SHARED, VIEWS = "/api/agentops/share", "/api/agentops/shared", "/api/agentops/views"
_PASSWORD = "a long enough password"


def _account(admin: httpx.Client, name: str, role: str, **more: Any) -> dict[str, Any]:
    body = {"email": f"{name}@example.com", "name": name, "password": _PASSWORD, "role": role, **more}
    answer = admin.post("/api/users", json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


@pytest.fixture
def kim(portal: RunningPortal, admin: httpx.Client) -> Iterator[httpx.Client]:
    _account(admin, "kim", "operator", project_ids=["p-one"])
    with portal.signed_in("kim@example.com", _PASSWORD) as client:
        yield client


def _share(client: httpx.Client, **more: Any) -> dict[str, Any]:
    answer = client.post(SHARE, json={"trace_id": trace_id_of(0), **more})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def _token(share: dict[str, Any]) -> str:
    return str(share["url"].partition("#")[2])


def _open(client: httpx.Client, token: str) -> httpx.Response:
    return client.get(SHARED, headers={"X-Share-Token": token})


def test_a_link_shows_its_trace_to_anybody(kim: httpx.Client, anyone: httpx.Client) -> None:
    share = _share(kim)
    assert share["url"].startswith("http://127.0.0.1:3001/shared#")
    answer = _open(anyone, _token(share))
    assert answer.status_code == 200
    assert answer.json()["trace"]["trace_id"] == trace_id_of(0)
    assert answer.headers["cache-control"] == "no-store"
    assert anyone.get(f"/api/agentops/traces/{trace_id_of(0)}").status_code == 401
    assert kim.get(SHARE).json()["shares"] == [share]


def test_a_link_that_is_changed_does_not_work(kim: httpx.Client, anyone: httpx.Client) -> None:
    token, other = _token(_share(kim)), _token(_share(kim))
    share_id, end, mark = token.split(".")
    wrong = [
        "", "x", share_id, f"{share_id}.{end}", f"{share_id}.{int(end) + 3600}.{mark}", f"{token}x",
        token[:-1], f"{share_id}.{end}.{other.split('.')[2]}", f"{other.split('.')[0]}.{end}.{mark}",
    ]  # fmt: skip
    for one in wrong:
        answer = _open(anyone, one)
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "share_not_found"), one
    assert _open(anyone, token).status_code == 200


def test_a_link_ends(kim: httpx.Client, anyone: httpx.Client, portal: RunningPortal) -> None:
    token = _token(_share(kim, expires_in_hours=2))
    portal.clock.advance(hours=1, minutes=59)
    assert _open(anyone, token).status_code == 200
    portal.clock.advance(minutes=1)
    assert _open(anyone, token).status_code == 404
    assert kim.get(SHARE).json()["shares"] == []


def test_a_link_is_revoked_by_its_maker_and_by_admins_only(
    portal: RunningPortal, kim: httpx.Client, admin: httpx.Client, anyone: httpx.Client
) -> None:
    first, second = _share(kim), _share(kim)
    _account(admin, "lee", "operator", all_projects=True)
    with portal.signed_in("lee@example.com", _PASSWORD) as lee:
        assert lee.get(SHARE, params={"project_id": "p-one"}).json()["shares"] == []
        assert lee.delete(f"{SHARE}/{first['id']}").status_code == 404
    assert kim.delete(f"{SHARE}/{first['id']}").status_code == 204
    assert len(admin.get(SHARE).json()["shares"]) == 1
    assert admin.delete(f"{SHARE}/{second['id']}").status_code == 204
    assert {_open(anyone, _token(one)).status_code for one in (first, second)} == {404}
    acts = [
        event["action"] for event in admin.get("/api/audit", params={"action": "share."}).json()["events"]
    ]
    assert acts == ["share.revoke", "share.revoke", "share.create", "share.create"]


@pytest.mark.parametrize("change", [{"disabled": True}, {"project_ids": ["p-two"]}])
def test_a_link_ends_with_the_rights_of_its_maker(
    kim: httpx.Client, admin: httpx.Client, anyone: httpx.Client, change: dict[str, Any]
) -> None:
    token = _token(_share(kim))
    users = admin.get("/api/users").json()["users"]
    user_id = next(user["id"] for user in users if user["name"] == "kim")
    assert admin.patch(f"/api/users/{user_id}", json=change).status_code == 200
    assert _open(anyone, token).status_code == 404
    assert admin.get(SHARE).json()["shares"] == []


def test_only_traces_that_are_there_are_shared(kim: httpx.Client) -> None:
    assert kim.post(SHARE, json={"trace_id": trace_id_of(5)}).status_code == 404
    for body in ({}, {"trace_id": "x"}, {"trace_id": trace_id_of(0), "expires_in_hours": 0}):
        assert kim.post(SHARE, json=body).status_code == 422


def test_views_are_ones_own_until_they_are_shared(
    portal: RunningPortal, kim: httpx.Client, admin: httpx.Client
) -> None:
    state = {"q": "status:error", "sort": "cost"}
    made = kim.post(VIEWS, json={"name": "failures", "state": state}).json()
    assert (made["state"], made["mine"], made["owner"], made["page"]) == (state, True, "kim", "traces")
    assert kim.get(VIEWS).json()["views"] == [made]
    assert admin.get(VIEWS, params={"project_id": "p-one"}).json()["views"] == []
    assert admin.patch(f"{VIEWS}/{made['id']}", json={"name": "x"}).status_code == 404
    shared = kim.patch(f"{VIEWS}/{made['id']}", json={"shared": True}).json()
    assert (shared["shared"], shared["state"]) == (True, state)
    seen = admin.get(VIEWS, params={"project_id": "p-one"}).json()["views"]
    assert [(view["name"], view["mine"], view["owner"]) for view in seen] == [("failures", False, "kim")]
    assert admin.patch(f"{VIEWS}/{made['id']}", json={"name": "x"}).json()["error"]["code"] == "not_yours"
    _account(admin, "vi", "viewer", project_ids=["p-two"])
    with portal.signed_in("vi@example.com", _PASSWORD) as viewer:
        assert viewer.get(VIEWS).json()["views"] == []  # of another project
        assert viewer.delete(f"{VIEWS}/{made['id']}").status_code == 404
        assert viewer.post(VIEWS, json={"name": "a", "state": {}}).status_code == 201
        refused = viewer.post(VIEWS, json={"name": "a", "state": {}, "shared": True})
        assert refused.status_code == 403
    assert admin.delete(f"{VIEWS}/{made['id']}").status_code == 204
    assert kim.get(VIEWS).json()["views"] == []


@pytest.mark.parametrize(
    "body",
    [
        {"name": "", "state": {}},
        {"name": "a"},
        {"name": "a", "state": {"q": 1}},
        {"name": "a", "state": {}, "page": "../x"},
        {"name": "a", "state": {str(number): "" for number in range(51)}},
    ],
)
def test_views_that_are_none(kim: httpx.Client, body: dict[str, Any]) -> None:
    assert kim.post(VIEWS, json=body).status_code == 422
