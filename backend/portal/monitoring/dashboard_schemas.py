"""What goes over the wire about dashboards."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, Field, PlainSerializer, RootModel

from kit.timerange import iso

Time = Annotated[datetime, PlainSerializer(iso, return_type=str, when_used="json")]


class DashboardInfo(BaseModel):
    """A dashboard in the list."""

    uid: str = Field(examples=["llm-dashboard"])
    title: str = Field(examples=["LLM Dashboard"])
    description: str
    tags: list[str]
    panels: int


class DashboardDocument(RootModel[dict[str, Any]]):
    """A dashboard as Grafana's JSON model of dashboards describes it."""


class DashboardList(BaseModel):
    """The dashboards, by title."""

    dashboards: list[DashboardInfo]


class Series(BaseModel):
    """One line, or one figure."""

    labels: dict[str, str]
    points: list[tuple[Time, float | None]] = Field(
        description="Moment and value; null where the value is no number, as 0/0",
        examples=[[["2026-01-31T09:00:00.000000Z", 0.25]]],
    )


class QueryResult(BaseModel):
    """What Prometheus answered."""

    series: list[Series]
    step_seconds: int = Field(description="Between two points; 0 for the values at one moment")
    warnings: list[str]


class LabelValues(BaseModel):
    """The choices of a variable."""

    values: list[str]
