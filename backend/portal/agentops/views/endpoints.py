"""`/api/agentops/views`."""

from typing import Annotated, cast

import anyio.to_thread
from fastapi import APIRouter, Depends, Path, Request, status

from kit.errors import describe_errors
from portal.agentops.calls import ERRORS
from portal.agentops.views.schemas import View, ViewCreate, ViewList, ViewUpdate
from portal.agentops.views.service import ViewService
from portal.auth.access import CurrentUser
from portal.projects.access import ProjectReader

router = APIRouter(prefix="/api/agentops/views", tags=["views"])


async def _service(request: Request) -> ViewService:
    return cast(ViewService, request.app.state.views)


Service = Annotated[ViewService, Depends(_service)]
ViewId = Annotated[str, Path(max_length=32, description="The view's id")]


@router.get("", operation_id="list_views", responses=ERRORS)
async def list_views(user: CurrentUser, project: ProjectReader, service: Service) -> ViewList:
    """One's own views of the project, and those that others share, by name."""
    return ViewList(views=await anyio.to_thread.run_sync(service.views, user, project.id))


@router.post(
    "",
    operation_id="create_view",
    status_code=status.HTTP_201_CREATED,
    responses={**ERRORS, **describe_errors(409, 413)},
)
async def create_view(user: CurrentUser, project: ProjectReader, body: ViewCreate, service: Service) -> View:
    """Keep what a page is set to; sharing it needs the role operator."""
    return await anyio.to_thread.run_sync(service.create, user, project.id, body)


@router.patch("/{view_id}", operation_id="update_view", responses=describe_errors(401, 403, 404, 413, 422))
def update_view(user: CurrentUser, view_id: ViewId, body: ViewUpdate, service: Service) -> View:
    """Change one's own view. 403 `not_yours`."""
    return service.update(user, view_id, body)


@router.delete(
    "/{view_id}",
    operation_id="delete_view",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=describe_errors(401, 403, 404),
)
def delete_view(user: CurrentUser, view_id: ViewId, service: Service) -> None:
    """Remove one's own view; admins also remove shared ones. 403 `not_yours`."""
    service.delete(user, view_id)
