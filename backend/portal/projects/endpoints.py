"""`/api/projects`."""

from typing import Annotated, cast

from fastapi import APIRouter, Depends, Request

from kit.errors import describe_errors
from portal.auth.access import CurrentUser
from portal.projects.schemas import Project, ProjectList
from portal.projects.service import ProjectService

router = APIRouter(prefix="/api/projects", tags=["projects"])


async def _service(request: Request) -> ProjectService:
    return cast(ProjectService, request.app.state.projects)


@router.get("", operation_id="list_projects", responses=describe_errors(401, 502, 503, 504))
async def list_projects(
    user: CurrentUser, service: Annotated[ProjectService, Depends(_service)]
) -> ProjectList:
    """The projects that the caller may see, oldest first."""
    projects = await service.visible(user, fresh=True)
    return ProjectList(
        projects=[
            Project(id=known.id, name=known.name, environment=known.environment, created_at=known.created_at)
            for known in projects
        ]
    )
