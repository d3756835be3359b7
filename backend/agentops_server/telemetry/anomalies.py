"""`/telemetry/v1/anomalies`: what is unusual about models and agents, against their own recent past."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from agentops_server.query.anomalies.detect import Anomaly, Subject
from agentops_server.query.anomalies.past import ComparedWith
from agentops_server.query.anomalies.reader import AnomalyReader, Found
from agentops_server.query.anomalies.rules import Direction, Metric, Severity
from agentops_server.query.anomalies.words import filter_of, sentence
from agentops_server.query.metrics import zone
from agentops_server.services import Parts
from agentops_server.telemetry.scope import EndTime, ReadableProject, StartTime
from kit.errors import describe_errors
from kit.timerange import TimeRange, iso, resolve_range

router = APIRouter(prefix="/telemetry/v1", tags=["telemetry"], responses=describe_errors(401, 403, 404, 422))

_LONGEST = timedelta(days=7)
Unit = Literal["count_per_hour", "ratio", "ms", "usd_per_hour"]
_UNITS: dict[Metric, Unit] = {
    "volume": "count_per_hour",
    "errors": "ratio",
    "latency": "ms",
    "cost": "usd_per_hour",
}


class Link(BaseModel):
    """Which traces to look at."""

    q: str = Field(description="In the filter language")
    start_time: str
    end_time: str


class AnomalyOut(BaseModel):
    """Hours in a row in which a model or agent was out of the ordinary."""

    id: str = Field(description="The same for the same anomaly, whenever it is asked for")
    subject: Subject
    name: str = Field(description="The model or agent")
    metric: Metric = Field(
        description="cost: US dollars an hour; latency: the 95th percentile; errors: failed / all; volume: "
        "model calls, of an agent traces, an hour"
    )
    direction: Direction
    severity: Severity = Field(
        description="critical: four times the usual, a quarter of all failing more than usual, or next to no "
        "traffic where there is some"
    )
    since: str = Field(description="Start of the first hour out of the ordinary")
    until: str | None = Field(description="End of the last one; null: it lasts until the end of the window")
    worst_at: str = Field(description="Start of the hour that the figures are of")
    unit: Unit
    value: float = Field(description="In the worst hour")
    usual: float = Field(description="The median of the hours compared with")
    usual_low: float = Field(description="One of ten hours compared with had less")
    usual_high: float = Field(description="One of ten hours compared with had more")
    times: float | None = Field(description="value / usual; null where the usual is nothing")
    score: float = Field(description="Distance from the median, in units of the usual scatter; 4 and more")
    count: int = Field(description="Model calls, of an agent traces, in the worst hour")
    error_count: int = Field(description="Those of them that failed")
    compared_with: ComparedWith = Field(
        description="weekday_hour: the same hour of the same weekday; day_kind_hour: of working days or of "
        "weekends; hour: of all days; all_hours: every hour, while the past is short"
    )
    compared_hours: int = Field(description="How many hours it was compared with")
    message: str = Field(description="All of this as a sentence")
    link: Link


class Learning(BaseModel):
    """A model or agent whose past is shorter than a day: there is nothing to compare it with yet."""

    subject: Subject
    name: str


class Anomalies(BaseModel):
    """What is unusual in a window, those that last first, then the latest."""

    project_id: str
    start_time: str = Field(description="The window, from the start of its first hour")
    end_time: str
    past_start_time: str = Field(description="Since when the past counts")
    time_zone: str
    anomalies: list[AnomalyOut]
    learning: list[Learning]
    models: int = Field(description="Models looked at")
    agents: int = Field(description="Agents looked at")
    complete: bool = Field(description="Whether these are all; only the 40 busiest of each are looked at")


@router.get("/anomalies", summary="What is unusual about models and agents")
async def anomalies(
    parts: Parts,
    project: ReadableProject,
    start_time: StartTime = None,
    end_time: EndTime = None,
    time_zone: Annotated[str, Query(max_length=64, description="IANA name; of the hours of the day")] = "UTC",
    days: Annotated[int, Query(ge=2, le=35, description="How far back the past counts")] = 28,
) -> Anomalies:
    """Cost, latency, failures and volume of the window's hours against the days before; a week at most.

    Medians and their scatter, by the hour of the week where the past is long enough for that.
    """
    window = resolve_range(start_time, end_time, longest=_LONGEST)
    local = zone(time_zone)
    now = datetime.now(UTC)
    found = await AnomalyReader(parts.store).find(project, window, days, local, now)
    return Anomalies(
        project_id=project,
        start_time=iso(found.window.start),
        end_time=iso(found.window.end),
        past_start_time=iso(found.past.start),
        time_zone=time_zone,
        anomalies=[_shown(one, found, local) for one in found.detected.anomalies],
        learning=[Learning(subject=one.subject, name=one.name) for one in found.detected.learning],
        models=found.models,
        agents=found.agents,
        complete=found.is_complete,
    )


def _shown(one: Anomaly, found: Found, local: ZoneInfo) -> AnomalyOut:
    worst, usual = one.worst, one.worst.usual
    spell = TimeRange(datetime.fromtimestamp(one.since, UTC), datetime.fromtimestamp(one.until, UTC))
    name = "\0".join((one.series.subject, one.series.name, worst.metric, worst.direction, str(one.since)))
    return AnomalyOut(
        id=hashlib.sha256(name.encode()).hexdigest()[:16],
        subject=one.series.subject,
        name=one.series.name,
        metric=worst.metric,
        direction=worst.direction,
        severity=worst.severity,
        since=iso(spell.start),
        until=None if one.is_ongoing else iso(spell.end),
        worst_at=iso(datetime.fromtimestamp(one.worst_at, UTC)),
        unit=_UNITS[worst.metric],
        value=worst.value,
        usual=usual.middle,
        usual_low=usual.low,
        usual_high=usual.high,
        times=worst.value / usual.middle if usual.middle else None,
        score=round(worst.score, 2),
        count=one.hour.count,
        error_count=one.hour.errors,
        compared_with=usual.compared_with,
        compared_hours=len(usual.values),
        message=sentence(one, local),
        link=Link(
            q=filter_of(one),
            start_time=iso(spell.start),
            end_time=iso(min(spell.end, found.window.end)),
        ),
    )
