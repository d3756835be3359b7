"""What goes over the wire about alerts."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, PlainSerializer, StringConstraints

from kit.timerange import iso

Time = Annotated[datetime, PlainSerializer(iso, return_type=str, when_used="json")]
Severity = Literal["critical", "warning", "info"]
Label = Annotated[str, StringConstraints(pattern=r"^[a-zA-Z_][a-zA-Z0-9_]*$", max_length=100)]
_At = Field(examples=["2026-01-31T09:00:00.000000Z"])


class Seen(BaseModel):
    """Who looks after an alert."""

    name: str = Field(examples=["Kim"])
    note: str = Field(examples=["restarting the model server"])
    at: Time = _At


class TracesBehind(BaseModel):
    """Where the traces behind an alert are: what the list of traces is set to."""

    filter: str = Field(description="In the filter language", examples=["status:error model:qwen-235b"])
    start_time: Time = Field(description="A quarter of an hour before it began")


class Notified(BaseModel):
    """Who hears of an alert, and how often."""

    receiver: str = Field(description="Alertmanager's name of them", examples=["critical"])
    channels: list[str] = Field(
        description="What its configuration sends to; empty: nobody is told", examples=[["email", "slack"]]
    )
    repeats_s: int | None = Field(
        description="Told again after so many seconds while it fires; null where it is not known",
        examples=[3600],
    )


class Explains(BaseModel):
    """An alert that explains another, which is therefore not told."""

    fingerprint: str = Field(examples=["3d1f0c7be1a2f9d4"])
    name: str = Field(examples=["LLMServiceDown"])


class Alert(BaseModel):
    """An alert that fires or is about to."""

    fingerprint: str = Field(description="Alertmanager's id; empty while it is pending", examples=["3d1f…"])
    name: str = Field(examples=["HighErrorRate"])
    severity: Severity
    state: Literal["firing", "silenced", "inhibited", "pending"] = Field(
        description="inhibited: another alert explains it; pending: true, but not for long enough yet"
    )
    since: Time = _At
    summary: str
    description: str
    labels: dict[str, str]
    value: float | None = Field(
        description="What the rule's expression gives now; null where Prometheus does not say",
        examples=[0.12],
    )
    silenced_by: list[str] = Field(description="Ids of silences")
    inhibited_by: list[Explains]
    notified: list[Notified] = Field(description="Empty while it is pending, or without Alertmanager")
    acknowledged: Seen | None
    has_runbook: bool
    traces: TracesBehind | None = Field(description="Null where no traces are behind it, as for a full disk")


class Sources(BaseModel):
    """What the answer was made from."""

    alertmanager: Literal["ok", "off", "down"]
    prometheus: Literal["ok", "off", "down"]
    advice: str = Field(description="What is missing and what to do; empty when all is there")


class AlertList(BaseModel):
    """What fires now, the gravest first."""

    alerts: list[Alert]
    sources: Sources


class Episode(BaseModel):
    """From when to when an alert fired."""

    name: str
    severity: Severity
    labels: dict[str, str]
    started: Time = _At
    ended: Time | None = Field(description="Null: it still fired at the end of the window")


class History(BaseModel):
    """What fired in a window, the latest first."""

    episodes: list[Episode]
    resolution_s: int = Field(description="Starts and ends are known to so many seconds")


class Acknowledge(BaseModel):
    """That one looks after an alert."""

    note: str = Field("", max_length=1000, examples=["restarting the model server"])


class Matcher(BaseModel):
    """Which alerts a silence covers: those whose label is like this."""

    name: Label = Field(examples=["alertname"])
    value: str = Field(max_length=500, examples=["HighErrorRate"])
    is_regex: bool = False
    is_equal: bool = Field(True, description="false: all but these")


class SilenceCreate(BaseModel):
    """A silence: notices stop, the alert stays visible."""

    matchers: list[Matcher] = Field(min_length=1, max_length=20)
    minutes: int = Field(ge=1, le=60 * 24 * 30, description="For how long from now", examples=[60])
    comment: str = Field(min_length=1, max_length=1000, examples=["planned reload of the models"])


class Silence(BaseModel):
    """A silence that is in force, or will be."""

    id: str
    matchers: list[Matcher]
    starts_at: Time = _At
    ends_at: Time = _At
    created_by: str = Field(examples=["kim@example.com"])
    comment: str
    state: Literal["active", "pending"]


class SilenceList(BaseModel):
    """Silences, those that end first first."""

    silences: list[Silence]


class AlertTest(BaseModel):
    """A test of the way that notices take."""

    severity: Severity = "warning"


class Runbook(BaseModel):
    """What to do about an alert."""

    name: str = Field(examples=["HighErrorRate"])
    language: Literal["en", "ko"]
    title: str
    markdown: str


class RunbookList(BaseModel):
    """The alerts that have a runbook, by name."""

    names: list[str]
