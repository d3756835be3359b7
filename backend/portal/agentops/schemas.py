"""Shapes of the telemetry API of the AgentOps server, which the portal serves unchanged.

The same classes check what that server answers (a mismatch is an error, never an empty list) and describe the
portal's own answers in the OpenAPI document. Fields the server adds later are ignored.

Units: durations in nanoseconds (`_ns`) or milliseconds (`_ms`), money in US dollars (`_usd`; null means that
nothing in it has a price, never 0), rates between 0 and 1, times in ISO 8601 with `Z`.
"""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, PlainSerializer

from kit.timerange import iso

TraceStatus = Literal["OK", "ERROR", "INDETERMINATE"]
SpanStatus = Literal["OK", "ERROR", "UNSET"]
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
CostSource = Literal["reported", "price_table", "unpriced"]

TraceId = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$", examples=["4bf92f3577b34da6a3ce929d0e0e4736"])]
SpanId = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$", examples=["00f067aa0ba902b7"])]
# Microseconds always: a value that JavaScript's Date and Python both read, and that sorts as text.
Time = Annotated[
    AwareDatetime,
    PlainSerializer(iso, return_type=str, when_used="json"),
    Field(examples=["2026-01-31T09:00:00.000000Z"]),
]
Count = Annotated[int, Field(ge=0)]


class Answer(BaseModel):
    """An answer of the AgentOps server: read only, unknown fields ignored, never coerced from other types."""

    model_config = ConfigDict(extra="ignore", frozen=True, strict=True)


class TraceSummary(Answer):
    """One trace as a row of a list."""

    trace_id: TraceId
    project_id: str
    name: str = Field(description="Name of the root span", examples=["research_agent.session"])
    service_name: str = Field(examples=["litellm"])
    start_time: Time
    end_time: Time
    duration_ns: Count = Field(description="Last span end minus first span start")
    status: TraceStatus = Field(description="ERROR when any span failed or the session ended so")
    span_count: Count
    error_count: Count = Field(description="Spans that failed")
    llm_call_count: Count = Field(description="Model calls, each counted once")
    models: list[str]
    providers: list[str]
    agents: list[str]
    user: str | None
    session_id: str | None
    tags: list[str]
    prompt_tokens: Count
    completion_tokens: Count
    cached_tokens: Count = Field(description="Part of the prompt tokens")
    reasoning_tokens: Count = Field(description="Part of the completion tokens")
    total_tokens: Count
    cost_usd: float | None = Field(description="Null when nothing in the trace has a price")
    unpriced_calls: Count = Field(description="Model calls without a price; not in cost_usd")
    ttft_ms: float | None = Field(description="Time to first token of the first streamed model call")
    error_message: str | None
    input_preview: str | None = Field(description="Last user message, at most 200 characters")
    output_preview: str | None = Field(description="Final answer, at most 200 characters")


class ToolCall(Answer):
    """A tool call that a model asked for."""

    id: str | None = None
    name: str
    arguments: str | dict[str, JsonValue] | None = Field(
        default=None, description="As the model wrote them: usually JSON text"
    )


class Message(Answer):
    """One message of a conversation with a model."""

    role: str = Field(examples=["user"])
    content: str
    tool_calls: list[ToolCall] = []
    tool_call_id: str | None = None
    name: str | None = None
    finish_reason: str | None = None


class Payload(Answer):
    """What went into or came out of a span."""

    messages: list[Message] | None = Field(description="When it is a conversation")
    text: str | None = Field(description="Otherwise, as recorded")


class SpanEvent(Answer):
    """Something that happened at a moment within a span, such as an exception."""

    time: Time
    name: str
    attributes: dict[str, JsonValue]


class SpanLink(Answer):
    """A reference to a span of another trace."""

    trace_id: str
    span_id: str


