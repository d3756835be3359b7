"""Sign-in by a provider: a real OpenID Connect server (node-oidc-provider), and one that lies."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from fixtures.live_server import LiveServer
from fixtures.portal import ADMIN_EMAIL, RunningPortal, portal_settings, running_portal
from fixtures.ports import free_port
from fixtures.processes import ROOT, Process

_SECRET = "a secret+of/the portal"
_ROLES = "ml-admins=admin, on-call=operator, staff=viewer"
START, CALLBACK = "/api/auth/oidc/start", "/api/auth/oidc/callback"


def _person(name: str, *groups: str, verified: bool = True, email: str | None = None) -> dict[str, Any]:
    return {
        "email": email or f"{name}@example.com",
        "email_verified": verified,
        "name": name.title(),
        "groups": list(groups),
    }


PEOPLE = {
    "kim": _person("kim", "staff", "on-call"),
    "lee": _person("lee", "ml-admins"),
    "guest": _person("guest", "visitors"),
    "liar": _person("liar", "ml-admins", verified=False, email=ADMIN_EMAIL),
    "boss": _person("boss", email=ADMIN_EMAIL),
    "impostor": _person("impostor", email=ADMIN_EMAIL),
}


def _settings(folder: Path, issuer: str, port: int, **more: Any) -> Any:
    return portal_settings(
        folder,
        portal_public_url=f"http://127.0.0.1:{port}",
        oidc_issuer=issuer,
        oidc_client_id="portal",
        oidc_client_secret=_SECRET,
        oidc_name="Company login",
        oidc_roles=_ROLES,
        oidc_projects="p-one",
        **more,
    )


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, int]]:
    """The issuer of a real provider, and the port of the portal that it knows."""
    provider_port, portal_port = free_port(), free_port()
    callback = f"http://127.0.0.1:{portal_port}{CALLBACK}"
    program = str(ROOT / "tests/fixtures/oidc/provider.mjs")
    command = ["node", program, str(provider_port), callback, _SECRET, json.dumps(PEOPLE)]
    with Process("oidc-provider", command, {}, tmp_path_factory.mktemp("oidc")) as process:
        issuer = f"http://127.0.0.1:{provider_port}"
        process.wait_http(f"{issuer}/.well-known/openid-configuration", 300)
        yield issuer, portal_port


@pytest.fixture
def portal(real: tuple[str, int], tmp_path: Path) -> Iterator[RunningPortal]:
    issuer, port = real
    with running_portal(_settings(tmp_path, issuer, port), port=port) as running:
        yield running


def _walk(browser: httpx.Client, login: str, back: str = "") -> httpx.Response:
    """Sign in as a person would: follow every redirect, fill in the provider's form. The last answer."""
    answer = browser.get(START, params={"next": back} if back else {})
    for _ in range(12):
        if answer.is_redirect:
            where = str(answer.next_request.url) if answer.next_request else ""
            if where.startswith(str(browser.base_url)) and CALLBACK not in where:
                return answer
            answer = browser.get(where)
        elif "/interaction/" in str(answer.url):
            form = {"prompt": "login", "login": login, "password": "x"}
            answer = browser.post(str(answer.url), data=form)
        else:
            break
    raise AssertionError(f"sign-in ended at {answer.url} with {answer.status_code}: {answer.text[:500]}")


def _ended(answer: httpx.Response) -> str:
    return str(answer.headers["location"])


def test_a_person_of_a_real_provider_signs_in(portal: RunningPortal) -> None:
    with portal.client() as browser:
        ways = browser.get("/api/auth/session").json()["sign_in"]
        assert ways == {"password": True, "oidc": {"name": "Company login", "url": START}}
        answer = _walk(browser, "kim", back="/admin/monitoring/traces?q=status%3Aerror")
        assert _ended(answer) == f"{portal.url}/admin/monitoring/traces?q=status%3Aerror"
        me = browser.get("/api/auth/me").json()["user"]
        assert (me["email"], me["name"], me["role"]) == ("kim@example.com", "Kim", "operator")
    cookie = next(line for line in answer.headers.get_list("set-cookie") if portal.cookie_name + "=" in line)
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    with portal.signed_in() as admin:
        accounts = {user["email"]: user for user in admin.get("/api/users").json()["users"]}
        kim = accounts["kim@example.com"]
        assert (kim["all_projects"], kim["project_ids"]) == (False, ["p-one"])
        events = admin.get("/api/audit", params={"action": "user.create"}).json()["events"]
        assert [(event["via"], event["target"]) for event in events] == [("oidc", "kim@example.com")]
    with portal.client() as anyone:
        body = {"email": "kim@example.com", "password": "x"}
        assert anyone.post("/api/auth/login", json=body).status_code == 401


def test_signing_in_again_is_the_same_account_with_the_role_of_the_groups(portal: RunningPortal) -> None:
    with portal.client() as browser:
        _walk(browser, "kim")
        first = browser.get("/api/auth/me").json()["user"]["id"]
    with portal.signed_in() as admin:
        assert admin.patch(f"/api/users/{first}", json={"role": "viewer"}).status_code == 200
    with portal.client() as browser:
        _walk(browser, "kim")
        again = browser.get("/api/auth/me").json()["user"]
        assert (again["id"], again["role"]) == (first, "operator")
    with portal.client() as browser:
        _walk(browser, "lee")
        assert browser.get("/api/auth/me").json()["user"]["role"] == "admin"


