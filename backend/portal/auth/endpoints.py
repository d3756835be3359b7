"""`/api/auth`: sign in, sign out, who am I."""

from typing import Annotated, cast

import anyio
import anyio.to_thread
from fastapi import APIRouter, Depends, Request, Response, status

from kit.errors import TooManyRequests, Unauthenticated, describe_errors
from portal.auth.access import Principal
from portal.auth.schemas import LoginRequest, LoginResponse, Me, Role, SessionInfo, UserOut
from portal.auth.service import AuthService, Caller, CurrentSession
from portal.auth.sessions import SessionCookie

router = APIRouter(prefix="/api/auth", tags=["auth"])


class AuthGate:
    """Ties sessions to requests: reads the cookie, and keeps password checks from taking the machine.

    One check takes 64 MiB and some 50 ms of a core, so only `at_once` run and `waiting` may queue.
    """

    def __init__(
        self, service: AuthService, cookie: SessionCookie, at_once: int = 2, waiting: int = 50
    ) -> None:
        self.service = service
        self.cookie = cookie
        self.limiter = anyio.CapacityLimiter(at_once)
        self._waiting = waiting

    def authenticate(self, request: Request) -> Principal | None:
        """See `portal.auth.access.Authenticator`."""
        session = self.session(request)
        return session.principal if session else None

    def session(self, request: Request) -> CurrentSession | None:
        """The session of a request, if it has one."""
        token = self.cookie.read(request)
        return self.service.session(token) if token else None

    def refuse_when_busy(self) -> None:
        """Raises `TooManyRequests` when too many password checks wait already."""
        if self.limiter.statistics().tasks_waiting >= self._waiting:
            raise TooManyRequests(
                "Too many people sign in at this moment: try again in a few seconds.",
                code="login_busy",
                headers={"Retry-After": "3"},
            )


def _gate(request: Request) -> AuthGate:
    return cast(AuthGate, request.app.state.authenticator)


Gate = Annotated[AuthGate, Depends(_gate)]


def caller_of(request: Request) -> Caller:
    """From where a request comes."""
    address = request.client.host if request.client else ""
    return Caller(address, request.headers.get("user-agent", ""))


def _user_out(user_id: str, email: str, name: str, role: str) -> UserOut:
    return UserOut(id=user_id, email=email, name=name, role=cast(Role, role))


@router.post("/login", operation_id="login", responses=describe_errors(401, 403, 413, 422, 429))
async def login(body: LoginRequest, request: Request, response: Response, gate: Gate) -> LoginResponse:
    """Sign in with e-mail and password; the answer sets the session cookie, a new one each time.

    401 `invalid_credentials`; 429 `login_throttled` with Retry-After after repeated failures.
    """
    gate.refuse_when_busy()
    signed_in = await anyio.to_thread.run_sync(
        gate.service.login,
        body.email,
        body.password.get_secret_value(),
        caller_of(request),
        gate.cookie.read(request),
        limiter=gate.limiter,
    )
    gate.cookie.put(response, signed_in.token)
    account = signed_in.account
    return LoginResponse(user=_user_out(account.id, account.email, account.name, account.role))


@router.post(
    "/logout", operation_id="logout", status_code=status.HTTP_204_NO_CONTENT, responses=describe_errors(403)
)
def logout(request: Request, response: Response, gate: Gate) -> None:
    """Sign out: ends the session on the server and clears the cookie. Harmless when nobody is signed in."""
    token = gate.cookie.read(request)
    if token:
        gate.service.logout(token)
    gate.cookie.clear(response)


@router.get("/me", operation_id="me", responses=describe_errors(401))
def me(request: Request, gate: Gate) -> Me:
    """Who is signed in, and until when."""
    session = gate.session(request)
    if session is None:
        raise Unauthenticated("Nobody is signed in, or the session has ended: sign in again.")
    who = session.principal
    return Me(
        user=_user_out(who.user_id, who.email, who.name, who.role),
        session=SessionInfo(expires_at=session.ends_at),
    )
