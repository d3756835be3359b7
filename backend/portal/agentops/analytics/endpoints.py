"""`/api/agentops/analytics` and `/api/agentops/agents`: figures over time and by group."""

from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query

from kit.timerange import resolve_range
from portal.agentops.adapter import AgentOpsAdapter
from portal.agentops.analytics.schemas import (
    AgentsQuery,
    AgentsUsage,
    Breakdown,
    BreakdownQuery,
    CostFigures,
    CostTrend,
    FiguresBase,
    GroupFigures,
    Histogram,
    HistogramQuery,
    Performance,
    PerformanceFigures,
    TokenFigures,
    TokenUsage,
    TrendQuery,
)
from portal.agentops.analytics.service import Ask, aggregate, groups, histogram, points, trend, typed
from portal.agentops.calls import ERRORS, Adapter, Now
from portal.projects.access import ProjectReader

router = APIRouter(prefix="/api/agentops", tags=["analytics"])
_F = TypeVar("_F", bound=FiguresBase)


async def _trend(
    adapter: AgentOpsAdapter, project_id: str, query: TrendQuery, now: Now, model: type[_F]
) -> dict[str, Any]:
    window = resolve_range(query.start_time, query.end_time, now=now)
    ask = Ask(project_id, window, query.q, query.time_zone, query.interval, query.compare)
    whole, by_group = await trend(adapter, ask, model, query.group_by, query.limit)
    everything = whole.groups[0] if whole.groups else None
    return {
        "project_id": project_id,
        "start_time": window.start,
        "end_time": window.end,
        "time_zone": query.time_zone,
        "interval": whole.interval,
        "totals": typed(model, whole.totals),
        "previous": typed(model, whole.previous_totals) if whole.previous_totals is not None else None,
        "series": points(model, everything.series) if everything else [],
        "previous_series": points(model, everything.previous_series) if everything else [],
        "group_by": query.group_by,
        "groups": groups(model, query.group_by, by_group) if query.group_by and by_group else [],
        "complete": by_group.complete if by_group else True,
    }


@router.get("/analytics/cost-trend", operation_id="get_cost_trend", responses=ERRORS)
async def get_cost_trend(
    project: ProjectReader, query: Annotated[TrendQuery, Query()], adapter: Adapter, now: Now
) -> CostTrend:
    """What was spent, over time and by group."""
    return CostTrend(**await _trend(adapter, project.id, query, now, CostFigures))


@router.get("/analytics/token-usage", operation_id="get_token_usage", responses=ERRORS)
async def get_token_usage(
    project: ProjectReader, query: Annotated[TrendQuery, Query()], adapter: Adapter, now: Now
) -> TokenUsage:
    """Tokens in, out, cached and of reasoning, over time and by group."""
    return TokenUsage(**await _trend(adapter, project.id, query, now, TokenFigures))


@router.get("/analytics/performance", operation_id="get_performance", responses=ERRORS)
async def get_performance(
    project: ProjectReader, query: Annotated[TrendQuery, Query()], adapter: Adapter, now: Now
) -> Performance:
    """Latency and time to first token (averages, percentiles), throughput and failures, over time."""
    return Performance(**await _trend(adapter, project.id, query, now, PerformanceFigures))


@router.get("/analytics/breakdown", operation_id="get_breakdown", responses=ERRORS)
async def get_breakdown(
    project: ProjectReader, query: Annotated[BreakdownQuery, Query()], adapter: Adapter, now: Now
) -> Breakdown:
    """Money, tokens, speed and failures by model, user, team, key, agent, tag and more."""
    window = resolve_range(query.start_time, query.end_time, now=now)
    ask = Ask(project.id, window, query.q, compare=query.compare)
    names = list(GroupFigures.model_fields)
    raw = await aggregate(adapter, ask, names, query.by, query.order_by, query.limit, query.order)
    return Breakdown(
        project_id=project.id,
        start_time=window.start,
        end_time=window.end,
        time_zone=ask.time_zone,
        interval=None,
        by=query.by,
        totals=typed(GroupFigures, raw.totals),
        previous=typed(GroupFigures, raw.previous_totals) if raw.previous_totals is not None else None,
        groups=groups(GroupFigures, query.by, raw),
        complete=raw.complete,
    )


@router.get("/analytics/histogram", operation_id="get_histogram", responses=ERRORS)
async def get_histogram(
    project: ProjectReader, query: Annotated[HistogramQuery, Query()], adapter: Adapter, now: Now
) -> Histogram:
    """How long traces took, or streamed calls waited for their first token: how many in each band of time."""
    window = resolve_range(query.start_time, query.end_time, now=now)
    ask = Ask(project.id, window, query.q, compare=query.compare)
    return Histogram(
        project_id=project.id,
        start_time=window.start,
        end_time=window.end,
        time_zone=ask.time_zone,
        interval=None,
        of=query.of,
        bands=await histogram(adapter, ask, query.of),
    )


@router.get("/agents/usage", operation_id="get_agents_usage", responses=ERRORS)
async def get_agents_usage(
    project: ProjectReader, query: Annotated[AgentsQuery, Query()], adapter: Adapter, now: Now
) -> AgentsUsage:
    """What each agent did, cost and took, over time; traces without an agent are left out."""
    window = resolve_range(query.start_time, query.end_time, now=now)
    ask = Ask(project.id, window, query.q, query.time_zone, query.interval, query.compare)
    names = list(GroupFigures.model_fields)
    # One more: the group of those without an agent may be among them.
    raw = await aggregate(adapter, ask, names, "agent", "traces", query.limit + 1)
    agents = [one for one in groups(GroupFigures, "agent", raw) if one.key is not None]
    return AgentsUsage(
        project_id=project.id,
        start_time=window.start,
        end_time=window.end,
        time_zone=query.time_zone,
        interval=raw.interval,
        totals=typed(GroupFigures, raw.totals),
        previous=typed(GroupFigures, raw.previous_totals) if raw.previous_totals is not None else None,
        agents=agents[: query.limit],
        complete=raw.complete and len(agents) <= query.limit,
    )
