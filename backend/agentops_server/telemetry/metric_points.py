"""`/telemetry/v1`: the metrics that programs sent themselves."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from agentops_server.query.metric_points import (
    Aggregation,
    MetricName,
    MetricPointReader,
    MetricSeries,
    SeriesQuestion,
)
from agentops_server.services import Parts
from agentops_server.telemetry.scope import EndTime, ReadableProject, StartTime
from kit.errors import Unprocessable, describe_errors
from kit.timerange import auto_interval, resolve_range

router = APIRouter(
    prefix="/telemetry/v1/metric-points", tags=["telemetry"], responses=describe_errors(401, 403, 404, 422)
)

_MOST_FILTERS, _MOST_GROUPS = 10, 3
_SECONDS = {"minute": 60, "hour": 3600, "day": 86_400}


class MetricNames(BaseModel):
    """The metrics of a window."""

    metrics: list[MetricName]
    complete: bool = Field(description="Whether there are no others: at most 500 are answered")


class MetricAnswer(BaseModel):
    """One metric over time."""

    name: str
    interval_seconds: int
    series: list[MetricSeries]


@router.get("", summary="Which metrics programs sent")
async def metric_names(
    parts: Parts,
    project: ReadableProject,
    start_time: StartTime = None,
    end_time: EndTime = None,
    q: Annotated[str, Query(max_length=200, description="Substring of the name")] = "",
) -> MetricNames:
    """By name. A name that came with two units or types stands there twice."""
    names, complete = await MetricPointReader(parts.store).names(
        project, resolve_range(start_time, end_time), q
    )
    return MetricNames(metrics=names, complete=complete)


@router.get("/series", summary="One metric over time")
async def metric_series(
    parts: Parts,
    project: ReadableProject,
    name: Annotated[str, Query(min_length=1, max_length=500)],
    start_time: StartTime = None,
    end_time: EndTime = None,
    unit: Annotated[str, Query(max_length=100, description="Where the name has several")] = "",
    where: Annotated[
        list[str], Query(description="`key=value`, an attribute of the point or its resource; repeatable")
    ] = [],  # noqa: B006  # FastAPI copies it
    group_by: Annotated[list[str], Query(description="Attribute key; repeatable, at most 3")] = [],  # noqa: B006
    interval: Literal["auto", "minute", "hour", "day"] = "auto",
    aggregation: Annotated[
        Aggregation,
        Query(description="auto: increase of counters, last of other sums, avg of everything else"),
    ] = "auto",
) -> MetricAnswer:
    """Buckets without points are left out. Counters (cumulative too) answer what each bucket added."""
    if len(where) > _MOST_FILTERS or len(group_by) > _MOST_GROUPS:
        raise Unprocessable(f"At most {_MOST_FILTERS} filters and {_MOST_GROUPS} keys to group by.")
    pairs = [one.partition("=") for one in where]
    if not all(key and equals for key, equals, _ in pairs):
        raise Unprocessable("where must be key=value.", details={"field": "where"})
    window = resolve_range(start_time, end_time)
    seconds = _SECONDS.get(interval) or auto_interval(window)
    question = SeriesQuestion(
        project,
        window,
        name,
        unit,
        [(key, value) for key, _, value in pairs],
        group_by,
        seconds,
        aggregation,
    )
    series = await MetricPointReader(parts.store).series(question)
    return MetricAnswer(name=name, interval_seconds=seconds, series=series)
