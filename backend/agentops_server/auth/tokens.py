"""The bearer tokens of the AgentOps interface: JWT, HS256, 30 days."""

import functools
import time
from dataclasses import dataclass

import jwt

_AUDIENCE = "authenticated"
PLAN = "pro"  # anything else makes the AgentOps SDK print an advertisement
# An exporter sends the same token with every request; to look into one takes 0.2 ms.
_REMEMBERED, _LONGEST = 1000, 2048


@dataclass(frozen=True)
class Claims:
    """What a valid token says."""

    project_id: str
    key_id: str
    expires: float
    """Unix seconds."""


class _Foreign(Exception):
    """The token is not ours, or not in date any more."""


class Tokens:
    """Signs and reads tokens with one secret."""

    def __init__(self, secret: str, days: int) -> None:
        self._secret = secret
        self._seconds = days * 86400
        # Only of tokens that are ours: what raises is not remembered.
        self._known = functools.lru_cache(_REMEMBERED)(self._look_into)

    def issue(self, project_id: str, key_id: str) -> str:
        """A token for a project, bound to the key it was asked with."""
        now = int(time.time())
        claims = {
            "iat": now,
            "exp": now + self._seconds,
            "aud": _AUDIENCE,
            "project_id": project_id,
            "project_prem_status": PLAN,
            "key_id": key_id,
        }
        return jwt.encode(claims, self._secret, algorithm="HS256")

    def read(self, token: str) -> Claims | None:
        """The claims of a token that is ours, in date and bound to a project; else None."""
        # What we sign is far shorter; a stranger's must not fill the memory.
        look = self._known if len(token) <= _LONGEST else self._look_into
        try:
            claims = look(token)
        except _Foreign:
            return None
        return claims if time.time() < claims.expires else None

    def _look_into(self, token: str) -> Claims:
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=["HS256"],
                audience=_AUDIENCE,
                # When it was issued decides nothing: a clock put back, or a replica's that is behind,
                # must not end the reporting of an SDK, which never signs in again after a 401.
                options={"require": ["exp", "aud", "project_id", "key_id"], "verify_iat": False},
            )
        except jwt.InvalidTokenError as error:
            raise _Foreign from error
        project_id, key_id = claims["project_id"], claims["key_id"]
        if not isinstance(project_id, str) or not isinstance(key_id, str) or not project_id:
            raise _Foreign
        return Claims(project_id, key_id, float(claims["exp"]))
