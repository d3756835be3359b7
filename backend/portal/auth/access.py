"""Who may call: the types that routes of every feature put into their signatures.

The one module of `portal.auth` that other features may import.

Dependencies that do not block are `async` although they await nothing: FastAPI sends every other one through
a worker thread, which costs more than they do.
"""

from dataclasses import dataclass
from typing import Annotated, Protocol, cast

from fastapi import Depends, Request

from kit.errors import Forbidden, Unauthenticated
from portal.roles import ROLES


@dataclass(frozen=True)
class Principal:
    """Who is calling, for the length of one request."""

    user_id: str
    email: str
    name: str
    role: str
    # None: every project.
    project_ids: frozenset[str] | None
    # One of them says how they proved who they are.
    session_id: str | None = None
    token_id: str | None = None

    def may_read_project(self, project_id: str) -> bool:
        """Whether data of this project may be shown to them."""
        return self.project_ids is None or project_id in self.project_ids

    def has_role(self, role: str) -> bool:
        """Whether they have this role or one above it."""
        return ROLES.index(self.role) >= ROLES.index(role)


class AccountBook(Protocol):
    """What knows the rights of people who are not calling."""

    def reader(self, user_id: str) -> Principal | None:
        """An account with its rights now; None when it is gone or disabled. Blocking."""


class Authenticator(Protocol):
    """What finds out who is calling."""

    def authenticate(self, request: Request) -> Principal | None:
        """The caller, or None when the request proves nobody. Blocking: it reads the database."""


def current_user(request: Request) -> Principal:
    """The caller; 401 when nobody is signed in. Runs in a worker thread, because it reads the database."""
    authenticator = cast(Authenticator, request.app.state.authenticator)
    principal = authenticator.authenticate(request)
    if principal is None:
        raise Unauthenticated("Nobody is signed in, or the session has ended: sign in again.")
    return principal


CurrentUser = Annotated[Principal, Depends(current_user)]


async def session_user(user: CurrentUser) -> Principal:
    """The caller, at a browser: what concerns the account itself is not for tokens."""
    if user.session_id is None:
        raise Forbidden("This needs a signed-in browser; an API token cannot do it.", code="session_required")
    return user


SessionUser = Annotated[Principal, Depends(session_user)]


async def _operator(user: CurrentUser) -> Principal:
    return _require(user, "operator")


async def _admin(user: CurrentUser) -> Principal:
    return _require(user, "admin")


async def _admin_of_all(admin: "Admin") -> Principal:
    # Whoever manages accounts could open every project to themselves; whoever reads the log reads of all.
    if admin.project_ids is not None:
        raise Forbidden("This needs an admin who may see all projects.", code="all_projects_required")
    return admin


def _require(user: Principal, role: str) -> Principal:
    if not user.has_role(role):
        raise Forbidden(f"This needs the role {role}; yours is {user.role}. Ask an admin for it.")
    return user


Operator = Annotated[Principal, Depends(_operator)]
Admin = Annotated[Principal, Depends(_admin)]
AdminOfAll = Annotated[Principal, Depends(_admin_of_all)]