class Span(Answer):
    """One step of a trace, with everything recorded about it."""

    span_id: SpanId
    parent_span_id: SpanId | None
    orphan: bool = Field(description="Its parent is not in the trace; shown under the root")
    name: str
    kind: SpanKind
    otel_kind: str = Field(examples=["CLIENT"])
    service_name: str
    scope_name: str
    start_time: Time
    end_time: Time
    duration_ns: Count
    status: SpanStatus
    status_message: str
    model: str | None
    provider: str | None
    user: str | None
    session_id: str | None
    agent: str | None
    tool: str | None
    tags: list[str]
    prompt_tokens: Count | None
    completion_tokens: Count | None
    cached_tokens: Count | None
    reasoning_tokens: Count | None
    total_tokens: Count | None
    cost_usd: float | None
    cost_source: CostSource | None
    counted: bool = Field(
        description="Whether this span carries the figures of its model call. One call seen by two reporters "
        "(the SDK and the gateway) is two spans, of which one counts"
    )
    ttft_ms: float | None
    input: Payload
    output: Payload
    attributes: dict[str, JsonValue]
    resource_attributes: dict[str, JsonValue]
    events: list[SpanEvent]
    links: list[SpanLink]


class TraceDetail(Answer):
    """One trace with all its spans, in order of their start."""

    trace: TraceSummary
    spans: list[Span]
    truncated: bool = Field(default=False, description="Whether the trace has more spans than are answered")


class TraceList(Answer):
    """One page of traces."""

    traces: list[TraceSummary]
    next_cursor: str | None = Field(description="Send it as `cursor` for the next page; null on the last")
    total: Count = Field(description="Traces that match, on all pages")


class TracePage(TraceList):
    """One page of traces; `page` and `size` are set when the page was asked for by number."""

    page: int | None = Field(default=None, description="The number asked for, from 1")
    size: int | None = Field(default=None, description="The page size asked for")


class Totals(Answer):
    """Figures over a window. Averages and percentiles are null when there is nothing to measure."""

    trace_count: Count
    span_count: Count
    llm_call_count: Count
    error_count: Count = Field(description="Failed traces")
    fail_rate: float | None = Field(description="Failed traces / traces, 0 to 1; null without traces")
    cost_usd: float | None = Field(description="Null when nothing has a price")
    unpriced_calls: Count
    avg_latency_ms: float | None = Field(description="Of traces")
    p50_latency_ms: float | None = Field(description="Of traces")
    p95_latency_ms: float | None = Field(description="Of traces")
    prompt_tokens: Count
    completion_tokens: Count
    cached_tokens: Count
    reasoning_tokens: Count
    total_tokens: Count
    avg_ttft_ms: float | None = Field(description="Time to first token, of streamed model calls")
    p95_ttft_ms: float | None = Field(description="Time to first token, of streamed model calls")


class MetricsBucket(Answer):
    """Figures of one interval; intervals without traces are present with zeros."""

    time: Time = Field(description="Start of the interval")
    trace_count: Count
    error_count: Count
    span_count: Count
    llm_call_count: Count
    cost_usd: float | None
    total_tokens: Count
    avg_latency_ms: float | None
    p95_latency_ms: float | None


class ModelFigures(Answer):
    """Figures of one model."""

    model: str
    provider: str | None
    calls: Count
    errors: Count
    total_tokens: Count
    cost_usd: float | None
    unpriced_calls: Count
    avg_latency_ms: float | None
    avg_ttft_ms: float | None


class Metrics(Answer):
    """Figures of a project over a window, as totals, over time and by model."""

    project_id: str
    start_time: Time
    end_time: Time
    interval_seconds: Annotated[int, Field(gt=0)]
    totals: Totals
    previous: Totals | None = Field(description="The window of the same length before; null unless compared")
    series: list[MetricsBucket]
    by_model: list[ModelFigures]


