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
    """What became of the log records or metric points that were sent, since the server started."""

    accepted: int
    stored: int
    duplicate: int
    rejected: int
    dead_lettered: int
    spool_bytes: int
    spool_oldest_age_s: float
    damaged_spool_bytes: int


class IngestState(BaseModel):
    """What became of the spans that were sent, since the server started."""

    accepted_spans: int
    stored_spans: int
    duplicate_spans: int
    rejected_spans: int = Field(
        description="Left out of accepted requests, as OTLP partial success told the client"
    )
    dead_lettered_spans: int
    rejected_requests: int
    unauthenticated_requests: int = Field(description="Without a token, taken in by the policy or not")
    spool_bytes: int
    spool_oldest_age_s: float
    lost_spans: int
    damaged_spool_bytes: int = Field(description="Acknowledged bytes that the disk gave back changed")
    logs: SignalState = Field(description="Of log records")
    metrics: SignalState = Field(description="Of metric points")
