"""`/api/agentops`: facets, filter completion, sessions, the flow graph, error groups."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel

from kit.timerange import iso, resolve_range
from portal.agentops.calls import ERRORS, Adapter, Now
from portal.agentops.search_schemas import (
    AgentSessionList,
    Completion,
    CompletionQuery,
    ErrorGroups,
    ErrorQuery,
    Facets,
    FacetsQuery,
    Flow,
    Selection,
    SessionSearch,
)
from portal.projects.access import ProjectReader, ReadableProject

router = APIRouter(prefix="/api/agentops", tags=["agentops"])


def parameters(project: ReadableProject, query: BaseModel, now: Now) -> dict[str, Any]:
    """The query of a call: everything asked for, with the window made definite. Raises `Unprocessable`."""
    given = query.model_dump(exclude_none=True)
    window = resolve_range(given.get("start_time"), given.get("end_time"), now=now)
    return {
        **given,
        "start_time": iso(window.start),
        "end_time": iso(window.end),
        "project_id": project.id,
    }


@router.get("/facets", operation_id="list_facets", responses=ERRORS)
async def list_facets(
    project: ProjectReader, query: Annotated[FacetsQuery, Query()], adapter: Adapter, now: Now
) -> Facets:
    """The most frequent values of each field among the traces of the window that match the filter."""
    return await adapter.get("list_facets", "facets", parameters(project, query, now), Facets)


@router.get("/filter/complete", operation_id="complete_filter", responses=ERRORS)
async def complete_filter(
    project: ProjectReader, query: Annotated[CompletionQuery, Query()], adapter: Adapter, now: Now
) -> Completion:
    """What could stand at the cursor of a filter; values are the most frequent ones of the window."""
    return await adapter.get(
        "complete_filter", "filter/complete", parameters(project, query, now), Completion
    )


@router.get("/sessions", operation_id="list_agent_sessions", responses=ERRORS)
async def list_agent_sessions(
    project: ProjectReader, query: Annotated[SessionSearch, Query()], adapter: Adapter, now: Now
) -> AgentSessionList:
    """Conversations: matching traces by their session id. The traces of one: `/traces?q=session="…"`."""
    return await adapter.get("list_sessions", "sessions", parameters(project, query, now), AgentSessionList)


@router.get("/analytics/agent-flow", operation_id="get_agent_flow", responses=ERRORS)
async def get_agent_flow(
    project: ProjectReader, query: Annotated[Selection, Query()], adapter: Adapter, now: Now
) -> Flow:
    """Which agents call which agents, tools and models, from the latest 5,000 matching traces."""
    return await adapter.get("get_flow", "flow", parameters(project, query, now), Flow)


@router.get("/analytics/errors", operation_id="list_error_groups", responses=ERRORS)
async def list_error_groups(
    project: ProjectReader, query: Annotated[ErrorQuery, Query()], adapter: Adapter, now: Now
) -> ErrorGroups:
    """What failed in the matching traces, grouped by what went wrong."""
    return await adapter.get("list_errors", "errors", parameters(project, query, now), ErrorGroups)
