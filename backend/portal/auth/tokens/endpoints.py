"""`/api/auth/tokens`: one's own API tokens."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Path, Request, status

from kit.errors import describe_errors
from portal.audit.access import CurrentActor
from portal.auth.access import SessionUser
from portal.auth.tokens.schemas import ApiTokenCreate, ApiTokenCreated, ApiTokenList, ApiTokenOut
from portal.auth.tokens.service import TokenService

router = APIRouter(prefix="/api/auth/tokens", tags=["auth"])


async def _service(request: Request) -> TokenService:
    return cast(TokenService, request.app.state.tokens)


Service = Annotated[TokenService, Depends(_service)]


@router.get("", operation_id="list_tokens", responses=describe_errors(401, 403))
def list_tokens(user: SessionUser, service: Service) -> ApiTokenList:
    """One's own API tokens, the latest first; the tokens themselves are not shown again."""
    return ApiTokenList(
        tokens=[ApiTokenOut.model_validate(token) for token in service.tokens_of(user.user_id)]
    )


@router.post(
    "",
    operation_id="create_token",
    status_code=status.HTTP_201_CREATED,
    responses=describe_errors(401, 403, 409, 413, 422),
)
def create_token(
    user: SessionUser, body: ApiTokenCreate, actor: CurrentActor, service: Service
) -> ApiTokenCreated:
    """Make an API token for a script. The answer is the only place where it can be read."""
    token, made = service.create(user, actor, body.name, body.role, body.project_ids, body.expires_in_days)
    return ApiTokenCreated(token=token, info=ApiTokenOut.model_validate(made))


@router.delete(
    "/{token_id}",
    operation_id="revoke_token",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=describe_errors(401, 403, 404),
)
def revoke_token(
    user: SessionUser,
    token_id: Annotated[str, Path(max_length=32, description="The token's id, not the token")],
    actor: CurrentActor,
    service: Service,
) -> None:
    """Make one of one's own tokens useless, at once."""
    service.revoke(user, actor, token_id)
