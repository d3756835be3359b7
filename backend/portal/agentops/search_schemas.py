"""Shapes of facets, filter completion, sessions, the flow graph and error groups."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, JsonValue

from portal.agentops.schemas import Answer, Count, Time, TraceId, TraceStatus

FILTER_HELP = (
    'The filter language: `status:error model:qwen* cost>0.01 latency>2s tag:prod "free text"`, with and, '
    "or, not and parentheses. 422 `invalid_filter` says where it is wrong"
)
FilterText = Annotated[
    str, Field(default="", max_length=8000, description=FILTER_HELP, examples=["status:error cost>0.01"])
]


class Window(BaseModel):
    """A window of time."""

    start_time: str | None = Field(
        default=None,
        max_length=64,
        description="Start of the window: ISO 8601 (without a zone: UTC) or epoch seconds. "
        "Default: 24 hours before end_time",
        examples=["2026-01-31T09:00:00Z"],
    )
    end_time: str | None = Field(
        default=None,
        max_length=64,
        description="End of the window, exclusive. Default: now",
        examples=["2026-02-01T09:00:00Z"],
    )


class Selection(Window):
    """A window and a filter."""

    q: FilterText = ""


class FacetsQuery(Selection):
    """Which fields, and how many values of each."""

    fields: str = Field(
        default="",
        max_length=200,
        description="Names with commas between: status, model, provider, agent, tool, tag, team, key, "
        "service, user, session, name. Default: all",
        examples=["status,model"],
    )
    limit: int = Field(default=10, ge=1, le=100, description="Values of each field")


class FacetValue(Answer):
    """A value, and how many of the traces have it."""

    value: str
    count: Count


class Facet(Answer):
    """The most frequent values of a field."""

    field: str = Field(examples=["model"])
    values: list[FacetValue]
    complete: bool = Field(description="Whether there are no other values")


class Facets(Answer):
    """The values by which traces can be filtered."""

    facets: list[Facet]


class CompletionQuery(Window):
    """What was typed, and where the cursor stands."""

    text: str = Field(default="", max_length=8000, description="The filter as typed", examples=["status:er"])
    cursor: int | None = Field(
        default=None, ge=0, description="In characters from the start. Default: the end"
    )


class Suggestion(Answer):
    """A text to put in place of what is being typed."""

    kind: Literal["field", "operator", "value", "keyword"]
    text: str
    detail: str


class Completion(Answer):
    """What may replace `length` characters from `start` on, and what is wrong with the text as it is."""

    start: Count
    length: Count
    suggestions: list[Suggestion]
    error: dict[str, JsonValue] | None = Field(
        description="As of `invalid_filter`: message, position, length, found, expected, suggestion"
    )


class SessionSearch(Selection):
    """Which sessions, in what order, and which page of them."""

    sort: Literal["last_activity", "start_time", "duration", "cost", "tokens", "traces"] = Field(
        default="last_activity", description="What they are sorted by"
    )
    order: Literal["asc", "desc"] = Field(default="desc", description="Direction")
    limit: int = Field(default=50, ge=1, le=200, description="Sessions a page")
    cursor: str | None = Field(default=None, description="`next_cursor` of the page before", max_length=4000)


class AgentSession(Answer):
    """A conversation: the traces of one session id that began in the window."""

    session_id: str
    user: str | None
    start_time: Time = Field(description="Of the first trace")
    end_time: Time = Field(description="Of the last span")
    duration_ns: Count = Field(description="From the first start to the last end, pauses included")
    active_ns: Count = Field(description="The traces' durations together")
    status: TraceStatus = Field(description="Of the latest trace")
    trace_count: Count
    error_count: Count = Field(description="Failed traces")
    span_count: Count
    llm_call_count: Count
    unpriced_calls: Count
    total_tokens: Count
    cost_usd: float | None = Field(description="Null when nothing has a price")
    agents: list[str]
    models: list[str]
    tags: list[str]
    input_preview: str | None = Field(description="How it began")
    output_preview: str | None = Field(description="The latest answer")
    latest_trace_id: TraceId


class AgentSessionList(Answer):
    """A page of sessions."""

    sessions: list[AgentSession]
    next_cursor: str | None = Field(description="Send it as `cursor` for the next page; null on the last")
    total: Count


class FlowFigures(Answer):
    """What happened at a node, or over an edge."""

    calls: Count
    errors: Count
    avg_latency_ms: float | None
    p95_latency_ms: float | None
    total_tokens: Count
    cost_usd: float | None = Field(description="Null when nothing has a price")
    unpriced_calls: Count


class FlowNode(FlowFigures):
    """An agent, a tool or a model; or where it all starts."""

    id: str = Field(examples=["agent:researcher"])
    kind: Literal["start", "agent", "tool", "model"]
    name: str


class FlowEdge(FlowFigures):
    """Calls of `target` from `source`; the figures are the target's."""

    source: str
    target: str


class Flow(Answer):
    """Who calls whom, from real parents and children."""

    nodes: list[FlowNode]
    edges: list[FlowEdge]
    trace_count: Count = Field(description="Traces that the graph is made of, the latest ones")
    total_traces: Count = Field(description="Traces in the window")
    complete: bool = Field(description="Whether the graph is of all of them")


class ErrorQuery(Selection):
    """Which failures, in what order."""

    sort: Literal["count", "traces", "last_seen"] = Field(
        default="count", description="What the groups are sorted by"
    )
    limit: int = Field(default=50, ge=1, le=200, description="Groups")


class ErrorGroup(Answer):
    """Failures of the same kind of step with the same type and, but for ids and numbers, the same message."""

    fingerprint: str = Field(description="The same for the same failure at any time")
    kind: str = Field(description="Of the spans that failed: llm, tool, agent, …")
    error_type: str | None
    pattern: str = Field(description="The message with placeholders for what differs")
    message: str = Field(description="The latest")
    count: Count = Field(description="Failed spans")
    trace_count: Count
    user_count: Count
    first_seen: Time = Field(description="In the window")
    last_seen: Time
    names: list[str]
    models: list[str]
    tools: list[str]
    agents: list[str]
    services: list[str]
    trace_ids: list[TraceId] = Field(description="The latest five")
    trend: list[Count] = Field(description="Failures in each of 24 equal parts of the window")


class ErrorGroups(Answer):
    """What failed in a window."""

    groups: list[ErrorGroup]
    complete: bool = Field(description="Whether there are no more groups than these")
