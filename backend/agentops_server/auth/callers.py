"""From an Authorization header to a caller with rights."""

import hmac
import re
from dataclasses import dataclass

from fastapi import Request

from agentops_server.auth.tokens import Tokens
from agentops_server.projects.service import SCOPES, ProjectService
from kit.errors import Forbidden, Unauthenticated, Unprocessable

_KEY = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True)
class Caller:
    """Who asks: a project's key, or the portal with its service token (then `project_id` is None)."""

    project_id: str | None
    key_id: str
    scopes: frozenset[str]

    @property
    def is_service(self) -> bool:
        """Whether this is the portal, which may name any project."""
        return self.project_id is None


def bearer(header: str | None) -> str | None:
    """The token of an Authorization header; None when there is none."""
    scheme, _, token = (header or "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" and token.strip() else None


class Authenticator:
    """Knows tokens, keys and the service token."""

    def __init__(self, tokens: Tokens, projects: ProjectService, service_token: str | None) -> None:
        self._tokens = tokens
        self._projects = projects
        self._service_token = service_token

    async def caller(self, token: str) -> Caller | None:
        """Whose token or API key this is; None when it is nobody's."""
        if self._service_token and hmac.compare_digest(token.encode(), self._service_token.encode()):
            return Caller(None, "service", SCOPES)
        if _KEY.fullmatch(token):
            # A collector, or an SDK without AgentOps' sign-in, has no way to renew a token.
            own = await self._projects.key_for(token)
            return Caller(own.project_id, own.id, own.scopes) if own else None
        claims = self._tokens.read(token)
        if claims is None:
            return None
        key = await self._projects.key(claims.key_id)
        # The key decides, not the token: it may have been revoked since.
        if key is None or key.project_id != claims.project_id:
            return None
        return Caller(key.project_id, key.id, key.scopes)

    async def require(self, request: Request) -> Caller:
        """The caller of a request. Raises `Unauthenticated`."""
        token = bearer(request.headers.get("authorization"))
        if token is None:
            raise Unauthenticated(
                "Send 'Authorization: Bearer' with the project's API key, or with the token that "
                "POST /v3/auth/token gives for it.",
                headers={"WWW-Authenticate": "Bearer"},
            )
        caller = await self.caller(token)
        if caller is None:
            raise Unauthenticated(
                "The token is not valid, has expired or its key was revoked.",
                headers={"WWW-Authenticate": "Bearer"},
            )
        return caller

    async def project_of(self, request: Request, named: str | None, scope: str = "read") -> str:
        """The project that a request may touch.

        `named`: the project the request names, if any. Raises `Forbidden` when it is another project's or the
        scope is missing, `Unprocessable` when the service names none.
        """
        caller = await self.require(request)
        if scope not in caller.scopes:
            raise Forbidden(f"This key lacks the scope {scope!r}.")
        if caller.project_id is None:
            if not named:
                raise Unprocessable("project_id is missing: a service call names its project.")
            return named
        if named and named != caller.project_id:
            raise Forbidden("The token belongs to another project.")
        return caller.project_id
