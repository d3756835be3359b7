"""`/telemetry/v1/traces/{trace_id}/…`: traces of any size, piece by piece."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from agentops_server.query.models import Span
from agentops_server.query.tree import ReplayPage, TreePage, TreeReader
from agentops_server.services import Parts
from agentops_server.telemetry.scope import ReadableProject
from kit.errors import NotFound, describe_errors

router = APIRouter(
    prefix="/telemetry/v1/traces/{trace_id}",
    tags=["telemetry"],
    responses=describe_errors(400, 401, 403, 404, 422),
)

TraceId = Annotated[str, Path(pattern="^[0-9a-fA-F]{32}$", description="32 hex digits")]
SpanId = Annotated[str, Path(pattern="^[0-9a-fA-F]{16}$", description="16 hex digits")]
Parent = Annotated[
    str | None,
    Query(
        pattern="^([0-9a-fA-F]{16}|root)$",
        description="Only the spans right below this one; `root`: those with no parent in the trace",
    ),
]
Cursor = Annotated[str | None, Query(max_length=400)]
_MISSING = "No trace with this id in this project."


@router.get("/tree", summary="The spans of a trace without their payloads, page by page")
async def tree(
    trace_id: TraceId,
    parts: Parts,
    project: ReadableProject,
    parent: Parent = None,
    limit: Annotated[int, Query(ge=1, le=5000)] = 500,
    cursor: Cursor = None,
) -> TreePage:
    """In order of their start. With `parent` a tree can be opened node by node."""
    below = parent.lower() if parent else None
    page = await TreeReader(parts.store).page(project, trace_id.lower(), below, limit, cursor)
    if page is None:
        raise NotFound(_MISSING)
    return page


@router.get("/spans/{span_id}", summary="One span with its payload")
async def one_span(trace_id: TraceId, span_id: SpanId, parts: Parts, project: ReadableProject) -> Span:
    """As in the trace's detail."""
    found = await TreeReader(parts.store).span(project, trace_id.lower(), span_id.lower())
    if found is None:
        raise NotFound("No span with this id in this trace.")
    return found


@router.get("/replay", summary="What happened in a trace, moment by moment, page by page")
async def replay(
    trace_id: TraceId,
    parts: Parts,
    project: ReadableProject,
    limit: Annotated[int, Query(ge=1, le=5000)] = 1000,
    cursor: Cursor = None,
) -> ReplayPage:
    """Starts, first tokens and ends in order of time, with tokens, cost and open spans so far."""
    page = await TreeReader(parts.store).replay(project, trace_id.lower(), limit, cursor)
    if page is None:
        raise NotFound(_MISSING)
    return page
