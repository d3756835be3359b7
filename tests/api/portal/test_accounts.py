"""One's own sessions, password and tokens; accounts for admins; the audit log."""

import csv
import io
import json
from typing import Any

import httpx
import pytest

from fixtures.portal import ADMIN_EMAIL, ADMIN_PASSWORD, RunningPortal
from portal.auth.models import ApiToken
from portal.auth.sessions import token_hash

PASSWORD = "a long enough password"


def _make(admin: httpx.Client, email: str = "kim@example.com", **more: Any) -> dict[str, Any]:
    body = {"email": email, "name": "Kim", "password": PASSWORD, "all_projects": True, **more}
    answer = admin.post("/api/users", json=body)
    assert answer.status_code == 201, answer.text
    account: dict[str, Any] = answer.json()
    return account


def _code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]


def _script(portal: RunningPortal, token: str) -> httpx.Client:
    headers = {"Authorization": f"Bearer {token}"}
    return httpx.Client(base_url=portal.url, headers=headers, trust_env=False, timeout=60)


def test_sessions_are_listed_and_revoked(portal: RunningPortal) -> None:
    with portal.signed_in() as here, portal.signed_in() as there, portal.signed_in() as third:
        sessions = here.get("/api/auth/sessions").json()["sessions"]
        assert len(sessions) == 3
        assert [session["current"] for session in sessions].count(True) == 1
        assert all(session["address"] == "127.0.0.1" for session in sessions)
        assert "token" not in json.dumps(sessions)
        other = there.get("/api/auth/sessions").json()["sessions"]
        mine = next(session["id"] for session in other if session["current"])
        assert here.delete(f"/api/auth/sessions/{mine}").status_code == 204
        assert there.get("/api/auth/me").status_code == 401
        assert _code(here.delete(f"/api/auth/sessions/{mine}")) == (404, "session_not_found")
        assert here.delete("/api/auth/sessions").status_code == 204
        assert third.get("/api/auth/me").status_code == 401
        assert here.get("/api/auth/me").status_code == 200


def test_nobody_revokes_anothers_session(admin: httpx.Client, portal: RunningPortal) -> None:
    _make(admin)
    with portal.signed_in("kim@example.com", PASSWORD) as kim:
        theirs = admin.get("/api/auth/sessions").json()["sessions"][0]["id"]
        assert _code(kim.delete(f"/api/auth/sessions/{theirs}")) == (404, "session_not_found")
        assert len(kim.get("/api/auth/sessions").json()["sessions"]) == 1
    assert admin.get("/api/auth/me").status_code == 200


def test_ended_sessions_are_not_listed(portal: RunningPortal) -> None:
    with portal.signed_in():
        portal.clock.advance(hours=13)
        with portal.signed_in() as here:
            assert len(here.get("/api/auth/sessions").json()["sessions"]) == 1


def test_password_change(portal: RunningPortal) -> None:
    change = {"current_password": ADMIN_PASSWORD, "new_password": "an entirely new one"}
    with portal.signed_in() as here, portal.signed_in() as there:
        wrong = here.post("/api/auth/password", json={**change, "current_password": "wrong"})
        assert _code(wrong) == (403, "wrong_password")
        assert here.post("/api/auth/password", json={**change, "new_password": "short"}).status_code == 422
        assert here.post("/api/auth/password", json=change).status_code == 204
        assert here.get("/api/auth/me").status_code == 200
        assert there.get("/api/auth/me").status_code == 401
    with portal.signed_in(password="an entirely new one"), portal.client() as client:
        old = client.post("/api/auth/login", json={"email": ADMIN_EMAIL, "password": ADMIN_PASSWORD})
        assert old.status_code == 401


def test_guessing_the_current_password_is_throttled(admin: httpx.Client) -> None:
    guess = {"current_password": "guess", "new_password": "an entirely new one"}
    statuses = [admin.post("/api/auth/password", json=guess).status_code for _ in range(7)]
    assert statuses == [403] * 5 + [429] * 2


def test_a_token_is_shown_once_and_stored_as_a_hash(admin: httpx.Client, portal: RunningPortal) -> None:
    made = admin.post("/api/auth/tokens", json={"name": "nightly", "expires_in_days": 30}).json()
    token, info = made["token"], made["info"]
    assert token.startswith("apt_")
    assert len(token) > 40
    assert info["expires_at"] == "2026-03-02T09:00:00.000000Z"
    assert info["last_used_at"] is None
    listed = admin.get("/api/auth/tokens")
    assert listed.json()["tokens"] == [info]
    assert token not in listed.text
    with portal.parts.database.read() as db:
        assert db.query(ApiToken).one().token_hash == token_hash(token)
    with _script(portal, token) as script:
        assert script.get("/api/projects").status_code == 200
        assert (
            admin.get("/api/auth/tokens").json()["tokens"][0]["last_used_at"] == "2026-01-31T09:00:00.000000Z"
        )
        portal.clock.advance(days=29, hours=23)
        assert script.get("/api/projects").status_code == 200
        portal.clock.advance(hours=1)
        assert _code(script.get("/api/projects")) == (401, "unauthenticated")


