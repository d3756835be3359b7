"""What goes over the wire about replay and timeline.

Times within a trace are nanoseconds since its start (`_ns`), exact; `start_time` says when that was.
"""

from typing import Literal

from pydantic import BaseModel, Field

from portal.agentops.schemas import Count, SpanId, SpanKind, SpanStatus, Time, TraceSummary


class ReplayEvent(BaseModel):
    """One moment of a trace. What is null does not concern it."""

    offset_ns: Count = Field(description="Since the start of the trace")
    kind: Literal["span_start", "message", "tool_call", "first_token", "span_end"]
    span_id: SpanId
    role: str | None = Field(default=None, description="Of a message: who said it", examples=["user"])
    content: str | None = Field(default=None, description="Of a message")
    tool: str | None = Field(default=None, description="Of a tool call, or a tool's answer")
    tool_call_id: str | None = None
    arguments: str | None = Field(default=None, description="Of a tool call, as the model wrote them")
    total_tokens: Count = Field(description="So far: of the model calls that have ended, each once")
    cost_usd: float | None = Field(description="So far; null while nothing has a price")
    open_spans: Count = Field(description="Spans that run after this moment")


class ReplaySpan(BaseModel):
    """A span, without its payload: for the waterfall beside the replay."""

    span_id: SpanId
    parent_span_id: SpanId | None = Field(description="Null for roots, and when the parent is missing")
    name: str
    kind: SpanKind
    depth: Count
    offset_ns: Count
    duration_ns: Count
    status: SpanStatus
    status_message: str
    model: str | None
    agent: str | None
    tool: str | None
    total_tokens: Count = Field(description="0 when another span carries the figures of the call")
    cost_usd: float | None


class PauseInfo(BaseModel):
    """A time in which nothing was done that the trace knows of."""

    offset_ns: Count
    duration_ns: Count
    span_id: SpanId | None = Field(description="The innermost span that was waiting")


class Replay(BaseModel):
    """A trace as a film: its moments in order of their real times."""

    trace: TraceSummary
    start_time: Time
    duration_ns: Count
    spans: list[ReplaySpan] = Field(description="In order of their start")
    events: list[ReplayEvent]
    gaps: list[PauseInfo] = Field(description="Pauses of at least 1 % of the trace and 1 ms, to be skipped")
    truncated: bool = Field(description="Whether the trace has more spans than these")


class TimelineSpan(ReplaySpan):
    """A span with its part in the trace's duration."""

    self_ns: Count = Field(description="Time in which it ran and none of its children did")
    critical_ns: Count = Field(description="Its own part of the critical path")


class PathSegment(BaseModel):
    """A part of the critical path."""

    span_id: SpanId | None = Field(description="Null: a pause between roots")
    offset_ns: Count
    duration_ns: Count


class KindTime(BaseModel):
    """How much of the critical path one kind of span is."""

    kind: SpanKind | Literal["idle"]
    critical_ns: Count
    share: float = Field(description="Of the trace's duration, 0 to 1")


class Timeline(BaseModel):
    """What held a trace up. The parts of the critical path lie end to end: they add up to its duration."""

    trace: TraceSummary
    start_time: Time
    duration_ns: Count
    spans: list[TimelineSpan] = Field(description="In order of their start")
    critical_path: list[PathSegment]
    by_kind: list[KindTime] = Field(description="The longest first")
    gaps: list[PauseInfo] = Field(description="Pauses of at least 1 % of the trace and 1 ms")
    truncated: bool = Field(description="Whether the trace has more spans than these")
