"""The way from the portal into a framed app's own listener: a code that works once, then a session there.

Kept in memory: the listeners live in the portal's process. Codes and session tokens are stored hashed.
"""

import hashlib
import secrets
import time
from collections.abc import Callable, Container
from dataclasses import dataclass

from starlette.types import Scope

from portal.auth.access import Principal
from portal.proxy.callers import Callers

CODE_S = 30.0
SESSION_S = 12 * 3600.0
RECHECK_S = 10.0
_MOST = 10_000


@dataclass(frozen=True)
class Grant:
    """Who may enter what. `credentials` is what they showed the portal; `path` where they want to go."""

    user_id: str
    upstream: str
    path: str
    credentials: Scope


@dataclass
class _Session:
    grant: Grant
    principal: Principal
    ends_at: float
    checked_at: float
    revision: object


class Handovers:
    """Codes that are good for one entrance within `CODE_S` seconds."""

    def __init__(self, seconds: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._waiting: dict[bytes, tuple[float, Grant]] = {}

    def issue(self, grant: Grant) -> str:
        """A new code, 256 random bits."""
        now = self._seconds()
        # Oldest first, as dicts keep order.
        for key, (ends_at, _) in list(self._waiting.items()):
            if ends_at > now and len(self._waiting) < _MOST:
                break
            del self._waiting[key]
        code = secrets.token_urlsafe(32)
        self._waiting[_digest(code)] = (now + CODE_S, grant)
        return code

    def redeem(self, code: str, upstreams: Container[str]) -> Grant | None:
        """What the code was issued for. It is spent also when it is too late or for none of these."""
        found = self._waiting.pop(_digest(code), None)
        if found is None or found[0] <= self._seconds() or found[1].upstream not in upstreams:
            return None
        return found[1]


class FrameSessions:
    """Sessions of one listener. Each ends with the portal's session it came from, or after `SESSION_S`."""

    def __init__(self, callers: Callers, seconds: Callable[[], float] = time.monotonic) -> None:
        self._callers = callers
        self._seconds = seconds
        self._sessions: dict[bytes, _Session] = {}

    @property
    def revision(self) -> object:
        """See `Callers`."""
        return self._callers.revision

    async def begin(self, grant: Grant) -> str | None:
        """A new session's token, or None when the user has signed out in the meantime."""
        now, revision = self._seconds(), self._callers.revision
        principal = await self._ask(grant)
        if principal is None:
            return None
        for key, session in list(self._sessions.items()):
            if session.ends_at > now and len(self._sessions) < _MOST:
                break
            del self._sessions[key]
        token = secrets.token_urlsafe(32)
        self._sessions[_digest(token)] = _Session(grant, principal, now + SESSION_S, now, revision)
        return token

    async def principal(self, token: str) -> Principal | None:
        """Who a token stands for.

        The portal is asked again every `RECHECK_S` seconds, and at once when its answer may have changed.
        """
        key = _digest(token)
        session = self._sessions.get(key)
        if session is None:
            return None
        now = self._seconds()
        if session.ends_at <= now:
            self._sessions.pop(key, None)
            return None
        revision = self._callers.revision
        if session.revision is not revision or now - session.checked_at >= RECHECK_S:
            principal = await self._ask(session.grant)
            if principal is None:
                self._sessions.pop(key, None)
                return None
            session.principal, session.checked_at, session.revision = principal, now, revision
        return session.principal

    async def _ask(self, grant: Grant) -> Principal | None:
        principal = await self._callers.authenticate(grant.credentials)
        return principal if principal is not None and principal.user_id == grant.user_id else None


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
