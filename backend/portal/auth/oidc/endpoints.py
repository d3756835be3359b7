"""`/api/auth/oidc`: two addresses that a browser is led through; never called by scripts."""

import hashlib
import hmac
import logging
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, cast
from urllib.parse import quote, urlsplit

import anyio.to_thread
import jwt
from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import RedirectResponse

from kit.errors import NotFound, Unauthenticated
from portal.auth.endpoints import AuthGate, caller_of
from portal.auth.oidc.provider import Attempt, OidcError, Provider
from portal.auth.oidc.service import OidcAccounts
from portal.security import sent_cookies

router = APIRouter(prefix="/api/auth/oidc", tags=["auth"], include_in_schema=False)

_log = logging.getLogger("portal.auth")
_PATIENCE = timedelta(minutes=10)
_PATH = "/api/auth/oidc"
_HOME = "/admin/monitoring"


class OidcGate:
    """What the two routes need. The attempt travels in a signed cookie of this browser alone."""

    def __init__(
        self, provider: Provider, accounts: OidcAccounts, auth: AuthGate, secret: str, public_url: str
    ) -> None:
        self.provider = provider
        self.accounts = accounts
        self.auth = auth
        self.public_url = public_url
        self.cookie = f"{auth.cookie.name}_oidc".replace("__Host-", "__Secure-")
        self._key = hmac.digest(secret.encode(), b"agent-portal sign-in attempts 1", hashlib.sha256)

    def seal(self, attempt: Attempt, back: str) -> str:
        """The cookie's text."""
        ends = datetime.now(UTC) + _PATIENCE
        return jwt.encode({**asdict(attempt), "next": back, "exp": ends}, self._key, "HS256")

    def unseal(self, text: str, state: str) -> tuple[Attempt, str]:
        """The attempt, if it is the one of `state`. Raises `OidcError`."""
        try:
            kept: dict[str, Any] = jwt.decode(text, self._key, ["HS256"], options={"require": ["exp"]})
        except jwt.PyJWTError as error:
            raise OidcError("expired", "no sign-in is under way in this browser") from error
        attempt = Attempt(kept["state"], kept["nonce"], kept["verifier"])
        if not hmac.compare_digest(attempt.state.encode(), state.encode()):
            raise OidcError("expired", "the answer belongs to another sign-in")
        return attempt, str(kept["next"])


async def _gate(request: Request) -> OidcGate:
    gate = cast(OidcGate | None, request.app.state.oidc)
    if gate is None:
        raise NotFound(
            "No sign-in provider is configured: set OIDC_ISSUER and OIDC_CLIENT_ID.", code="oidc_off"
        )
    return gate


Gate = Annotated[OidcGate, Depends(_gate)]


@router.get("/start")
async def start(
    gate: Gate, next_: Annotated[str, Query(alias="next", max_length=2000)] = ""
) -> RedirectResponse:
    """Lead the browser to the provider. `next`: the page of the portal to come back to."""
    attempt = Attempt.new()
    try:
        where = await gate.provider.address(attempt)
    except OidcError as error:
        return _refused(gate, error)
    answer = _redirect(where)
    answer.set_cookie(
        gate.cookie,
        gate.seal(attempt, _local(next_)),
        max_age=int(_PATIENCE.total_seconds()),
        path=_PATH,
        secure=gate.auth.cookie.secure,
        httponly=True,
        samesite="lax",
    )
    return answer


@router.get("/callback")
async def callback(request: Request, gate: Gate) -> RedirectResponse:
    """The provider sends the browser back here, with a code or with a refusal."""
    query = {name: value[:4096] for name, value in request.query_params.items()}
    try:
        attempts = sent_cookies(request.headers.getlist("cookie"), gate.cookie)
        attempt, back = gate.unseal(attempts[0] if len(attempts) == 1 else "", query.get("state", ""))
        old = _old_session(gate, request)
        person = await gate.provider.person(attempt, query)
        signed_in = await anyio.to_thread.run_sync(gate.accounts.sign_in, person, caller_of(request), old)
    except OidcError as error:
        return _refused(gate, error)
    answer = _redirect(f"{gate.public_url}{back}")
    gate.auth.cookie.put(answer, signed_in.token)
    _forget(gate, answer)
    return answer


def _old_session(gate: OidcGate, request: Request) -> str | None:
    try:
        return gate.auth.cookie.read(request)
    except Unauthenticated as error:
        raise OidcError(error.code, "the browser sends two different session cookies") from error


def _refused(gate: OidcGate, error: OidcError) -> RedirectResponse:
    _log.warning("sign-in by the provider failed", extra={"problem": error.problem, "reason": str(error)})
    answer = _redirect(f"{gate.public_url}/login?problem={quote(error.problem)}")
    _forget(gate, answer)
    return answer


def _forget(gate: OidcGate, answer: RedirectResponse) -> None:
    answer.delete_cookie(
        gate.cookie, path=_PATH, secure=gate.auth.cookie.secure, httponly=True, samesite="lax"
    )


def _redirect(where: str) -> RedirectResponse:
    return RedirectResponse(where, status_code=303)


def _local(path: str) -> str:
    """The path when it is one of ours: a sign-in must not lead to a stranger's page."""
    parts = urlsplit(path)
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and "\\" not in path
    is_plain = all(sign.isprintable() and not sign.isspace() for sign in path)
    return path if is_ours and is_plain and not parts.netloc and not parts.scheme else _HOME
