"""`/api/agentops/share` and `/api/agentops/shared`."""

from typing import Annotated, cast

import anyio.to_thread
from fastapi import APIRouter, Depends, Header, Path, Request, Response, status

from kit.errors import describe_errors
from portal.agentops.calls import ERRORS, Adapter
from portal.agentops.schemas import TraceDetail
from portal.agentops.sharing.schemas import Share, ShareCreate, ShareList
from portal.agentops.sharing.service import ShareService
from portal.audit.access import CurrentActor
from portal.auth.access import Operator
from portal.projects.access import ProjectReader

router = APIRouter(prefix="/api/agentops", tags=["agentops"])


async def _service(request: Request) -> ShareService:
    return cast(ShareService, request.app.state.shares)


Service = Annotated[ShareService, Depends(_service)]


@router.post(
    "/share",
    operation_id="create_share",
    status_code=status.HTTP_201_CREATED,
    responses={**ERRORS, **describe_errors(409, 413)},
)
async def create_share(
    user: Operator,
    project: ProjectReader,
    body: ShareCreate,
    actor: CurrentActor,
    service: Service,
    adapter: Adapter,
) -> Share:
    """Make a link that shows one trace, with its prompts and answers, to whoever has it, until it ends."""
    await adapter.get_trace(project.id, body.trace_id)  # 404 for a trace that is not there
    return await anyio.to_thread.run_sync(service.create, user, actor, project.id, body)


@router.get("/share", operation_id="list_shares", responses=ERRORS)
async def list_shares(user: Operator, project: ProjectReader, service: Service) -> ShareList:
    """Links of the project that have not ended, the latest first: one's own, for admins everybody's."""
    return ShareList(shares=await anyio.to_thread.run_sync(service.shares, user, project.id))


@router.delete(
    "/share/{share_id}",
    operation_id="revoke_share",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=describe_errors(401, 403, 404),
)
def revoke_share(
    user: Operator,
    share_id: Annotated[str, Path(max_length=32, description="The link's id")],
    actor: CurrentActor,
    service: Service,
) -> None:
    """End a link at once."""
    service.revoke(user, actor, share_id)


@router.get(
    "/shared",
    operation_id="get_shared_trace",
    response_model=TraceDetail,
    responses=describe_errors(404, 422, 502, 503, 504),
)
async def get_shared_trace(
    service: Service,
    adapter: Adapter,
    token: Annotated[
        str,
        Header(
            alias="X-Share-Token",
            max_length=200,
            description="What stands behind the # of the link; in a header, so that it is in no log",
        ),
    ] = "",
) -> Response:
    """The trace of a share link, for anybody who has it; nothing else of the project."""
    shared = await anyio.to_thread.run_sync(service.resolve, token)
    detail = await adapter.get_trace(shared.project_id, shared.trace_id)
    return Response(detail.content, media_type="application/json")
