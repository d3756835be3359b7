"""Answers of AgentOps' v3 and v4 interface, as far as the portal reads them.

Money comes as strings with a fixed number of decimals; 0 stands for nothing known, since that server has no
notion of a call without a price.
"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue

from kit.errors import Unprocessable
from kit.timerange import parse_time

Count = Annotated[int, Field(ge=0)]


def _moment(value: Any) -> datetime:
    """ISO 8601, with or without a zone (then UTC), whatever the number of decimals. Raises `ValueError`."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    try:
        return parse_time(str(value))
    except Unprocessable as error:
        raise ValueError("not a time") from error


def _no_list(value: Any) -> Any:
    return [] if value is None else value


Moment = Annotated[datetime, BeforeValidator(_moment)]
Tags = Annotated[list[str], BeforeValidator(_no_list)]


class Shape(BaseModel):
    """Unknown fields are ignored; numbers may come as text."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Token(Shape):
    """`POST /v3/auth/token`."""

    token: str
    project_id: str


class PublicProject(Shape):
    """`GET /public/v1/project`."""

    id: str
    name: str
    environment: str = "production"


class ServerUp(Shape):
    """`GET /health`."""

    message: str


class TraceMetrics(Shape):
    """Figures of a list or of a trace."""

    prompt_tokens: Count = 0
    completion_tokens: Count = 0
    cache_read_input_tokens: Count = 0
    reasoning_tokens: Count = 0
    total_tokens: Count = 0
    total_cost: Decimal = Decimal(0)


class TraceItem(Shape):
    """A row of the list."""

    trace_id: str
    root_service_name: str | None = None
    root_span_name: str | None = None
    start_time: Moment
    end_time: Moment
    duration: Count
    span_count: Count
    error_count: Count
    tags: Tags = []
    total_cost: float | None = None


class TraceItems(Shape):
    """`GET /v4/traces/list/{project_id}`."""

    traces: list[TraceItem]
    total: Count


class SpanMetrics(Shape):
    """Tokens and cost of a span."""

    total_tokens: Count = 0
    prompt_tokens: Count = 0
    completion_tokens: Count = 0
    cache_read_input_tokens: Count = 0
    reasoning_tokens: Count = 0
    total_cost: Decimal = Decimal(0)


class SpanItem(Shape):
    """A span of the detail. Attributes are nested from dotted keys; leaves are texts."""

    span_id: str
    parent_span_id: str | None = None
    span_name: str
    span_kind: str = "Internal"
    span_type: str | None = None
    service_name: str | None = None
    start_time: Moment
    end_time: Moment
    duration: Count
    status_code: str = "UNSET"
    status_message: str | None = None
    resource_attributes: dict[str, JsonValue] = {}
    span_attributes: dict[str, JsonValue] = {}
    event_timestamps: list[Moment] = []
    event_names: list[str] = []
    event_attributes: list[dict[str, JsonValue]] = []
    link_trace_ids: list[str] = []
    link_span_ids: list[str] = []
    metrics: SpanMetrics | None = None


class TraceItemDetail(Shape):
    """`GET /v4/traces/detail/{trace_id}`."""

    project_id: str
    trace_id: str
    tags: Tags = []
    metrics: TraceMetrics = TraceMetrics()
    spans: list[SpanItem]


class SpanCount(Shape):
    """Spans of a project."""

    total: Count = 0


class TokenMetrics(Shape):
    """Tokens and cost of a project."""

    total_cost: Decimal = Decimal(0)
    prompt_tokens: Count = 0
    completion_tokens: Count = 0
    total_tokens: dict[str, Count] = {}


class DurationMetrics(Shape):
    """Durations of a project's traces, in nanoseconds."""

    avg_duration_ns: float = 0
    trace_durations: list[Count] = []


class ProjectMetrics(Shape):
    """`GET /v4/meterics/project/{project_id}`, which is how AgentOps spells it."""

    project_id: str
    trace_count: Count
    span_count: SpanCount = SpanCount()
    token_metrics: TokenMetrics = TokenMetrics()
    duration_metrics: DurationMetrics = DurationMetrics()
    success_datetime: list[Moment] = []
    fail_datetime: list[Moment] = []
    indeterminate_datetime: list[Moment] = []
