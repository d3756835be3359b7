"""What goes over the wire about the reconciliation of money. Amounts are exact: dollars as decimal text."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, Field, PlainSerializer

from portal.agentops.analytics.schemas import TimeZone
from portal.agentops.schemas import Answer, Count, Time
from portal.agentops.search_schemas import Selection

Usd = Annotated[
    Decimal,
    Field(description="US dollars", examples=["0.000123"]),
    PlainSerializer(lambda value: format(value.normalize(), "f"), return_type=str),
]
Dimension = Literal["day", "model", "key"]


class MoneyQuery(Selection):
    """Which calls to compare, in which groups, and what is too far apart."""

    time_zone: TimeZone = "UTC"
    group_by: str = Field(
        default="day,model,key",
        max_length=40,
        description="Of day, model and key (the alias of the gateway's key), with commas between",
        examples=["day,model"],
    )
    tolerance_usd: Decimal = Field(
        default=Decimal("0.000000001"),
        ge=0,
        le=1_000_000,
        max_digits=19,
        decimal_places=12,
        description="Two amounts of one call differ when they are further apart than this in dollars",
    )
    tolerance_ratio: float = Field(
        default=0.001, ge=0, le=1, description="And by more than this share of the larger amount"
    )
    limit: int = Field(default=1000, ge=1, le=5000, description="Rows")


class Behind(Answer):
    """The traces behind a figure: what to give to `GET /api/agentops/traces`."""

    q: str = Field(description="A filter", examples=["model=qwen-235b key=billing"])
    start_time: Time
    end_time: Time
    exact: bool = Field(description="Whether it finds these traces only; else there may be others among them")


class Sides(Answer):
    """What each side says of the same calls. A null amount: that side says nothing of any of them."""

    calls: Count = Field(description="Model calls, each once")
    failed_calls: Count
    gateway_calls: Count = Field(description="That went through the gateway")
    agent_calls: Count = Field(description="That an agent's own SDK reported")
    both_calls: Count = Field(description="That both reported")
    map_calls: Count = Field(description="That the price map has a price for")
    unpriced_calls: Count = Field(description="With neither a reported cost nor a price when they came in")
    prompt_tokens: Count
    completion_tokens: Count
    cached_tokens: Count
    reasoning_tokens: Count
    total_tokens: Count
    gateway_cost_usd: Usd | None = Field(description="What LiteLLM says they cost")
    stored_cost_usd: Usd | None = Field(description="What the traces say: the cost in every other figure")
    map_cost_usd: Usd | None = Field(description="Tokens times the prices of that moment, as known now")
    gateway_difference_usd: Usd | None = Field(description="Stored minus gateway, where it says a cost")
    map_difference_usd: Usd | None = Field(description="Stored minus price map, where both have a cost")
    not_by_gateway_usd: Usd | None = Field(description="Stored cost of what the gateway says no cost of")
    not_in_map_usd: Usd | None = Field(description="Stored cost of what the price map has no price for")


class MoneyRow(Answer):
    """One group of calls."""

    day: str | None = Field(
        description="In the time zone; null unless grouped by day", examples=["2026-01-31"]
    )
    model: str | None = Field(description="Null where not grouped by model, or the calls name none")
    key: str | None = Field(description="Null where not grouped by key, or there is none")
    sides: Sides
    findings: list[str] = Field(description="Codes of what was found in it")
    traces: Behind


class MoneyFinding(Answer):
    """Something that does not agree, of one model and key over the whole window."""

    code: str = Field(
        description="missing_from_traces, counted_twice, cached_at_full_price, gateway_differs, "
        "price_map_differs, price_changed, gateway_unpriced, zero_priced, unpriced, cached_exceeds_prompt, "
        "reasoning_exceeds_completion, cost_on_failure or unknown_to_gateway",
        examples=["cached_at_full_price"],
    )
    severity: Literal["error", "warning", "info"]
    message: str = Field(description="What it is")
    advice: str = Field(description="What to do about it")
    model: str | None
    key: str | None
    calls: Count
    amount_usd: Usd | None = Field(description="Null where it has none")
    amount: str = Field(description="What amount_usd is")
    first_day: str | None
    last_day: str | None
    traces: Behind


class GatewayCount(Answer):
    """The gateway's own count of its calls, which it writes on each of them."""

    gateways: Count = Field(description="Processes of the gateway that were at work in the window")
    calls: Count = Field(description="Counted between the first and the last known call of each")
    known_calls: Count = Field(description="Of these, the ones among the traces")
    spent_usd: Usd = Field(description="What LiteLLM says the counted calls cost")
    known_usd: Usd


class Tolerance(BaseModel):
    """How far two amounts of one call may be apart; both must be exceeded for a finding."""

    usd: Usd
    ratio: float = Field(description="Of the larger amount")


class Reconciliation(Answer):
    """Gateway, traces and price map beside each other."""

    project_id: str
    start_time: Time
    end_time: Time
    time_zone: str
    group_by: list[Dimension]
    tolerance: Tolerance
    totals: Sides = Field(description="Of everything that matches")
    rows: list[MoneyRow]
    rows_complete: bool = Field(description="Whether there are no more rows than these")
    findings: list[MoneyFinding] = Field(description="The worst first")
    gateway_count: GatewayCount = Field(description="Of the window, whatever the filter")
