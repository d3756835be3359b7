"""`/api/agentops`: traces, figures and the state of the intake, each of one project."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, cast

from fastapi import APIRouter, Depends, Path, Query, Request

from kit.errors import describe_errors
from portal.agentops.adapter import AgentOpsAdapter
from portal.agentops.schemas import (
    Capabilities,
    IngestStatus,
    Metrics,
    MetricsQuery,
    TraceDetail,
    TracePage,
    TraceSearch,
)
from portal.agentops.service import find_traces
from portal.auth.access import CurrentUser
from portal.projects.access import ProjectReader

router = APIRouter(prefix="/api/agentops", tags=["agentops"])


async def _adapter(request: Request) -> AgentOpsAdapter:
    return cast(AgentOpsAdapter, request.app.state.agentops)


async def _now(request: Request) -> datetime:
    clock = cast(Callable[[], datetime], request.app.state.clock)
    return clock()


Adapter = Annotated[AgentOpsAdapter, Depends(_adapter)]
Now = Annotated[datetime, Depends(_now)]

# 404: no project may be seen; 502-504: the AgentOps server answers wrongly, not at all, or too late.
_ERRORS = describe_errors(401, 403, 404, 422, 502, 503, 504)


@router.get("/traces", operation_id="list_traces", responses=_ERRORS)
async def list_traces(
    project: ProjectReader, search: Annotated[TraceSearch, Query()], adapter: Adapter, now: Now
) -> TracePage:
    """Traces that began in the window, a page at a time.

    Page by `cursor` (steady while new traces arrive, any depth) or by `page` and `size` (the first 5,000).
    """
    return await find_traces(adapter, project.id, search, now)


@router.get("/traces/{trace_id}", operation_id="get_trace", responses=_ERRORS)
async def get_trace(
    project: ProjectReader,
    trace_id: Annotated[
        str,
        Path(
            pattern="^[0-9a-fA-F]{32}$",
            description="32 hexadecimal digits",
            examples=["4bf92f3577b34da6a3ce929d0e0e4736"],
        ),
    ],
    adapter: Adapter,
) -> TraceDetail:
    """One trace with all its spans; 404 when the project has no such trace."""
    return await adapter.get_trace(project.id, trace_id.lower())


@router.get("/metrics", operation_id="get_metrics", responses=_ERRORS)
async def get_metrics(
    project: ProjectReader, query: Annotated[MetricsQuery, Query()], adapter: Adapter
) -> Metrics:
    """Figures of the window: totals (also of the window before, when compared), over time, by model."""
    return await adapter.get_metrics(project.id, query)


@router.get("/ingest", operation_id="get_ingest", responses=_ERRORS)
async def get_ingest(project: ProjectReader, adapter: Adapter) -> IngestStatus:
    """What became of everything that was sent in: accepted, stored, set aside, lost."""
    return await adapter.get_ingest(project.id)


@router.get("/capabilities", operation_id="get_capabilities", responses=describe_errors(401, 502, 503, 504))
async def get_capabilities(user: CurrentUser, adapter: Adapter) -> Capabilities:
    """What the AgentOps server behind the portal can do."""
    return await adapter.get_capabilities()