@pytest.mark.parametrize(("login", "problem"), [("guest", "no_role"), ("liar", "no_email")])
def test_who_has_no_role_or_no_verified_address_is_refused(
    portal: RunningPortal, login: str, problem: str
) -> None:
    with portal.client() as browser:
        assert _ended(_walk(browser, login)) == f"{portal.url}/login?problem={problem}"
        assert browser.get("/api/auth/me").status_code == 401


def test_an_account_that_was_there_is_joined_once_and_keeps_its_role(portal: RunningPortal) -> None:
    with portal.client() as browser:
        _walk(browser, "boss")  # in no group, but the first admin by e-mail
        me = browser.get("/api/auth/me").json()["user"]
        assert (me["email"], me["role"]) == (ADMIN_EMAIL, "admin")
    with portal.signed_in() as admin:  # the password still works
        events = admin.get("/api/audit", params={"action": "user.link"}).json()["events"]
        assert [event["target"] for event in events] == [ADMIN_EMAIL]
    with portal.client() as browser:
        assert _ended(_walk(browser, "impostor")).endswith("/login?problem=no_email")


def test_a_disabled_account_stays_out(portal: RunningPortal) -> None:
    with portal.client() as browser:
        _walk(browser, "kim")
        user_id = browser.get("/api/auth/me").json()["user"]["id"]
    with portal.signed_in() as admin:
        assert admin.patch(f"/api/users/{user_id}", json={"disabled": True}).status_code == 200
    with portal.client() as browser:
        assert _ended(_walk(browser, "kim")).endswith("/login?problem=disabled")


def test_without_a_provider_there_is_none(tmp_path: Path) -> None:
    with running_portal(portal_settings(tmp_path)) as portal, portal.client() as browser:
        assert browser.get("/api/auth/session").json()["sign_in"]["oidc"] is None
        assert browser.get(START).status_code == 404
        assert browser.get(CALLBACK, params={"code": "x", "state": "y"}).status_code == 404


# -- a provider that lies ------------------------------------------------------------------------


_KEY, _OTHER_KEY = (rsa.generate_private_key(65537, 2048) for _ in range(2))


@dataclass
class Lying:
    """A FAKE provider, for what a real one never says."""

    key: rsa.RSAPrivateKey = _KEY
    issuer: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    sign: Callable[[dict[str, Any]], str] | None = None
    discovery: dict[str, Any] = field(default_factory=dict)
    token_status: int = 200
    asked: list[dict[str, str]] = field(default_factory=list)
    app: FastAPI = field(default_factory=FastAPI)

    def __post_init__(self) -> None:
        self.app.get("/.well-known/openid-configuration")(self._configuration)
        self.app.get("/jwks")(self._jwks)
        self.app.post("/token")(self._token)

    async def _configuration(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            **self.discovery,
        }

    async def _jwks(self) -> dict[str, Any]:
        entry = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**entry, "kid": "one", "use": "sig"}]}

    async def _token(self, request: Request) -> Response:
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        self.asked.append({**form, "authorization": request.headers.get("authorization", "")})
        claims = {
            "iss": self.issuer, "aud": "portal", "sub": "s-1", "iat": 1_769_000_000, "exp": 9_999_999_999,
            "email": "eve@example.com", "email_verified": True, "groups": "ml-admins", **self.claims,
        }  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        sign = self.sign or (lambda said: jwt.encode(said, self.key, "RS256", headers={"kid": "one"}))
        return JSONResponse({"id_token": sign(claims)}, self.token_status)


@contextmanager
def _lied_to(folder: Path) -> Iterator[tuple[RunningPortal, Lying]]:
    provider, port = Lying(), free_port()
    with LiveServer(provider.app) as server:
        provider.issuer = server.url
        with running_portal(_settings(folder, provider.issuer, port), port=port) as running:
            yield running, provider


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningPortal, Lying]]:
    with _lied_to(tmp_path_factory.mktemp("lied-to")) as both:
        yield both


@pytest.fixture
def lying(pair: tuple[RunningPortal, Lying]) -> Lying:
    provider = pair[1]
    provider.claims, provider.sign, provider.token_status, provider.asked = {}, None, 200, []
    return provider


@pytest.fixture
def lied_to(pair: tuple[RunningPortal, Lying]) -> RunningPortal:
    return pair[0]


def _come_back(browser: httpx.Client, lying: Lying, **changes: str | None) -> str:
    """Start, then come back as from the provider; where that leads."""
    asked = parse_qs(urlsplit(_ended(browser.get(START))).query)
    lying.claims.setdefault("nonce", asked["nonce"][0])
    query: dict[str, str | None] = {"code": "c", "state": asked["state"][0], **changes}
    sent = {name: value for name, value in query.items() if value is not None}
    return _ended(browser.get(CALLBACK, params=sent)).removeprefix(str(browser.base_url).rstrip("/"))


