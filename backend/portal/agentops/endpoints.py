"""`/api/agentops`: traces, figures and the state of the intake, each of one project."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from kit.errors import describe_errors
from portal.agentops.calls import ERRORS, Adapter, Now, TraceIdPath
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


@router.get("/traces", operation_id="list_traces", responses=ERRORS)
async def list_traces(
    project: ProjectReader, search: Annotated[TraceSearch, Query()], adapter: Adapter, now: Now
) -> TracePage:
    """Traces that began in the window, a page at a time.

    Page by `cursor` (steady while new traces arrive, any depth) or by `page` and `size` (the first 5,000).
    """
    return await find_traces(adapter, project.id, search, now)


@router.get("/traces/{trace_id}", operation_id="get_trace", response_model=TraceDetail, responses=ERRORS)
async def get_trace(project: ProjectReader, trace_id: TraceIdPath, adapter: Adapter) -> Response:
    """One trace with all its spans; 404 when the project has no such trace."""
    detail = await adapter.get_trace(project.id, trace_id.lower())
    return Response(detail.content, media_type="application/json")


@router.get("/metrics", operation_id="get_metrics", responses=ERRORS)
async def get_metrics(
    project: ProjectReader, query: Annotated[MetricsQuery, Query()], adapter: Adapter
) -> Metrics:
    """Figures of the window: totals (also of the window before, when compared), over time, by model."""
    return await adapter.get_metrics(project.id, query)


@router.get("/ingest", operation_id="get_ingest", responses=ERRORS)
async def get_ingest(project: ProjectReader, adapter: Adapter) -> IngestStatus:
    """What became of everything that was sent in: accepted, stored, set aside, lost."""
    return await adapter.get_ingest(project.id)


@router.get("/capabilities", operation_id="get_capabilities", responses=describe_errors(401, 502, 503, 504))
async def get_capabilities(user: CurrentUser, adapter: Adapter) -> Capabilities:
    """What the AgentOps server behind the portal can do."""
    return await adapter.get_capabilities()
