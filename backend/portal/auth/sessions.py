"""Session tokens, how long sessions last, and the cookie they travel in."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import HTTPConnection
from starlette.responses import Response

from kit.errors import Unauthenticated
from portal.security import sent_cookies


def new_token() -> str:
    """256 random bits, safe in a cookie."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is stored of a token. A random token needs no slow hash: it cannot be guessed."""
    return hashlib.sha256(token.encode()).digest()


@dataclass(frozen=True)
class SessionLimits:
    """When a session ends: `idle` after its last use, `absolute` after sign-in."""

    idle: timedelta = timedelta(hours=12)
    absolute: timedelta = timedelta(days=7)
    # A session's last use is written at most this often: reading must not mean writing.
    touch: timedelta = timedelta(minutes=1)

    def ends_at(self, last_seen_at: datetime, expires_at: datetime) -> datetime:
        """When the session ends unless it is used again before."""
        return min(last_seen_at + self.idle, expires_at)


@dataclass(frozen=True)
class SessionCookie:
    """The cookie of one portal. Its name holds the port: cookies are shared by all ports of a host."""

    name: str
    secure: bool
    max_age: timedelta

    @classmethod
    def of(cls, *, port: int, secure: bool, max_age: timedelta) -> "SessionCookie":
        """Over HTTPS the `__Host-` prefix keeps other hosts of the domain from setting it."""
        name = f"portal_session_{port}"
        return cls(name=f"__Host-{name}" if secure else name, secure=secure, max_age=max_age)

    def read(self, request: HTTPConnection) -> str | None:
        """The token sent with `request`. Raises `Unauthenticated` when it sends two different ones.

        Browsers do so when another program on this host, or a sibling domain, has set a cookie of this name
        for a narrower path. Which one is the user's cannot be told, and taking either would let that program
        put somebody into a session of its own choosing.
        """
        tokens = self.tokens(request)
        if len(tokens) > 1:
            raise Unauthenticated(
                "The browser sends two different session cookies: something else on this host has set one. "
                "Now delete the cookies of this host, then sign in.",
                code="two_sessions",
            )
        return tokens[0] if tokens else None

    def tokens(self, request: HTTPConnection) -> list[str]:
        """Every different token sent with `request`; one, for a browser that nobody meddles with."""
        return sent_cookies(request.headers.getlist("cookie"), self.name)

    def put(self, response: Response, token: str) -> None:
        """Hand out `token`."""
        response.set_cookie(
            self.name,
            token,
            max_age=int(self.max_age.total_seconds()),
            path="/",
            secure=self.secure,
            httponly=True,
            samesite="lax",
        )

    def clear(self, response: Response) -> None:
        """Take it back."""
        response.delete_cookie(self.name, path="/", secure=self.secure, httponly=True, samesite="lax")
