"""`/api/users`: accounts, for admins who see all projects."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Path, Request, status

from kit.errors import describe_errors
from portal.audit.access import CurrentActor
from portal.auth.access import AdminOfAll
from portal.auth.users.schemas import Account, AccountCreate, AccountList, AccountUpdate
from portal.auth.users.service import UserService

router = APIRouter(prefix="/api/users", tags=["users"])


async def _service(request: Request) -> UserService:
    return cast(UserService, request.app.state.users)


Service = Annotated[UserService, Depends(_service)]
UserId = Annotated[str, Path(max_length=32, description="The account's id")]


@router.get("", operation_id="list_users", responses=describe_errors(401, 403))
def list_users(user: AdminOfAll, service: Service) -> AccountList:
    """All accounts, by e-mail."""
    return AccountList(users=service.all())


@router.post(
    "",
    operation_id="create_user",
    status_code=status.HTTP_201_CREATED,
    responses=describe_errors(401, 403, 409, 413, 422),
)
def create_user(user: AdminOfAll, body: AccountCreate, actor: CurrentActor, service: Service) -> Account:
    """Make an account; 409 `email_taken` when the e-mail has one."""
    return service.create(actor, body)


@router.get("/{user_id}", operation_id="get_user", responses=describe_errors(401, 403, 404))
def get_user(user: AdminOfAll, user_id: UserId, service: Service) -> Account:
    """One account."""
    return service.one(user_id)


@router.patch(
    "/{user_id}", operation_id="update_user", responses=describe_errors(401, 403, 404, 409, 413, 422)
)
def update_user(
    user: AdminOfAll, user_id: UserId, body: AccountUpdate, actor: CurrentActor, service: Service
) -> Account:
    """Change an account; a new password, role or disabling ends its sessions. 409 `last_admin`."""
    return service.update(actor, user_id, body)


@router.delete(
    "/{user_id}",
    operation_id="delete_user",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=describe_errors(401, 403, 404, 409),
)
def delete_user(user: AdminOfAll, user_id: UserId, actor: CurrentActor, service: Service) -> None:
    """Remove an account with its sessions and tokens; the audit log keeps its name. 409 `last_admin`."""
    service.delete(actor, user_id)


@router.delete(
    "/{user_id}/sessions",
    operation_id="end_user_sessions",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=describe_errors(401, 403, 404),
)
def end_user_sessions(user: AdminOfAll, user_id: UserId, actor: CurrentActor, service: Service) -> None:
    """Sign an account out everywhere."""
    service.end_sessions(actor, user_id)