def test_an_honest_answer_signs_in(lied_to: RunningPortal, lying: Lying) -> None:
    with lied_to.client() as browser:
        assert _come_back(browser, lying, session_state="anything", iss=lying.issuer) == "/admin/monitoring"
        assert browser.get("/api/auth/me").json()["user"]["role"] == "admin"
    asked = lying.asked[0]
    assert asked["grant_type"] == "authorization_code"
    assert len(asked["code_verifier"]) >= 43
    assert asked["authorization"].startswith("Basic ")


def _unsigned(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, "", "none")


def _by_another_key(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, _OTHER_KEY, "RS256", headers={"kid": "one"})


def _by_the_secret(claims: dict[str, Any]) -> str:
    return jwt.encode(claims, _SECRET.ljust(32), "HS256", headers={"kid": "one"})


@pytest.mark.parametrize(
    "lie",
    [
        {"claims": {"nonce": "another"}},
        {"claims": {"iss": "https://other.example"}},
        {"claims": {"aud": "another program"}},
        {"claims": {"aud": ["portal", "another"], "azp": "another"}},
        {"claims": {"aud": ["portal", "another"]}},
        {"claims": {"exp": 1_500_000_000}},
        {"claims": {"exp": None}},
        {"claims": {"sub": None}},
        {"sign": _unsigned},
        {"sign": _by_another_key},
        {"sign": _by_the_secret},
        {"sign": lambda _: "not a token"},
        {"token_status": 400},
    ],
)
def test_lies_are_found_out(lied_to: RunningPortal, lying: Lying, lie: dict[str, Any]) -> None:
    for name, value in lie.items():
        setattr(lying, name, value)
    with lied_to.client() as browser:
        assert _come_back(browser, lying) == "/login?problem=failed"
        assert browser.get("/api/auth/me").status_code == 401


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"state": "another"}, "expired"),
        ({"state": None}, "expired"),
        ({"iss": "https://other.example"}, "failed"),
        ({"code": None, "error": "access_denied"}, "denied"),
        ({"code": None, "error": "server_error"}, "failed"),
    ],
)
def test_answers_that_belong_elsewhere(
    lied_to: RunningPortal, lying: Lying, changes: dict[str, str | None], problem: str
) -> None:
    with lied_to.client() as browser:
        assert _come_back(browser, lying, **changes) == f"/login?problem={problem}"


def test_an_answer_in_another_browser_signs_nobody_in(lied_to: RunningPortal, lying: Lying) -> None:
    with lied_to.client() as attacker, lied_to.client() as victim:
        state = parse_qs(urlsplit(_ended(attacker.get(START))).query)["state"][0]
        answer = victim.get(CALLBACK, params={"code": "c", "state": state})
        assert _ended(answer).endswith("/login?problem=expired")
        assert victim.get("/api/auth/me").status_code == 401


def test_a_planted_session_cookie_stops_the_sign_in(lied_to: RunningPortal, lying: Lying) -> None:
    with lied_to.client() as browser:
        for token, path in (("own", "/"), ("planted", "/api")):
            browser.cookies.set(lied_to.cookie_name, token, domain="127.0.0.1", path=path)
        assert _come_back(browser, lying) == "/login?problem=two_sessions"


@pytest.mark.parametrize(
    "page", ["//evil.example", "https://evil.example", "/\\evil.example", "evil", "/a\r\nx: y"]
)
def test_sign_in_leads_to_no_stranger(lied_to: RunningPortal, lying: Lying, page: str) -> None:
    with lied_to.client() as browser:
        asked = parse_qs(urlsplit(_ended(browser.get(START, params={"next": page}))).query)
        lying.claims["nonce"] = asked["nonce"][0]
        answer = browser.get(CALLBACK, params={"code": "c", "state": asked["state"][0]})
        assert _ended(answer) == f"{lied_to.url}/admin/monitoring"


def test_a_provider_that_is_wrong_is_told_and_does_no_harm(tmp_path: Path) -> None:
    with _lied_to(tmp_path) as (portal, provider):
        _wrong(portal, provider)


def test_a_provider_that_is_away_is_told_and_does_no_harm(tmp_path: Path) -> None:
    port = free_port()
    with running_portal(_settings(tmp_path, "http://127.0.0.1:9", port), port=port) as portal:
        with portal.client() as browser:
            assert _ended(browser.get(START)) == f"{portal.url}/login?problem=provider"
        with portal.signed_in() as admin:
            assert admin.get("/api/auth/me").status_code == 200


def _wrong(lied_to: RunningPortal, lying: Lying) -> None:
    lying.discovery = {"issuer": "https://other.example"}
    with lied_to.client() as browser:
        assert _ended(browser.get(START)) == f"{lied_to.url}/login?problem=provider"
    lying.discovery = {"authorization_endpoint": "http://plain.example/authorize"}
    with lied_to.client() as browser:
        assert _ended(browser.get(START)) == f"{lied_to.url}/login?problem=provider"
    lying.discovery = {}
    with lied_to.client() as browser:
        assert _come_back(browser, lying) == "/admin/monitoring"
