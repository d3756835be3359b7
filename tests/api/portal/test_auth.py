"""Sign-in, sessions and their cookie, throttling, the first account."""

import logging
import time
from pathlib import Path

import httpx
import pytest

from fixtures.portal import ADMIN_EMAIL, ADMIN_PASSWORD, RunningPortal, portal_settings, running_portal
from portal.auth.models import LoginThrottle, UserSession
from portal.auth.sessions import token_hash
from portal.auth.throttle import PER_ACCOUNT
from portal.settings import SettingsError

LOGIN, ME, LOGOUT = "/api/auth/login", "/api/auth/me", "/api/auth/logout"
SESSION = "/api/auth/session"


def _login(client: httpx.Client, password: str = ADMIN_PASSWORD, email: str = ADMIN_EMAIL) -> httpx.Response:
    return client.post(LOGIN, json={"email": email, "password": password})


def test_sign_in_and_out(anyone: httpx.Client, portal: RunningPortal) -> None:
    answer = _login(anyone, email=" ADMIN@Example.com ")
    assert answer.status_code == 200
    user = answer.json()["user"]
    assert (user["email"], user["role"], user["name"]) == (ADMIN_EMAIL, "admin", "admin")
    me = anyone.get(ME).json()
    assert me["user"] == user
    assert me["session"] == {"expires_at": "2026-01-31T21:00:00.000000Z"}
    token = anyone.cookies[portal.cookie_name]
    goodbye = anyone.post(LOGOUT)
    assert goodbye.status_code == 204
    assert "Max-Age=0" in goodbye.headers["set-cookie"]
    assert anyone.get(ME).status_code == 401
    # Ended on the server too, not only forgotten by the browser.
    with portal.client(Cookie=f"{portal.cookie_name}={token}") as thief:
        assert thief.get(ME).status_code == 401


def test_cookie_flags(portal: RunningPortal, tmp_path: Path) -> None:
    with portal.client() as client:
        cookie = _login(client).headers["set-cookie"]
    assert cookie.startswith("portal_session_3001=")
    for flag in ("HttpOnly", "SameSite=lax", "Path=/", "Max-Age=604800"):
        assert flag in cookie
    assert "Secure" not in cookie
    assert "Domain" not in cookie
    https = portal_settings(tmp_path / "https", portal_public_url="https://portal.example", portal_port=3901)
    with running_portal(https) as secure, secure.client() as client:
        answer = client.post(
            LOGIN,
            json={"email": ADMIN_EMAIL, "password": ADMIN_PASSWORD},
            headers={"Origin": "https://portal.example"},
        )
        assert answer.headers["set-cookie"].startswith("__Host-portal_session_3901=")
        assert "Secure" in answer.headers["set-cookie"]
        assert answer.headers["strict-transport-security"] == "max-age=31536000"


def test_only_the_hash_of_a_token_is_stored(admin: httpx.Client, portal: RunningPortal) -> None:
    token = admin.cookies[portal.cookie_name]
    assert len(token) >= 43
    with portal.parts.database.read() as db:
        session = db.query(UserSession).one()
        assert session.token_hash == token_hash(token)
    for file in portal.parts.settings.data_dir.rglob("portal.db*"):
        assert token.encode() not in file.read_bytes()
        assert ADMIN_PASSWORD.encode() not in file.read_bytes()


def test_sign_in_changes_the_token_and_ends_the_old_session(portal: RunningPortal) -> None:
    with portal.signed_in() as client:
        old = client.cookies[portal.cookie_name]
        _login(client)
        assert client.cookies[portal.cookie_name] != old
        assert client.get(ME).status_code == 200
    with portal.client(Cookie=f"{portal.cookie_name}={old}") as thief:
        assert thief.get(ME).status_code == 401


def test_a_session_ends_when_it_is_not_used(admin: httpx.Client, portal: RunningPortal) -> None:
    portal.clock.advance(hours=11)
    assert admin.get(ME).json()["session"]["expires_at"] == "2026-02-01T08:00:00.000000Z"
    portal.clock.advance(hours=11, minutes=59)
    assert admin.get(ME).status_code == 200
    portal.clock.advance(hours=12)
    assert admin.get(ME).status_code == 401


def test_a_session_ends_however_much_it_is_used(admin: httpx.Client, portal: RunningPortal) -> None:
    for _ in range(7 * 4 - 1):
        portal.clock.advance(hours=6)
        assert admin.get(ME).status_code == 200
    assert admin.get(ME).json()["session"]["expires_at"] == "2026-02-07T09:00:00.000000Z"
    portal.clock.advance(hours=6)
    assert admin.get(ME).status_code == 401


def test_wrong_password_and_unknown_account_look_the_same(anyone: httpx.Client) -> None:
    wrong, unknown = _login(anyone, "wrong"), _login(anyone, "wrong", "nobody@example.com")
    for answer in (wrong, unknown):
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
        answer.json()["error"].pop("request_id")
    strip = [{**answer.json()["error"], "request_id": None} for answer in (wrong, unknown)]
    assert strip[0] == strip[1]
    assert strip[0]["code"] == "invalid_credentials"