class IngestStatus(Answer):
    """What became of everything that was sent in, since the AgentOps server's data folder was made."""

    accepted_spans: Count = Field(description="Acknowledged: on disk")
    stored_spans: Count = Field(description="Queryable")
    duplicate_spans: Count = Field(default=0, description="Sent again, and counted once")
    rejected_spans: Count = Field(default=0, description="Left out of accepted requests; their sender knows")
    rejected_requests: Count
    dead_lettered_spans: Count = Field(description="Kept aside now because the store refused them")
    discarded_spans: Count = Field(default=0, description="Dead letters that are gone, by command or bounds")
    waiting_spans: Count = Field(default=0, description="Acknowledged, not yet queryable")
    rejected_by_reason: dict[str, Count] = Field(
        default_factory=dict, description="Requests that were not taken; they add up to rejected_requests"
    )
    unauthenticated_requests: Count = Field(description="Exports that came without a valid token")
    spool_bytes: Count = Field(description="Acknowledged, not yet queryable")
    spool_oldest_age_s: float | None = Field(description="Age of the oldest span not yet queryable")
    lost_spans: Count = Field(description="Acknowledged, and nowhere: must be 0")
    damaged_spool_bytes: Count = Field(default=0, description="Acknowledged bytes that the disk changed")


class Capabilities(Answer):
    """What the AgentOps server behind the portal can do."""

    server: str = Field(examples=["agent-portal-agentops"])
    version: str
    capabilities: list[str] = Field(examples=[["traces.search", "traces.detail", "metrics"]])
    missing: dict[str, list[str]] = Field(
        default={},
        description="Fields that this server does not tell, by answer (traces: the list, trace: the detail, "
        "metrics): they are null, 0 or empty there and mean nothing. Of the portal's own server: none",
        examples=[{"metrics": ["by_model"]}],
    )


class UpstreamProject(Answer):
    """A project as the AgentOps server knows it."""

    id: str
    name: str
    environment: str = Field(examples=["production"])
    created_at: Time


class UpstreamProjects(Answer):
    """The answer to a list of projects."""

    projects: list[UpstreamProject]


class TraceSearch(BaseModel):
    """Which traces, in what order, and which page of them."""

    start_time: str | None = Field(
        default=None,
        description="Start of the window: ISO 8601 (without a zone: UTC) or epoch seconds. "
        "Default: 24 hours before end_time",
        examples=["2026-01-31T09:00:00Z"],
        max_length=64,
    )
    end_time: str | None = Field(
        default=None,
        description="End of the window, exclusive. Default: now",
        examples=["2026-02-01T09:00:00Z"],
        max_length=64,
    )
    status: TraceStatus | None = Field(default=None, description="Only traces that ended so")
    model: str | None = Field(
        default=None, description="Only traces that called this model; `*`: any characters", max_length=200
    )
    q: str | None = Field(
        default=None,
        description="The filter language: `status:error model:qwen* cost>0.01 latency>2s tag:prod`, with "
        "and, or, not and parentheses; 422 `invalid_filter` says where it is wrong",
        max_length=8000,
        examples=["status:error cost>0.01"],
    )
    sort: Literal["start_time", "duration", "cost", "tokens"] = Field(default="start_time")
    order: Literal["asc", "desc"] = Field(default="desc")
    limit: int = Field(default=50, ge=1, le=200, description="Traces a page, when paging by cursor")
    cursor: str | None = Field(default=None, description="`next_cursor` of the page before", max_length=400)
    page: int | None = Field(default=None, ge=1, description="Page by number, from 1, instead of by cursor")
    size: int | None = Field(
        default=None, ge=1, le=200, description="Traces a page, when paging by number (50)"
    )


class MetricsQuery(BaseModel):
    """Over which window and in what steps."""

    start_time: str | None = Field(
        default=None, description="As for traces. Default: 24 hours before end_time", max_length=64
    )
    end_time: str | None = Field(default=None, description="Exclusive. Default: now", max_length=64)
    q: str | None = Field(
        default=None, description="Only traces that match this filter, as for traces", max_length=8000
    )
    interval: Literal["auto", "minute", "hour", "day"] = Field(default="auto", description="Step of `series`")
    time_zone: str = Field(
        default="UTC",
        description="IANA name; days begin at its midnight",
        examples=["Asia/Seoul"],
        max_length=64,
    )
    compare: Literal["previous", "none"] = Field(
        default="none", description="Also the figures of the window before"
    )
