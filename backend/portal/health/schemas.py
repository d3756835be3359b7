"""What goes over the wire about health."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from kit.timerange import iso
from portal.health.service import Trouble

State = Literal["ok", "degraded", "down"]


class Component(BaseModel):
    """One thing the portal depends on."""

    name: str = Field(
        description="database, agentops-server, gateway, model-server, prometheus, alertmanager, grafana, "
        "langfuse, realtime: those that are configured",
        examples=["agentops-server"],
    )
    status: Literal["ok", "down"]
    since: Annotated[datetime, PlainSerializer(iso, return_type=str, when_used="json")] = Field(
        description="When this status was first seen", examples=["2026-01-31T09:00:00.000000Z"]
    )
    detail: str = Field(description="What is wrong and what to do, or a word of reassurance")
    trouble: Trouble | None = Field(
        description="What is wrong, for programs; null: nothing. unreachable: start it or correct its "
        "address; timeout: see what it is busy with; wrong_answer: something else listens there, or another "
        "release; wrong_credentials: both sides need the same secret; unhealthy: it says so itself, its log "
        "has the reason; limited: it serves, with less than the portal can show",
        examples=["unreachable"],
    )
    setting: str = Field(
        description="The variable of .env that says where it is", examples=["AGENTOPS_API_ENDPOINT"]
    )
    required: bool = Field(description="Whether the portal cannot serve without it")


class Health(BaseModel):
    """The portal and what it depends on."""

    status: State = Field(description="down: cannot serve; degraded: serves, but a part is missing")
    version: str = Field(examples=["0.1.0"])
    components: list[Component]


class Alive(BaseModel):
    """The process runs."""

    status: Literal["ok"] = "ok"


class MetricSample(BaseModel):
    """One value of a metric."""

    model_config = ConfigDict(from_attributes=True)

    name: str = Field(examples=["portal_http_requests_total"])
    labels: dict[str, str] = Field(examples=[{"method": "GET", "status": "200"}])
    value: float


class Metric(BaseModel):
    """A metric with its values."""

    model_config = ConfigDict(from_attributes=True)

    name: str = Field(examples=["portal_http_requests"])
    type: str = Field(description="As Prometheus has them: counter, gauge, histogram, …")
    help: str
    samples: list[MetricSample]


class MetricsDocument(BaseModel):
    """The portal's own metrics."""

    metrics: list[Metric]