def test_a_revoked_or_wrong_token_is_nobody(admin: httpx.Client, portal: RunningPortal) -> None:
    made = admin.post("/api/auth/tokens", json={"name": "nightly"}).json()
    assert admin.delete(f"/api/auth/tokens/{made['info']['id']}").status_code == 204
    session = admin.cookies[portal.cookie_name]
    for token in (made["token"], made["info"]["id"], "apt_", "-", session, made["token"] + "x"):
        with _script(portal, token) as script:
            assert script.get("/api/projects").status_code == 401
            # A wrong token is not made good by a cookie beside it.
            script.headers["Cookie"] = f"{portal.cookie_name}={session}"
            assert script.get("/api/projects").status_code == 401


def test_a_token_never_has_more_than_its_owner(admin: httpx.Client, portal: RunningPortal) -> None:
    kim = _make(admin, role="operator", all_projects=False, project_ids=["p-one", "p-two"])
    with portal.signed_in("kim@example.com", PASSWORD) as client:
        assert _code(client.post("/api/auth/tokens", json={"name": "x", "role": "admin"})) == (
            403,
            "forbidden",
        )
        more = client.post("/api/auth/tokens", json={"name": "x", "project_ids": ["p-three"]})
        assert _code(more) == (403, "project_forbidden")
        wide = client.post("/api/auth/tokens", json={"name": "wide", "role": "operator"}).json()["token"]
        narrow = client.post("/api/auth/tokens", json={"name": "n", "project_ids": ["p-two"]}).json()["token"]
    with _script(portal, wide) as script, _script(portal, narrow) as other:
        assert len(script.get("/api/projects").json()["projects"]) == 2
        assert [project["id"] for project in other.get("/api/projects").json()["projects"]] == ["p-two"]
        assert _code(other.get("/api/agentops/traces", params={"project_id": "p-one"}))[0] == 403
        # What the owner loses, the tokens lose.
        admin.patch(f"/api/users/{kim['id']}", json={"project_ids": ["p-one"]})
        assert [project["id"] for project in script.get("/api/projects").json()["projects"]] == ["p-one"]
        assert other.get("/api/projects").json()["projects"] == []
        admin.patch(f"/api/users/{kim['id']}", json={"disabled": True})
        assert script.get("/api/projects").status_code == 401


def test_accounts(admin: httpx.Client, portal: RunningPortal) -> None:
    kim = _make(admin, "Kim@Example.com", all_projects=False, project_ids=["p-two", "p-one", "p-two"])
    assert (kim["email"], kim["role"], kim["project_ids"]) == (
        "kim@example.com",
        "viewer",
        ["p-one", "p-two"],
    )
    assert [user["email"] for user in admin.get("/api/users").json()["users"]] == [
        ADMIN_EMAIL,
        "kim@example.com",
    ]
    taken = admin.post("/api/users", json={"email": "KIM@example.com", "name": "K", "password": PASSWORD})
    assert _code(taken) == (409, "email_taken")
    url = f"/api/users/{kim['id']}"
    assert admin.get(url).json() == kim
    changed = admin.patch(url, json={"name": "Kim Minji", "role": "operator"}).json()
    assert changed == {**kim, "name": "Kim Minji", "role": "operator"}
    assert "password" not in json.dumps(changed)
    with portal.signed_in("kim@example.com", PASSWORD) as client:
        assert client.get("/api/auth/me").json()["user"]["role"] == "operator"
        # A change of name ends nothing; of role, password or disabling, everything.
        admin.patch(url, json={"name": "Kim"})
        assert client.get("/api/auth/me").status_code == 200
        admin.patch(url, json={"role": "viewer"})
        assert client.get("/api/auth/me").status_code == 401
    with portal.signed_in("kim@example.com", PASSWORD) as client:
        assert admin.delete(f"{url}/sessions").status_code == 204
        assert client.get("/api/auth/me").status_code == 401
    with portal.signed_in("kim@example.com", PASSWORD) as client:
        admin.patch(url, json={"password": "given by the admin"})
        assert client.get("/api/auth/me").status_code == 401
    with portal.signed_in("kim@example.com", "given by the admin") as client:
        assert admin.delete(url).status_code == 204
        assert client.get("/api/auth/me").status_code == 401
    assert _code(admin.get(url)) == (404, "user_not_found")


