"""`/api/auth`: sign in, sign out, who am I."""

from typing import Annotated, cast

import anyio
import anyio.to_thread
from fastapi import APIRouter, Depends, Path, Request, Response, status

from kit.errors import TooManyRequests, Unauthenticated, describe_errors
from portal.audit.access import CurrentActor
from portal.auth.access import Principal, SessionUser
from portal.auth.schemas import (
    LoginRequest,
    LoginResponse,
    Me,
    PasswordChange,
    Role,
    SessionInfo,
    SessionList,
    SessionOut,
    SessionState,
    SignInWays,
    UserOut,
)
from portal.auth.service import AuthService, Caller, CurrentSession
from portal.auth.sessions import SessionCookie
from portal.auth.tokens.service import TokenService

router = APIRouter(prefix="/api/auth", tags=["auth"])


class AuthGate:
    """Ties sessions to requests: reads the cookie, and keeps password checks from taking the machine.

    One check takes 64 MiB and some 50 ms of a core, so only `at_once` run and `waiting` may queue.
    """

    def __init__(
        self,
        service: AuthService,
        tokens: TokenService,
        cookie: SessionCookie,
        ways: SignInWays,
        at_once: int = 2,
        waiting: int = 50,
    ) -> None:
        self.service = service
        self._tokens = tokens
        self.cookie = cookie
        self.ways = ways
        self.limiter = anyio.CapacityLimiter(at_once)
        self._waiting = waiting

    def authenticate(self, request: Request) -> Principal | None:
        """See `portal.auth.access.Authenticator`. A token that is sent counts, not a cookie beside it."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self._tokens.principal(token.strip())
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


async def _gate(request: Request) -> AuthGate:
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
    for token in gate.cookie.tokens(request):
        gate.service.logout(token)
    gate.cookie.clear(response)


@router.get("/me", operation_id="me", responses=describe_errors(401))
def me(request: Request, gate: Gate) -> Me:
    """Who is signed in, and until when."""
    session = gate.session(request)
    if session is None:
        raise Unauthenticated("Nobody is signed in, or the session has ended: sign in again.")
    return Me(user=_shown(session), session=SessionInfo(expires_at=session.ends_at))


@router.get("/session", operation_id="session", responses=describe_errors(422))
def session_state(request: Request, gate: Gate) -> SessionState:
    """Whether somebody is signed in: what the screen asks before it shows itself. Never a 401.

    A browser notes every 401 as a failed request; not to be signed in yet is no failure.
    """
    try:
        session = gate.session(request)
    except Unauthenticated:  # two different cookies: signing in will say so
        session = None
    if session is None:
        return SessionState(user=None, session=None, sign_in=gate.ways)
    ends = SessionInfo(expires_at=session.ends_at)
    return SessionState(user=_shown(session), session=ends, sign_in=gate.ways)


def _shown(session: CurrentSession) -> UserOut:
    who = session.principal
    return _user_out(who.user_id, who.email, who.name, who.role)


@router.get("/sessions", operation_id="list_sessions", responses=describe_errors(401, 403))
def list_sessions(user: SessionUser, gate: Gate) -> SessionList:
    """One's own sessions, the last used first."""
    return SessionList(
        sessions=[
            SessionOut(
                id=view.id,
                current=view.id == user.session_id,
                created_at=view.created_at,
                last_seen_at=view.last_seen_at,
                expires_at=view.ends_at,
                address=view.address,
                user_agent=view.user_agent,
            )
            for view in gate.service.sessions(user.user_id)
        ]
    )


@router.delete(
    "/sessions",
    operation_id="revoke_other_sessions",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=describe_errors(401, 403),
)
def revoke_other_sessions(user: SessionUser, actor: CurrentActor, gate: Gate) -> None:
    """End all of one's own sessions but this one."""
    gate.service.revoke_other_sessions(user, actor)


@router.delete(
    "/sessions/{session_id}",
    operation_id="revoke_session",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=describe_errors(401, 403, 404),
)
def revoke_session(
    user: SessionUser,
    session_id: Annotated[str, Path(max_length=32, description="The session's id")],
    actor: CurrentActor,
    gate: Gate,
) -> None:
    """End one of one's own sessions."""
    gate.service.revoke_session(user, actor, session_id)


@router.post(
    "/password",
    operation_id="change_password",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=describe_errors(401, 403, 413, 422, 429),
)
async def change_password(user: SessionUser, body: PasswordChange, actor: CurrentActor, gate: Gate) -> None:
    """Set one's own password; all other sessions end. 403 `wrong_password`."""
    gate.refuse_when_busy()
    await anyio.to_thread.run_sync(
        gate.service.change_password,
        user,
        actor,
        body.current_password.get_secret_value(),
        body.new_password.get_secret_value(),
        limiter=gate.limiter,
    )
