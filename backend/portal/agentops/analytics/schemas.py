"""What goes over the wire about figures over time and by group.

Money in US dollars (null: there is something, and none of it has a price), times in milliseconds, rates
0 to 1; averages, percentiles and rates are null where there is nothing to measure.
"""

from typing import Annotated, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from portal.agentops.schemas import Count, Time
from portal.agentops.search_schemas import Selection

GroupBy = Literal[
    "model", "provider", "team", "key", "status", "service", "name", "user", "session", "agent", "tool", "tag"
]
# Every figure of a group.
GroupOrder = Literal[
    "cost_usd",
    "unpriced_calls",
    "total_tokens",
    "prompt_tokens",
    "completion_tokens",
    "traces",
    "calls",
    "errors",
    "error_rate",
    "latency_avg_ms",
    "latency_p50_ms",
    "latency_p95_ms",
    "ttft_p50_ms",
    "ttft_p95_ms",
    "users",
]
HistogramOf = Literal["latency", "ttft"]
Interval = Literal["auto", "minute", "hour", "day", "week", "month"]
TimeZone = Annotated[
    str,
    Field(max_length=64, description="IANA name; hours, days and weeks begin there", examples=["Asia/Seoul"]),
]
_GROUPS = "By model, provider, team and key, model calls are counted; by everything else, whole traces"


class TrendQuery(Selection):
    """Over which window, in what steps, in which groups."""

    interval: Interval = Field(default="auto", description="Step of the series; weeks begin on Monday")
    time_zone: TimeZone = "UTC"
    compare: Literal["previous", "none"] = Field(
        default="none", description="Also the figures of the window of the same length before"
    )
    group_by: GroupBy | None = Field(default=None, description=f"Also figures by group. {_GROUPS}")
    limit: int = Field(default=10, ge=1, le=50, description="Groups, the greatest first")


class BreakdownQuery(Selection):
    """By what, in which order."""

    by: GroupBy = Field(default="model", description=_GROUPS)
    order_by: GroupOrder = Field(default="cost_usd", description="The figure that the groups are sorted by")
    order: Literal["asc", "desc"] = Field(
        default="desc", description="Groups without the figure come last either way"
    )
    compare: Literal["previous", "none"] = Field(
        default="none", description="Also the figures of the window of the same length before"
    )
    limit: int = Field(default=50, ge=1, le=500, description="Groups")


class HistogramQuery(Selection):
    """What to count by how long it took."""

    of: HistogramOf = Field(
        default="latency",
        description="latency: traces, from their first start to their last end; ttft: streamed model calls, "
        "by their time to the first token",
    )
    compare: Literal["previous", "none"] = Field(
        default="none", description="Also the counts of the window of the same length before"
    )


class AgentsQuery(Selection):
    """Which agents, over which window."""

    interval: Interval = Field(default="auto", description="Step of the series; weeks begin on Monday")
    time_zone: TimeZone = "UTC"
    compare: Literal["previous", "none"] = Field(
        default="none", description="Also the figures of the window of the same length before"
    )
    limit: int = Field(default=50, ge=1, le=200, description="Agents, the busiest first")


class FiguresBase(BaseModel):
    """What all sets of figures have in common: nothing changes them."""

    model_config = ConfigDict(frozen=True)


class CostFigures(FiguresBase):
    """Money."""

    cost_usd: float | None
    cost_avg_usd: float | None = Field(description="Of a priced trace; by model and the like, of a call")
    calls: Count = Field(description="Model calls, each once")
    unpriced_calls: Count = Field(description="Model calls without a price; not in cost_usd")
    traces: Count


class TokenFigures(FiguresBase):
    """Tokens."""

    total_tokens: Count
    prompt_tokens: Count
    completion_tokens: Count
    cached_tokens: Count = Field(description="Part of the prompt tokens")
    reasoning_tokens: Count = Field(description="Part of the completion tokens")
    calls: Count
    traces: Count


