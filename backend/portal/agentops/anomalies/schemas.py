"""What goes over the wire about anomalies."""

from typing import Literal

from pydantic import Field

from portal.agentops.schemas import Answer, Count, Time
from portal.agentops.search_schemas import Window


class AnomaliesQuery(Window):
    """Which hours to look at, and how much of the past to compare them with."""

    time_zone: str = Field(
        default="UTC",
        max_length=64,
        description="IANA name; the hours of the day are those of this zone",
        examples=["Asia/Seoul"],
    )
    days: int = Field(
        default=28, ge=2, le=35, description="How many days before the window count as the past"
    )


class AnomalyLink(Answer):
    """Which traces to look at: the query of the list of traces."""

    q: str = Field(description="In the filter language", examples=["model=qwen-235b status:error"])
    start_time: Time
    end_time: Time


class Anomaly(Answer):
    """Hours in a row in which a model or agent was out of the ordinary."""

    id: str = Field(description="The same for the same anomaly, whenever it is asked for")
    subject: Literal["model", "agent"]
    name: str = Field(description="The model or agent", examples=["qwen-235b"])
    metric: Literal["volume", "errors", "latency", "cost"] = Field(
        description="cost: US dollars an hour; latency: the 95th percentile; errors: failed / all; volume: "
        "model calls, of an agent traces, an hour"
    )
    direction: Literal["up", "down"]
    severity: Literal["warning", "critical"] = Field(
        description="critical: four times the usual, a quarter of all failing more than usual, or next to no "
        "traffic where there is some"
    )
    since: Time = Field(description="Start of the first hour out of the ordinary")
    until: Time | None = Field(description="End of the last one; null: it lasts until the end of the window")
    worst_at: Time = Field(description="Start of the hour that the figures are of")
    unit: Literal["count_per_hour", "ratio", "ms", "usd_per_hour"]
    value: float = Field(description="In the worst hour")
    usual: float = Field(description="The median of the hours compared with")
    usual_low: float = Field(description="One of ten hours compared with had less")
    usual_high: float = Field(description="One of ten hours compared with had more")
    times: float | None = Field(description="value / usual; null where the usual is nothing")
    score: float = Field(
        description="Distance from the median in units of the usual scatter (1.4826 median absolute "
        "deviations, of the logarithms but for errors) or of chance alone: 4 and more"
    )
    count: Count = Field(description="Model calls, of an agent traces, in the worst hour")
    error_count: Count = Field(description="Those of them that failed")
    compared_with: Literal["weekday_hour", "day_kind_hour", "hour", "all_hours"] = Field(
        description="weekday_hour: the same hour of the same weekday; day_kind_hour: of working days or of "
        "weekends; hour: of all days; all_hours: every hour, while the past is short"
    )
    compared_hours: Count = Field(description="How many hours it was compared with")
    message: str = Field(
        description="All of this as a sentence, in English",
        examples=[
            "Model qwen-235b: 412 model calls, 3.4 times the usual in the hour from 14:00 on 2026-01-30."
        ],
    )
    link: AnomalyLink


class Learning(Answer):
    """A model or agent whose past is shorter than a day: there is nothing to compare it with yet."""

    subject: Literal["model", "agent"]
    name: str


class Anomalies(Answer):
    """What is unusual in a window, those that last first, then the latest."""

    project_id: str
    start_time: Time = Field(description="The window, from the start of its first hour")
    end_time: Time
    past_start_time: Time = Field(description="Since when the past counts")
    time_zone: str
    anomalies: list[Anomaly]
    learning: list[Learning]
    models: Count = Field(description="Models looked at")
    agents: Count = Field(description="Agents looked at")
    complete: bool = Field(description="Whether these are all; only the 40 busiest of each are looked at")
