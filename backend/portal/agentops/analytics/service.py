"""Questions to the aggregate query of the AgentOps server, and its answers as typed figures."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from pydantic import Field, ValidationError

from kit.errors import UpstreamError
from kit.timerange import TimeRange, iso
from portal.agentops.adapter import AgentOpsAdapter
from portal.agentops.analytics.schemas import (
    Band,
    FiguresBase,
    Group,
    GroupBy,
    HistogramOf,
    Interval,
    Point,
)
from portal.agentops.schemas import Answer, Time

Number = int | float | None
Values = Mapping[str, Number]
_F = TypeVar("_F", bound=FiguresBase)

# Our names of figures, and the measures they come from.
MEASURES: Mapping[str, str] = {
    "cost_usd": "cost",
    "cost_avg_usd": "cost_avg",
    "calls": "calls",
    "traces": "traces",
    "users": "users",
    "errors": "errors",
    "error_rate": "error_rate",
    "unpriced_calls": "unpriced_calls",
    "total_tokens": "tokens",
    "prompt_tokens": "input_tokens",
    "completion_tokens": "output_tokens",
    "cached_tokens": "cached_tokens",
    "reasoning_tokens": "reasoning_tokens",
    **{f"latency_{name}_ms": f"latency_{name}" for name in ("avg", "p50", "p75", "p90", "p95", "p99", "max")},
    **{f"ttft_{name}_ms": f"ttft_{name}" for name in ("avg", "p50", "p90", "p95", "p99")},
}
# What a histogram is of, and the dimension and the measure that it is made from.
_HISTOGRAMS: Mapping[HistogramOf, tuple[str, str]] = {
    "latency": ("latency_band", "traces"),
    "ttft": ("ttft_band", "calls"),
}
# Ends of bands in milliseconds: ten a decade. The AgentOps server's bands begin where ours do.
_BAND_ENDS_MS: tuple[float, ...] = tuple(
    tenth * 10.0**power / 100
    for power in range(7)
    for tenth in (100, 125, 150, 200, 250, 300, 400, 500, 600, 800)
)
# Our names of steps, and the server's.
INTERVALS: Mapping[str, str] = {"minute": "1m", "hour": "1h", "day": "1d", "week": "1w", "month": "1M"}


class RawPoint(Answer):
    """A step as the server answers it."""

    time: Time
    values: dict[str, Number]


class RawGroup(Answer):
    """A group as the server answers it."""

    key: dict[str, str | None]
    values: dict[str, Number]
    previous: dict[str, Number] | None
    series: list[RawPoint]
    previous_series: list[RawPoint]


class RawAggregate(Answer):
    """An aggregate as the server answers it."""

    interval: str | None = Field(description="Of the steps")
    totals: dict[str, Number]
    previous_totals: dict[str, Number] | None
    groups: list[RawGroup]
    complete: bool


@dataclass(frozen=True)
class Ask:
    """A question: one window of one project under a filter."""

    project_id: str
    window: TimeRange
    q: str
    time_zone: str = "UTC"
    interval: Interval | Literal["none"] = "none"
    compare: Literal["previous", "none"] = "none"


async def aggregate(
    adapter: AgentOpsAdapter,
    ask: Ask,
    figures: Sequence[str],
    by: GroupBy | None = None,
    order_by: str | None = None,
    limit: int = 1,
    order: Literal["asc", "desc"] = "desc",
) -> RawAggregate:
    """One aggregate; figures by our names."""
    return await adapter.ask(
        "aggregate",
        "aggregate",
        {
            "project_id": ask.project_id,
            "start_time": iso(ask.window.start),
            "end_time": iso(ask.window.end),
            "q": ask.q,
            "measures": [MEASURES[name] for name in figures],
            "dimensions": [by] if by else [],
            "interval": INTERVALS.get(ask.interval, ask.interval),
            "time_zone": ask.time_zone,
            "compare": ask.compare,
            "order_by": MEASURES[order_by or figures[0]],
            "order": order,
            "limit": limit,
        },
        RawAggregate,
    )


async def histogram(adapter: AgentOpsAdapter, ask: Ask, of: HistogramOf) -> list[Band]:
    """How many traces took how long, or calls waited how long; and in the window before, when compared."""
    now, before = await asyncio.gather(
        _bands(adapter, ask, of),
        _bands(adapter, replace(ask, window=ask.window.previous()), of)
        if ask.compare == "previous"
        else asyncio.sleep(0, result=None),
    )
    starts = (0.0, *_BAND_ENDS_MS)
    ends = (*_BAND_ENDS_MS, None)
    filled = [index for index, start in enumerate(starts) if start in now or start in (before or {})]
    if not filled:
        return []
    return [
        Band(
            from_ms=starts[index],
            to_ms=ends[index],
            count=now.get(starts[index], (0, 0))[0],
            errors=now.get(starts[index], (0, 0))[1],
            previous=before.get(starts[index], (0, 0))[0] if before is not None else None,
        )
        for index in range(filled[0], filled[-1] + 1)
    ]


async def _bands(adapter: AgentOpsAdapter, ask: Ask, of: HistogramOf) -> dict[float, tuple[int, int]]:
    """Counts and failures by the start of their band in milliseconds."""
    dimension, measure = _HISTOGRAMS[of]
    raw = await adapter.ask(
        "aggregate",
        "aggregate",
        {
            "project_id": ask.project_id,
            "start_time": iso(ask.window.start),
            "end_time": iso(ask.window.end),
            "q": ask.q,
            "measures": [measure, "errors"],
            "dimensions": [dimension],
            "limit": len(_BAND_ENDS_MS) + 2,
        },
        RawAggregate,
    )
    found: dict[float, tuple[int, int]] = {}
    for one in raw.groups:
        start = one.key[dimension]
        if start is not None:  # calls that were not streamed wait for no first token
            found[int(start) / 1000] = (int(one.values[measure] or 0), int(one.values["errors"] or 0))
    return found


async def trend(
    adapter: AgentOpsAdapter,
    ask: Ask,
    model: type[_F],
    by: GroupBy | None,
    limit: int,
) -> tuple[RawAggregate, RawAggregate | None]:
    """The whole over time and, beside it, by group."""
    names = list(model.model_fields)
    whole = aggregate(adapter, ask, names)
    if by is None:
        return await whole, None
    return await asyncio.gather(whole, aggregate(adapter, ask, names, by, limit=limit))


def typed(model: type[_F], values: Values) -> _F:
    """Figures by our names. Raises `UpstreamError` when one is missing or of the wrong kind."""
    try:
        return model.model_validate({name: values[MEASURES[name]] for name in model.model_fields})
    except (KeyError, ValidationError) as error:
        raise UpstreamError(
            "The AgentOps server left figures out of its answer: check that both are of the same release.",
            code="agentops_bad_answer",
        ) from error


def points(model: type[_F], raw: Sequence[RawPoint]) -> list[Point[_F]]:
    """A series."""
    # The class itself, not `Point[model]`: what is checked already needs no second look.
    return [Point[model](time=one.time, values=typed(model, one.values)) for one in raw]  # type: ignore[valid-type]


def groups(model: type[_F], by: GroupBy, raw: RawAggregate) -> list[Group[_F]]:
    """The groups of an answer, with their part of the cost."""
    whole = raw.totals.get("cost")
    made = []
    for one in raw.groups:
        cost = one.values.get("cost")
        made.append(
            Group[model](  # type: ignore[valid-type]
                key=one.key[by],
                values=typed(model, one.values),
                previous=typed(model, one.previous) if one.previous is not None else None,
                series=points(model, one.series),
                cost_share=cost / whole if whole and cost is not None else None,
            )
        )
    return made
