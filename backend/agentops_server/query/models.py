"""What reading answers: traces, spans, messages, metrics. Shared by the telemetry and the v4 surface."""

from typing import Any, Literal

from pydantic import BaseModel, Field

TraceStatus = Literal["OK", "ERROR", "INDETERMINATE"]
SpanKind = Literal[
    "session",
    "agent",
    "workflow",
    "task",
    "llm",
    "embedding",
    "tool",
    "chain",
    "retrieval",
    "guardrail",
    "http",
    "other",
]


class TraceSummary(BaseModel):
    """One trace, as lists show it."""

    trace_id: str = Field(description="32 hex digits")
    project_id: str
    name: str = Field(description="The root span's name")
    service_name: str
    start_time: str = Field(description="ISO 8601 UTC with microseconds")
    end_time: str
    duration_ns: int = Field(description="Last span end - first span start")
    status: TraceStatus = Field(
        description="ERROR if any span is ERROR or the session's end state is a failure"
    )
    span_count: int
    error_count: int = Field(description="Spans with status ERROR")
    llm_call_count: int = Field(
        description="Model calls, each once, also when SDK and gateway both report it"
    )
    models: list[str]
    providers: list[str]
    agents: list[str]
    user: str | None
    session_id: str | None
    tags: list[str]
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int = Field(description="Part of the prompt tokens")
    reasoning_tokens: int = Field(description="Part of the completion tokens")
    total_tokens: int
    cost_usd: float | None = Field(description="Null when nothing in the trace has a price")
    unpriced_calls: int
    ttft_ms: float | None = Field(description="Time to first token of the first model call that has one")
    error_message: str | None
    input_preview: str | None = Field(
        description="The first model call's last user message, at most 200 characters"
    )
    output_preview: str | None = Field(description="The final answer, at most 200 characters")


class ToolCall(BaseModel):
    """A tool call that a model asked for."""

    id: str | None
    name: str
    arguments: str


class Message(BaseModel):
    """One chat message, whatever vocabulary it came in."""

    role: str
    content: str
    tool_calls: list[ToolCall] = Field(default_factory=list)
    tool_call_id: str | None = None
    name: str | None = None
    finish_reason: str | None = None


class Content(BaseModel):
    """What went into a span or came out: chat messages, or plain text."""

    messages: list[Message] | None
    text: str | None


class SpanEvent(BaseModel):
    """Something that happened within a span."""

    time: str
    name: str
    attributes: dict[str, Any]


class SpanLink(BaseModel):
    """A reference to a span of this or another trace."""

    trace_id: str
    span_id: str
    trace_state: str = ""
    attributes: dict[str, Any] = Field(default_factory=dict)


class Span(BaseModel):
    """One span with its payload."""

    span_id: str = Field(description="16 hex digits")
    parent_span_id: str | None
    orphan: bool = Field(description="Its parent is not in the trace: shown under the root")
    name: str
    kind: SpanKind
    otel_kind: str
    service_name: str
    scope_name: str
    start_time: str
    end_time: str
    duration_ns: int
    status: Literal["OK", "ERROR", "UNSET"]
    status_message: str
    model: str | None
    provider: str | None
    user: str | None
    session_id: str | None
    agent: str | None
    tool: str | None
    tags: list[str]
    prompt_tokens: int | None
    completion_tokens: int | None
    cached_tokens: int | None
    reasoning_tokens: int | None
    total_tokens: int | None
    cost_usd: float | None
    cost_source: Literal["reported", "price_table", "unpriced"] | None
    counted: bool = Field(description="Whether this span's tokens and cost go into the trace's figures")
    ttft_ms: float | None
    input: Content
    output: Content
    attributes: dict[str, Any]
    resource_attributes: dict[str, Any]
    events: list[SpanEvent]
    links: list[SpanLink]


class Totals(BaseModel):
    """The figures of a window."""

    trace_count: int
    span_count: int
    llm_call_count: int
    error_count: int = Field(description="Failed traces")
    fail_rate: float | None = Field(description="Failed traces / traces; null without traces")
    cost_usd: float | None = Field(description="Null where there are calls and none of them has a price")
    unpriced_calls: int
    avg_latency_ms: float | None
    p50_latency_ms: float | None
    p95_latency_ms: float | None
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    reasoning_tokens: int
    total_tokens: int
    avg_ttft_ms: float | None
    p95_ttft_ms: float | None


class Point(BaseModel):
    """One bucket of a chart."""

    time: str = Field(description="Start of the bucket")
    trace_count: int
    error_count: int
    span_count: int
    llm_call_count: int
    cost_usd: float | None = Field(description="Null where there are calls and none of them has a price")
    total_tokens: int
    avg_latency_ms: float | None
    p95_latency_ms: float | None


class ModelFigures(BaseModel):
    """The calls of one model."""

    model: str
    provider: str
    calls: int
    errors: int
    total_tokens: int
    cost_usd: float | None = Field(description="Null where there are calls and none of them has a price")
    unpriced_calls: int
    avg_latency_ms: float | None
    avg_ttft_ms: float | None


class Metrics(BaseModel):
    """Cards, chart and model table of a window."""

    project_id: str
    start_time: str
    end_time: str
    interval_seconds: int
    totals: Totals
    previous: Totals | None = Field(description="The window of the same length before; null unless asked for")
    series: list[Point] = Field(description="Every bucket of the window, empty ones too")
    by_model: list[ModelFigures]
