"""What most questions begin with: a project, a window of time, a filter."""

from typing import Annotated, Literal

from fastapi import Depends, Query, Request

from agentops_server.query.filters.compiler import condition
from agentops_server.query.question import Filter
from agentops_server.services import Parts, Services
from kit.errors import NotFound
from kit.timerange import resolve_range

ProjectId = Annotated[
    str | None, Query(max_length=64, description="Needed with the service token; else the token's project")
]
StartTime = Annotated[
    str | None, Query(max_length=40, description="ISO 8601 or epoch; default: 24 hours before the end")
]
EndTime = Annotated[str | None, Query(max_length=40, description="ISO 8601 or epoch; default: now")]
FilterText = Annotated[
    str,
    Query(
        max_length=8000,
        description='The filter language: `status:error model:qwen* cost>0.01 latency>2s "free text"`, '
        "with and, or, not and parentheses",
    ),
]


async def project_of(request: Request, parts: Services, named: str | None) -> str:
    """The project the request may read. Raises 401, 403, 404, 422."""
    project_id = await parts.authenticator.project_of(request, named)
    if await parts.projects.project(project_id) is None:
        raise NotFound("No project with this id.")
    return project_id


async def _project(request: Request, parts: Parts, project_id: ProjectId = None) -> str:
    return await project_of(request, parts, project_id)


ReadableProject = Annotated[str, Depends(_project)]
"""The id of the project that the request names and may read."""


async def _wanted(
    project: ReadableProject,
    start_time: StartTime = None,
    end_time: EndTime = None,
    q: FilterText = "",
    status: Literal["", "OK", "ERROR", "INDETERMINATE"] = "",
    model: Annotated[str, Query(max_length=200, description="`*` stands for any characters")] = "",
) -> Filter:
    return Filter(project, resolve_range(start_time, end_time), condition=condition(q, status, model))


Wanted = Annotated[Filter, Depends(_wanted)]
"""The traces that the request is about. Raises 401, 403, 404 and 422 (`invalid_filter` with the place)."""
