"""A browser that sends two session cookies: another program on the host has planted one of them."""

import httpx
import pytest

from fixtures.portal import ADMIN_EMAIL, ADMIN_PASSWORD, RunningPortal

ME, LOGIN, LOGOUT, SESSION = (f"/api/auth/{name}" for name in ("me", "login", "logout", "session"))


def _token(portal: RunningPortal) -> str:
    with portal.client() as client:
        credentials = {"email": ADMIN_EMAIL, "password": ADMIN_PASSWORD}
        assert client.post(LOGIN, json=credentials).status_code == 200
        return str(client.cookies[portal.cookie_name])


def _sending(portal: RunningPortal, *tokens: str) -> httpx.Client:
    return portal.client(Cookie="; ".join(f"{portal.cookie_name}={token}" for token in tokens))


@pytest.mark.parametrize("own_first", [True, False])
def test_neither_counts_and_the_answer_says_why(portal: RunningPortal, own_first: bool) -> None:
    own, planted = _token(portal), _token(portal)
    tokens = (own, planted) if own_first else (planted, own)
    with _sending(portal, *tokens) as client:
        for path in (ME, "/api/agentops/traces", "/api/users", "/api/proxy/grafana/"):
            answer = client.get(path)
            error = answer.json()["error"]
            assert (answer.status_code, error["code"]) == (401, "two_sessions"), path
            assert "delete the cookies" in error["message"]
            assert own not in answer.text
        # Signing in would not help while the planted one is there: that is said, too.
        answer = client.post(LOGIN, json={"email": ADMIN_EMAIL, "password": ADMIN_PASSWORD})
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "two_sessions")
        # What the screen asks before anything else is never an error.
        assert client.get(SESSION).json()["user"] is None


def test_in_two_headers_as_well(portal: RunningPortal) -> None:
    own, planted = _token(portal), "planted"
    headers = [("Cookie", f"{portal.cookie_name}={token}") for token in (own, planted)]
    answer = httpx.get(f"{portal.url}{ME}", headers=headers, trust_env=False, timeout=60)
    assert answer.status_code == 401


def test_signing_out_ends_both(portal: RunningPortal) -> None:
    tokens = (_token(portal), _token(portal))
    with _sending(portal, *tokens) as client:
        assert client.post(LOGOUT).status_code == 204
    for token in tokens:
        with _sending(portal, token) as client:
            assert client.get(ME).status_code == 401


def test_the_same_one_twice_or_an_empty_one_is_no_harm(portal: RunningPortal) -> None:
    own = _token(portal)
    for tokens in ((own, own), (own, ""), ("", own)):
        with _sending(portal, *tokens) as client:
            assert client.get(ME).status_code == 200, tokens


def test_a_token_is_not_confused_by_cookies(portal: RunningPortal) -> None:
    with portal.signed_in() as admin:
        made = admin.post("/api/auth/tokens", json={"name": "script", "role": "viewer"}).json()["token"]
    with _sending(portal, "one", "two") as client:
        answer = client.get("/api/projects", headers={"Authorization": f"Bearer {made}"})
        assert answer.status_code == 200