def test_repeated_failures_wait_longer_but_never_for_ever(
    anyone: httpx.Client, portal: RunningPortal
) -> None:
    for _ in range(PER_ACCOUNT.free):
        assert _login(anyone, "wrong").status_code == 401
    waits = []
    for _ in range(12):
        assert _login(anyone, "wrong").status_code == 401
        # Attempts made while waiting are refused, right or wrong, and do not prolong the wait.
        for password in ("wrong", ADMIN_PASSWORD, "wrong"):
            refused = _login(anyone, password)
            assert (refused.status_code, refused.json()["error"]["code"]) == (429, "login_throttled")
        waits.append(int(refused.headers["retry-after"]))
        portal.clock.advance(seconds=waits[-1])
    assert waits == sorted(waits)
    assert waits[0] <= 2
    assert max(waits) <= 61
    # The wait over, the right password works at once and clears the slate.
    assert _login(anyone).status_code == 200
    assert _login(anyone, "wrong").status_code == 401
    assert _login(anyone).status_code == 200


def test_one_account_under_attack_does_not_stop_the_others(anyone: httpx.Client) -> None:
    for _ in range(PER_ACCOUNT.free + 1):
        _login(anyone, "wrong", "victim@example.com")
    assert _login(anyone, "wrong", "victim@example.com").status_code == 429
    assert _login(anyone).status_code == 200


def test_one_password_on_every_account_is_throttled(anyone: httpx.Client) -> None:
    statuses = [_login(anyone, "123456", f"user{number}@example.com").status_code for number in range(33)]
    assert statuses[:31] == [401] * 31
    assert 429 in statuses[31:]


def test_failures_are_forgotten(anyone: httpx.Client, portal: RunningPortal) -> None:
    for _ in range(PER_ACCOUNT.free):
        _login(anyone, "wrong")
    portal.clock.advance(minutes=16)
    assert _login(anyone, "wrong").status_code == 401
    assert _login(anyone).status_code == 200
    with portal.parts.database.read() as db:
        # What strangers typed is kept as hashes, and only while it matters.
        assert db.query(LoginThrottle).count() <= 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": ADMIN_EMAIL},
        {"email": ADMIN_EMAIL, "password": ""},
        {"email": ADMIN_EMAIL, "password": "x" * 1025},
        {"email": "x" * 255, "password": "secret-value"},
        {"email": ADMIN_EMAIL, "password": ["secret-value"]},
        {"email": ADMIN_EMAIL, "password": "secret-value", "admin": True},
    ],
)
def test_bad_bodies_are_refused_without_an_echo(anyone: httpx.Client, body: dict[str, object]) -> None:
    answer = anyone.post(LOGIN, json=body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_request")
    assert "secret-value" not in answer.text


def test_huge_and_broken_bodies(anyone: httpx.Client) -> None:
    assert anyone.post(LOGIN, content=b"x" * 1_000_001).status_code == 413
    for body in (b"", b"{", b"\xff\xfe", b"[]", b"null", b'{"email": "a\\u0000b", "password": "x"}'):
        answer = anyone.post(LOGIN, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code in (401, 422), body


def test_nothing_secret_is_logged(portal: RunningPortal, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with portal.signed_in() as client:
        _login(client, "the wrong password", "typo@example.com")
        client.get(ME)
        token = client.cookies[portal.cookie_name]
    ours = [record for record in caplog.records if record.name.startswith(("kit", "portal", "sqlalchemy"))]
    logged = "\n".join(str(record.__dict__) for record in ours)
    assert "sign-in failed" in logged
    for secret in (ADMIN_PASSWORD, "the wrong password", token, "typo@example.com"):
        assert secret not in logged


def test_many_password_checks_do_not_stop_the_rest(portal: RunningPortal) -> None:
    import concurrent.futures

    def attempt(number: int) -> int:
        with portal.client() as client:
            return _login(client, "wrong", f"user{number}@example.com").status_code

    with portal.signed_in() as client, concurrent.futures.ThreadPoolExecutor(16) as pool:
        attempts = [pool.submit(attempt, number) for number in range(28)]
        started = time.monotonic()
        assert client.get(ME).status_code == 200
        assert time.monotonic() - started < 30
        assert {future.result() for future in attempts} <= {401, 429}


def test_the_first_account_is_made_once_only(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with running_portal(portal_settings(tmp_path)) as portal, portal.signed_in():
        pass
    with (
        running_portal(portal_settings(tmp_path, portal_admin_password="another password")) as portal,
        portal.client() as client,
    ):
        assert _login(client, "another password").status_code == 401
        assert _login(client).status_code == 200
    told = [record.getMessage() for record in caplog.records if "ignored" in record.getMessage()]
    assert len(told) == 1
    assert "PORTAL_ADMIN_PASSWORD" in told[0]
    assert "another password" not in told[0]
    # Without the variable, as when it is taken out of .env after the first start, nothing is said.
    caplog.clear()
    with running_portal(portal_settings(tmp_path, portal_admin_password="")) as portal, portal.signed_in():
        assert not [record for record in caplog.records if "ignored" in record.getMessage()]


@pytest.mark.parametrize("password", ["", "short"])
def test_the_first_account_needs_a_real_password(tmp_path: Path, password: str) -> None:
    from portal.main import Parts

    parts = Parts(portal_settings(tmp_path, portal_admin_password=password))
    with pytest.raises(SettingsError, match="PORTAL_ADMIN_PASSWORD must have at least 8"):
        parts.prepare()
    parts.database.close()


def test_the_screen_can_ask_who_is_signed_in_without_an_error(portal: RunningPortal) -> None:
    with portal.client() as client:
        answer = client.get(SESSION)
        assert answer.status_code == 200
        ways = {"password": True, "oidc": None}
        assert answer.json() == {"user": None, "session": None, "sign_in": ways}
        assert "no-store" in answer.headers["cache-control"]
    with portal.signed_in() as client:
        assert client.get(SESSION).json() == {**client.get(ME).json(), "sign_in": ways}