def test_somebody_stays_admin(admin: httpx.Client) -> None:
    me = admin.get("/api/users").json()["users"][0]
    url = f"/api/users/{me['id']}"
    for attempt in (
        admin.patch(url, json={"role": "viewer"}),
        admin.patch(url, json={"disabled": True}),
        admin.delete(url),
    ):
        assert _code(attempt) == (409, "last_admin")
    assert admin.get(url).json() == me
    second = _make(admin, role="admin")
    assert admin.patch(f"/api/users/{second['id']}", json={"disabled": True}).status_code == 200
    assert _code(admin.delete(url)) == (409, "last_admin")
    admin.patch(f"/api/users/{second['id']}", json={"disabled": False})
    assert admin.delete(url).status_code == 204


@pytest.mark.parametrize(
    "body",
    [
        {"email": "no-address", "name": "x", "password": PASSWORD},
        {"email": "a b@example.com", "name": "x", "password": PASSWORD},
        {"email": "a@example.com", "name": "x", "password": "short"},
        {"email": "a@example.com", "name": "", "password": PASSWORD},
        {"email": "a@example.com", "name": "x", "password": PASSWORD, "role": "root"},
        {"email": "a@example.com", "name": "x", "password": PASSWORD, "is_admin": True},
    ],
)
def test_bad_accounts_are_refused(admin: httpx.Client, body: dict[str, object]) -> None:
    answer = admin.post("/api/users", json=body)
    assert _code(answer) == (422, "invalid_request")
    assert PASSWORD not in answer.text


def test_every_act_is_in_the_audit_log(admin: httpx.Client, portal: RunningPortal) -> None:
    kim = _make(admin)
    admin.patch(f"/api/users/{kim['id']}", json={"role": "operator", "password": "given by the admin"})
    made = admin.post("/api/auth/tokens", json={"name": "nightly"}).json()
    admin.delete(f"/api/auth/tokens/{made['info']['id']}")
    admin.delete("/api/auth/sessions")
    admin.delete(f"/api/users/{kim['id']}", headers={"X-Request-ID": "the-request"})
    events = admin.get("/api/audit").json()["events"]
    assert [event["action"] for event in events] == [
        "user.delete",
        "session.revoke",
        "token.revoke",
        "token.create",
        "user.update",
        "user.create",
        "session.begin",
        "account.bootstrap",
    ]
    assert {event["actor_email"] for event in events} == {ADMIN_EMAIL, ""}
    assert (events[0]["target"], events[0]["request_id"]) == ("kim@example.com", "the-request")
    assert events[4]["details"]["changed"] == {"role": "operator"}
    assert events[4]["details"]["password"] is True
    text = json.dumps(events)
    for secret in (PASSWORD, "given by the admin", made["token"]):
        assert secret not in text
    # A failed act is not there.
    _make(admin)
    admin.post("/api/users", json={"email": "kim@example.com", "name": "x", "password": PASSWORD})
    assert len(admin.get("/api/audit", params={"action": "user.create"}).json()["events"]) == 2
    assert len(admin.get("/api/audit", params={"action": "user."}).json()["events"]) == 4
    assert admin.get("/api/audit", params={"action": "user"}).json()["events"] == []
    assert admin.get("/api/audit", params={"actor": "nobody@example.com"}).json()["events"] == []
    later = {"start_time": "2026-01-31T09:00:01Z"}
    assert admin.get("/api/audit", params=later).json()["events"] == []


def test_the_audit_log_is_paged(admin: httpx.Client) -> None:
    for number in range(5):
        admin.post("/api/auth/tokens", json={"name": f"token {number}"})
    seen: list[int] = []
    cursor: str | None = None
    while True:
        params = {"limit": "3"} | ({"cursor": cursor} if cursor else {})
        page = admin.get("/api/audit", params=params).json()
        seen += [event["id"] for event in page["events"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == 7
    assert admin.get("/api/audit", params={"cursor": "x"}).status_code == 422


def test_the_audit_log_is_exported(admin: httpx.Client) -> None:
    _make(admin, "=cmd|calc@example.com")
    for number in range(3):
        admin.post("/api/auth/tokens", json={"name": f"토큰 {number}"})
    answer = admin.get("/api/audit/export", params={"action": "user."})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    # A spreadsheet must not run what somebody chose as an e-mail.
    assert [row["target"] for row in rows] == ["'=cmd|calc@example.com"]
    assert rows[0]["time"] == "2026-01-31T09:00:00.000000Z"
    lines = admin.get("/api/audit/export", params={"format": "jsonl"}).text.splitlines()
    assert json.loads(lines[0])["action"] == "audit.export"
    assert json.loads(lines[2])["target"] == "토큰 2"
    assert admin.get("/api/audit/export", params={"start_time": "never"}).status_code == 422
