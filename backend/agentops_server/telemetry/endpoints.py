"""`/telemetry/v1`: traces, metrics and ingest state, for the portal and for scripts."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request

from agentops_server import VERSION
from agentops_server.ingest import account as outcomes
from agentops_server.query.metrics import Interval
from agentops_server.query.models import Metrics
from agentops_server.query.spans import spans
from agentops_server.query.traces import Order, Sort, summary
from agentops_server.services import Parts, Services
from agentops_server.telemetry.schemas import (
    Capabilities,
    IngestState,
    SignalState,
    TraceDetail,
    TraceList,
)
from agentops_server.telemetry.scope import ProjectId, Wanted, project_of
from kit.errors import NotFound, describe_errors

router = APIRouter(prefix="/telemetry/v1", tags=["telemetry"], responses=describe_errors(401, 403, 404, 422))

CAPABILITIES = [
    "traces.search",
    "traces.filter",
    "traces.detail",
    "traces.tree",
    "traces.replay",
    "traces.facets",
    "traces.export",
    "traces.live",
    "metrics",
    "aggregate",
    "sessions",
    "flow",
    "guardrails",
    "errors",
    "money",
    "anomalies",
    "ingest",
    "logs",
    "metric_points",
]


@router.get("/capabilities", summary="What this server can do")
async def capabilities(request: Request, parts: Parts) -> Capabilities:
    """The portal asks this first: a genuine AgentOps server does not know the path."""
    await parts.authenticator.require(request)
    return Capabilities(server="agent-portal-agentops", version=VERSION, capabilities=CAPABILITIES)


@router.get("/traces", summary="Search traces", responses=describe_errors(400))
async def traces(
    parts: Parts,
    wanted: Wanted,
    sort: Sort = "start_time",
    order: Order = "desc",
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str | None, Query(max_length=400)] = None,
) -> TraceList:
    """One page of the traces that started in the window; `next_cursor` leads to the next."""
    page = await parts.traces.page(wanted, sort, order, limit, cursor)
    return TraceList(traces=page.traces, next_cursor=page.next_cursor, total=page.total)


@router.get("/traces/{trace_id}", summary="One trace with its spans", responses=describe_errors(404))
async def trace(trace_id: str, request: Request, parts: Parts, project_id: ProjectId = None) -> TraceDetail:
    """The spans earliest first, with their payloads; at most 10,000 of them. Of more, read the tree."""
    project = await project_of(request, parts, project_id)
    found = await parts.traces.detail(project, trace_id.lower()) if is_trace_id(trace_id) else None
    if found is None:
        raise NotFound("No trace with this id in this project.")
    return TraceDetail(
        trace=summary(found.row),
        spans=spans(found.spans),
        truncated=len(found.spans) < found.span_count,
    )


@router.get("/metrics", summary="Cards, chart and model table")
async def metrics(
    parts: Parts,
    wanted: Wanted,
    interval: Interval = "auto",
    time_zone: Annotated[str, Query(max_length=64, description="IANA name; where days begin")] = "UTC",
    compare: Literal["previous", "none"] = "none",
) -> Metrics:
    """All figures of the traces that started in the window."""
    return await parts.metrics.metrics(wanted, interval, time_zone, compare == "previous")


@router.get("/ingest", summary="What became of the spans that were sent")
async def ingest(request: Request, parts: Parts, project_id: ProjectId = None) -> IngestState:
    """Counts go on after a restart; the spool is shared by all projects."""
    project = await project_of(request, parts, project_id)
    spans, refusals = parts.counters.state("traces", project), parts.counters.refusals(project)
    return IngestState(
        accepted_spans=spans.counts[outcomes.ACCEPTED],
        stored_spans=spans.counts[outcomes.STORED],
        duplicate_spans=spans.counts[outcomes.DUPLICATE],
        rejected_spans=spans.counts[outcomes.REJECTED],
        dead_lettered_spans=spans.kept,
        discarded_spans=spans.gone,
        waiting_spans=spans.waiting,
        rejected_requests=sum(refusals.values()),
        rejected_by_reason=refusals,
        unauthenticated_requests=parts.counters.unauthenticated_requests,
        spool_bytes=parts.spool.size,
        spool_oldest_age_s=round(parts.spool.oldest_age_s, 3),
        lost_spans=spans.lost,
        damaged_spool_bytes=parts.spool.recovery.damaged_bytes,
        logs=_signal_state("logs", project, parts),
        metrics=_signal_state("metrics", project, parts),
    )


def _signal_state(signal: str, project_id: str, parts: Services) -> SignalState:
    state, spool = parts.counters.state(signal, project_id), parts.lanes[signal].spool
    return SignalState(
        accepted=state.counts[outcomes.ACCEPTED],
        stored=state.counts[outcomes.STORED],
        duplicate=state.counts[outcomes.DUPLICATE],
        rejected=state.counts[outcomes.REJECTED],
        dead_lettered=state.kept,
        discarded=state.gone,
        waiting=state.waiting,
        lost=state.lost,
        spool_bytes=spool.size,
        spool_oldest_age_s=round(spool.oldest_age_s, 3),
        damaged_spool_bytes=spool.recovery.damaged_bytes,
    )


def is_trace_id(text: str) -> bool:
    """Whether this is 32 hex digits."""
    return len(text) == 32 and all(digit in "0123456789abcdefABCDEF" for digit in text)
