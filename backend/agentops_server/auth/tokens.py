"""The bearer tokens of the AgentOps interface: JWT, HS256, 30 days."""

import time
from dataclasses import dataclass

import jwt

_AUDIENCE = "authenticated"
PLAN = "pro"  # anything else makes the AgentOps SDK print an advertisement


@dataclass(frozen=True)
class Claims:
    """What a valid token says."""

    project_id: str
    key_id: str


class Tokens:
    """Signs and reads tokens with one secret."""

    def __init__(self, secret: str, days: int) -> None:
        self._secret = secret
        self._seconds = days * 86400

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
        except jwt.InvalidTokenError:
            return None
        project_id, key_id = claims["project_id"], claims["key_id"]
        if not isinstance(project_id, str) or not isinstance(key_id, str) or not project_id:
            return None
        return Claims(project_id, key_id)