class PerformanceFigures(FiguresBase):
    """Speed and failures."""

    traces: Count
    calls: Count
    errors: Count = Field(description="Failed traces; in groups by model and the like, failed calls")
    error_rate: float | None
    latency_avg_ms: float | None
    latency_p50_ms: float | None
    latency_p75_ms: float | None
    latency_p90_ms: float | None
    latency_p95_ms: float | None
    latency_p99_ms: float | None
    latency_max_ms: float | None
    ttft_avg_ms: float | None = Field(description="Time to first token, of streamed model calls")
    ttft_p50_ms: float | None
    ttft_p90_ms: float | None
    ttft_p95_ms: float | None
    ttft_p99_ms: float | None


class GroupFigures(FiguresBase):
    """Everything about a group."""

    cost_usd: float | None
    unpriced_calls: Count
    total_tokens: Count
    prompt_tokens: Count
    completion_tokens: Count
    traces: Count
    calls: Count
    errors: Count = Field(description="Failed traces; by model, provider, team and key, failed calls")
    error_rate: float | None
    latency_avg_ms: float | None
    latency_p50_ms: float | None
    latency_p95_ms: float | None
    ttft_p50_ms: float | None
    ttft_p95_ms: float | None
    users: Count = Field(description="Different users")


Figures = TypeVar("Figures", bound=FiguresBase)


class Point(BaseModel, Generic[Figures]):
    """One step of a series; steps without anything are present."""

    time: Time = Field(description="Start of the step")
    values: Figures


class Group(BaseModel, Generic[Figures]):
    """The figures of one group."""

    key: str | None = Field(description="The value it is grouped by; null where there is none")
    values: Figures
    previous: Figures | None
    series: list[Point[Figures]]
    cost_share: float | None = Field(description="Its part of the whole cost, 0 to 1; null without cost")


class _Window(BaseModel):
    project_id: str
    start_time: Time
    end_time: Time
    time_zone: str
    interval: str | None = Field(
        description="Length of a step: 1m, 5m, 15m, 30m, 1h, 3h, 6h, 12h, 1d, 1w, 1M", examples=["1h"]
    )


class Trend(_Window, Generic[Figures]):
    """Figures of a window: as a whole, over time, by group."""

    totals: Figures = Field(description="Of everything that matches, nothing counted twice")
    previous: Figures | None = Field(description="The window of the same length before; null unless compared")
    series: list[Point[Figures]]
    previous_series: list[Point[Figures]]
    group_by: GroupBy | None
    groups: list[Group[Figures]]
    complete: bool = Field(description="Whether there are no more groups than these")


class CostTrend(Trend[CostFigures]):
    """What was spent, over time."""


class TokenUsage(Trend[TokenFigures]):
    """Tokens, over time."""


class Performance(Trend[PerformanceFigures]):
    """Speed and failures, over time."""


class Breakdown(_Window):
    """Figures by group."""

    by: GroupBy
    totals: GroupFigures
    previous: GroupFigures | None
    groups: list[Group[GroupFigures]]
    complete: bool = Field(description="Whether there are no more groups than these")


class Band(BaseModel):
    """Times from `from_ms` on and below `to_ms`."""

    from_ms: float
    to_ms: float | None = Field(description="Null: no end")
    count: Count
    errors: Count = Field(description="Those of them that failed")
    previous: Count | None = Field(description="In the window before; null unless compared")


class Histogram(_Window):
    """How often what length of time occurred. Bands follow each other without gaps, about ten a decade."""

    of: HistogramOf
    bands: list[Band] = Field(description="From the shortest to the longest with anything in it")


class AgentsUsage(_Window):
    """Who did how much. A trace in which several agents took part counts for each of them."""

    totals: GroupFigures
    previous: GroupFigures | None
    agents: list[Group[GroupFigures]]
    complete: bool = Field(description="Whether there are no more agents than these")
