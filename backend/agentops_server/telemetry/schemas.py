"""Answers of `/telemetry/v1` that are not figures or traces themselves."""

from pydantic import BaseModel, Field

from agentops_server.query.models import Span, TraceSummary


class Capabilities(BaseModel):
    """What this server can do."""

    server: str
    version: str
    capabilities: list[str]


class TraceList(BaseModel):
    """A page of traces."""

    traces: list[TraceSummary]
    next_cursor: str | None
    total: int


class TraceDetail(BaseModel):
    """A trace and its spans."""

    trace: TraceSummary
    spans: list[Span]
    truncated: bool = Field(description="Whether the trace has more spans than are answered at once")


class SignalState(BaseModel):
    """What became of the log records or metric points that were sent; as with spans the numbers add up."""

    accepted: int
    stored: int
    duplicate: int
    rejected: int
    dead_lettered: int
    discarded: int
    waiting: int
    lost: int
    spool_bytes: int
    spool_oldest_age_s: float
    damaged_spool_bytes: int


class IngestState(BaseModel):
    """What became of the spans that were sent, since the server's data folder was made.

    accepted = stored + duplicate + dead_lettered + discarded + waiting + lost.
    """

    accepted_spans: int = Field(description="Acknowledged: on disk")
    stored_spans: int
    duplicate_spans: int = Field(description="Sent again, and stored once")
    rejected_spans: int = Field(
        description="Left out of accepted requests, as OTLP partial success told the client"
    )
    dead_lettered_spans: int = Field(description="In dead letters now: the store refused them")
    discarded_spans: int = Field(
        description="Dead letters that are gone: by command, or the oldest over the bounds"
    )
    waiting_spans: int = Field(description="In the spool: not in the store yet")
    rejected_requests: int
    rejected_by_reason: dict[str, int] = Field(description="Requests that were not taken; they add up")
    unauthenticated_requests: int = Field(description="Without a token, taken in by the policy or not")
    spool_bytes: int
    spool_oldest_age_s: float
    lost_spans: int = Field(
        description="Acknowledged, and missing from the sum: must be 0. "
        "Those of which damage hides whose they were are shown to every project"
    )
    damaged_spool_bytes: int = Field(description="Acknowledged bytes that the disk gave back changed")
    logs: SignalState = Field(description="Of log records")
    metrics: SignalState = Field(description="Of metric points")
