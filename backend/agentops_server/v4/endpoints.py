"""AgentOps' v4 reads. A project's token reads its project, the service token any it names."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from agentops_server.query.filters.compiler import named
from agentops_server.query.question import Filter
from agentops_server.query.traces import Order, Sort
from agentops_server.services import Parts, Services
from agentops_server.v4 import shapes
from kit.errors import NotFound
from kit.timerange import TimeRange, iso, resolve_range

router = APIRouter(prefix="/v4", tags=["agentops"])

# The per-trace arrays of `meterics` hold this many of the latest traces; its sums are over all of them.
LATEST_TRACES = 1000
_SORTS: dict[str, Sort] = {
    "start_time": "start_time",
    "duration": "duration",
    "total_cost": "cost",
    "cost": "cost",
    "total_tokens": "tokens",
}

Time = Annotated[str | None, Query(max_length=40)]


async def _project(request: Request, parts: Services, project_id: str) -> str:
    project = await parts.authenticator.project_of(request, project_id)
    if await parts.projects.project(project) is None:
        raise NotFound("Project not found")
    return project


def _window(start: str | None, end: str | None) -> TimeRange:
    return resolve_range(start, end)


@router.get("/traces/list/{project_id}", summary="List traces (AgentOps v4)")
async def list_traces(
    project_id: str,
    request: Request,
    parts: Parts,
    start_time: Time = None,
    end_time: Time = None,
    query: Annotated[str, Query(max_length=200)] = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    order_by: Annotated[str, Query(max_length=40)] = "start_time",
    sort_order: Annotated[str, Query(pattern="^(?i:asc|desc)$")] = "DESC",
) -> dict[str, Any]:
    """`query`: substring of the trace id, the root span's name or the tags. The window defaults to a day."""
    project = await _project(request, parts, project_id)
    wanted = Filter(project, _window(start_time, end_time), condition=named(query))
    order: Order = "asc" if sort_order.lower() == "asc" else "desc"
    page = await parts.traces.page(wanted, _SORTS.get(order_by, "start_time"), order, limit, offset=offset)
    return {
        "traces": [shapes.list_item(row) for row in page.rows],
        "metrics": shapes.trace_metrics(await parts.metrics.totals_row(wanted)),
        "total": page.total,
        "limit": limit,
        "offset": offset,
        "freeplan_truncated": False,
    }


@router.get("/traces/detail/{trace_id}", summary="One trace with its spans (AgentOps v4)")
async def trace_detail(
    trace_id: str,
    request: Request,
    parts: Parts,
    project_id: Annotated[str | None, Query(max_length=64)] = None,
) -> dict[str, Any]:
    """The project is the token's; with the service token it is named by `project_id`."""
    project = await parts.authenticator.project_of(request, project_id)
    normal = normal_id(trace_id)
    found = await parts.traces.detail(project, normal) if normal else None
    if found is None:
        raise NotFound("Trace not found")
    return {
        "freeplan_truncated": False,
        "project_id": project,
        "trace_id": normal,
        "tags": found.row["tags"],
        "metrics": shapes.one_trace_metrics(found.row),
        "spans": [shapes.span(one) for one in found.spans],
    }


@router.get("/meterics/project/{project_id}", summary="Figures of a project (AgentOps v4, its spelling)")
@router.get("/metrics/project/{project_id}", summary="Figures of a project")
async def project_metrics(
    project_id: str, request: Request, parts: Parts, start_time: Time = None, end_time: Time = None
) -> dict[str, Any]:
    """The per-trace arrays hold the latest 1000 traces of the window; the other figures are over all."""
    project = await _project(request, parts, project_id)
    wanted = Filter(project, _window(start_time, end_time))
    totals = await parts.metrics.totals_row(wanted)
    recent = await parts.metrics.recent(wanted, LATEST_TRACES)
    return {
        "project_id": project,
        **shapes.project_metrics(totals, recent),
        "start_time": iso(wanted.window.start),
        "end_time": iso(wanted.window.end),
        "freeplan_truncated": False,
    }


def normal_id(trace_id: str) -> str:
    """Lower-case hex without dashes, or nothing when it is no trace id."""
    plain = trace_id.replace("-", "").lower()
    return plain if len(plain) == 32 and set(plain) <= set("0123456789abcdef") else ""
