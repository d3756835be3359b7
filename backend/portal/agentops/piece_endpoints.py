"""`/api/agentops`: a trace piece by piece (tree, one span, logs), and guardrails."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from portal.agentops.analytics.service import INTERVALS
from portal.agentops.calls import ERRORS, Adapter, Now, TraceIdPath
from portal.agentops.piece_schemas import (
    GuardrailQuery,
    Guardrails,
    LogPage,
    LogsQuery,
    TreePage,
    TreeQuery,
)
from portal.agentops.schemas import Span
from portal.agentops.search_endpoints import parameters
from portal.projects.access import ProjectReader, ReadableProject

router = APIRouter(prefix="/api/agentops", tags=["agentops"])

SpanIdPath = Annotated[str, Path(pattern="^[0-9a-fA-F]{16}$", description="16 hexadecimal digits")]


def _of(project: ReadableProject, query: TreeQuery | LogsQuery) -> dict[str, Any]:
    return {**query.model_dump(exclude_none=True), "project_id": project.id}


@router.get("/traces/{trace_id}/tree", operation_id="get_trace_tree", responses=ERRORS)
async def get_trace_tree(
    project: ProjectReader, trace_id: TraceIdPath, query: Annotated[TreeQuery, Query()], adapter: Adapter
) -> TreePage:
    """The spans of a trace without their payloads, page by page: for traces of any size."""
    path = f"traces/{trace_id.lower()}/tree"
    return await adapter.get("get_tree", path, _of(project, query), TreePage)


@router.get("/traces/{trace_id}/spans/{span_id}", operation_id="get_span", responses=ERRORS)
async def get_span(
    project: ProjectReader, trace_id: TraceIdPath, span_id: SpanIdPath, adapter: Adapter
) -> Span:
    """One span with its payload, as in the trace's detail."""
    path = f"traces/{trace_id.lower()}/spans/{span_id.lower()}"
    return await adapter.get("get_span", path, {"project_id": project.id}, Span)


@router.get("/traces/{trace_id}/logs", operation_id="list_trace_logs", responses=ERRORS)
async def list_trace_logs(
    project: ProjectReader, trace_id: TraceIdPath, query: Annotated[LogsQuery, Query()], adapter: Adapter
) -> LogPage:
    """The log records of a trace, the earliest first; an empty list where it has none."""
    path = f"traces/{trace_id.lower()}/logs"
    return await adapter.get("list_trace_logs", path, _of(project, query), LogPage)


@router.get("/analytics/guardrails", operation_id="get_guardrails", responses=ERRORS)
async def get_guardrails(
    project: ProjectReader, query: Annotated[GuardrailQuery, Query()], adapter: Adapter, now: Now
) -> Guardrails:
    """How often each guardrail ran and stepped in, over time, and what it cost in time."""
    asked = parameters(project, query, now)
    asked["interval"] = INTERVALS.get(query.interval, query.interval)
    return await adapter.get("get_guardrails", "guardrails", asked, Guardrails)
