"""What goes over the wire about traces of any size, piece by piece, and about guardrails."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, JsonValue

from portal.agentops.analytics.schemas import Interval, TimeZone
from portal.agentops.schemas import (
    Answer,
    CostSource,
    Count,
    SpanId,
    SpanKind,
    SpanStatus,
    Time,
    TraceSummary,
)
from portal.agentops.search_schemas import Selection

Cursor = Annotated[str | None, Field(max_length=400, description="`next_cursor` of the page before")]


class TreeQuery(BaseModel):
    """Which spans of a trace."""

    parent: str | None = Field(
        default=None,
        pattern="^([0-9a-fA-F]{16}|root)$",
        description="Only the spans right below this one; `root`: those with no parent in the trace",
    )
    limit: int = Field(default=500, ge=1, le=5000, description="Spans a page")
    cursor: Cursor = None


class SpanRow(Answer):
    """A span without its payload."""

    span_id: SpanId
    parent_span_id: SpanId | None
    orphan: bool = Field(description="Its parent is not in the trace: shown under the root")
    depth: Count = Field(description="Spans above it")
    child_count: Count = Field(description="Spans right below it")
    name: str
    kind: SpanKind
    service_name: str
    start_time: Time
    offset_ns: int = Field(description="Since the trace began")
    duration_ns: Count
    status: SpanStatus
    model: str | None
    provider: str | None
    agent: str | None
    tool: str | None
    prompt_tokens: Count | None
    completion_tokens: Count | None
    total_tokens: Count | None
    cost_usd: float | None
    cost_source: CostSource | None
    counted: bool = Field(description="Whether this span's tokens and cost go into the trace's figures")
    ttft_ms: float | None


class TreePage(Answer):
    """Some spans of a trace, in order of their start."""

    spans: list[SpanRow]
    next_cursor: str | None
    span_count: Count = Field(description="Spans of the whole trace")
    trace: TraceSummary | None = Field(
        default=None,
        description="The trace as in lists; on the first page of the whole tree only, and not yet while its "
        "first spans are being stored",
    )


class LogsQuery(BaseModel):
    """Which log records of a trace."""

    severity: Literal["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"] | None = Field(
        default=None, description="This severe or more"
    )
    span_id: str = Field(default="", pattern="^([0-9a-fA-F]{16})?$", description="Only those of this span")
    limit: int = Field(default=200, ge=1, le=1000, description="Records a page")
    cursor: Cursor = None


class LogRecord(Answer):
    """One log record."""

    id: str
    time: Time
    observed_time: Time | None
    trace_id: str | None
    span_id: str | None
    severity: str = Field(description="TRACE, DEBUG, INFO, WARN, ERROR, FATAL or empty")
    severity_number: Count = Field(description="OpenTelemetry's, 1 to 24; 0: not given")
    severity_text: str = Field(description="As the sender wrote it")
    event_name: str
    service_name: str
    scope_name: str
    body: JsonValue = Field(description="A text, or whatever was sent")
    attributes: dict[str, JsonValue]
    resource_attributes: dict[str, JsonValue]


class LogPage(Answer):
    """Log records, the earliest first."""

    logs: list[LogRecord]
    next_cursor: str | None


class GuardrailQuery(Selection):
    """Which guardrails, over which window, in what steps."""

    interval: Interval = Field(default="auto", description="Step of the series; weeks begin on Monday")
    time_zone: TimeZone = "UTC"
    limit: int = Field(default=50, ge=1, le=200, description="Guardrails, the busiest first")


class GuardrailPoint(Answer):
    """A step of the series."""

    time: Time
    runs: Count
    blocked: Count


class Guardrail(Answer):
    """What one guardrail did."""

    name: str = Field(examples=["no-ssn"])
    providers: list[str]
    modes: list[str] = Field(description="When it looked: pre_call, during_call, post_call")
    runs: Count
    blocked: Count = Field(description="Runs in which it stepped in")
    failed: Count = Field(description="Runs that gave no answer")
    block_rate: float = Field(description="blocked / runs: 0 to 1")
    latency_avg_ms: float | None
    latency_p95_ms: float | None
    trace_count: Count
    last_seen: Time
    blocked_trace_ids: list[str] = Field(description="The latest five in which it stepped in")
    series: list[GuardrailPoint] = Field(description="Every step of the window, empty ones too")


class Guardrails(Answer):
    """The guardrails of a window, the busiest first."""

    interval: str
    time_zone: str
    runs: Count = Field(description="Of the guardrails that are listed")
    blocked: Count
    guardrails: list[Guardrail]
    complete: bool = Field(description="Whether there are no more than these")
