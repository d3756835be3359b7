"""What a reconciliation answers. Amounts are exact: US dollars as decimal text."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, Field, PlainSerializer

from agentops_server.money.findings import Severity

# As exact as they are stored: twelve decimals, without an exponent.
Usd = Annotated[Decimal, PlainSerializer(lambda value: format(value.normalize(), "f"), return_type=str)]
Dimension = Literal["day", "model", "key"]


class Behind(BaseModel):
    """The traces behind a figure: a filter and a window for `GET /telemetry/v1/traces`."""

    q: str
    start_time: str
    end_time: str
    exact: bool = Field(description="Whether they are these traces only; else there may be others among them")


class Sides(BaseModel):
    """What each side says of the same calls. Null: that side says nothing of any of them.

    stored = gateway + gateway_difference + not_by_gateway
    """

    calls: int = Field(description="Model calls, each once")
    failed_calls: int
    gateway_calls: int = Field(description="That went through the gateway")
    agent_calls: int = Field(description="That an agent's own SDK reported")
    both_calls: int = Field(description="That both reported")
    map_calls: int = Field(description="That the price map has a price for")
    unpriced_calls: int = Field(description="With neither a reported cost nor a price when they were stored")
    prompt_tokens: int
    completion_tokens: int
    cached_tokens: int
    reasoning_tokens: int
    total_tokens: int
    gateway_cost_usd: Usd | None = Field(description="What LiteLLM says they cost")
    stored_cost_usd: Usd | None = Field(description="What the traces say: the cost of every other figure")
    map_cost_usd: Usd | None = Field(
        description="Tokens times the prices in force at that moment, as known now"
    )
    gateway_difference_usd: Usd | None = Field(
        description="Stored minus gateway, where the gateway says a cost"
    )
    map_difference_usd: Usd | None = Field(description="Stored minus price map, where both have a cost")
    not_by_gateway_usd: Usd | None = Field(description="Stored cost of what the gateway says no cost of")
    not_in_map_usd: Usd | None = Field(description="Stored cost of what the price map has no price for")


class ReconciledRow(BaseModel):
    """One group of calls."""

    day: str | None = Field(description="Of the trace's start, in the time zone; null unless grouped by day")
    model: str | None = Field(description="Null where not grouped by model, or the calls name none")
    key: str | None = Field(description="Alias of the gateway's key; null where there is none")
    sides: Sides
    findings: list[str] = Field(description="Codes of what was found in it")
    traces: Behind


class Finding(BaseModel):
    """Something that does not agree, of one model and key over the whole window."""

    code: str
    severity: Severity
    message: str
    advice: str
    model: str | None
    key: str | None
    calls: int
    amount_usd: Usd | None = Field(description="What it is about: see `amount`; null where it has none")
    amount: str
    first_day: str | None
    last_day: str | None
    traces: Behind


class GatewayCount(BaseModel):
    """The gateway's own count of its calls, which it writes on each of them."""

    gateways: int = Field(description="Processes of the gateway that were at work in the window")
    calls: int = Field(description="Counted between the first and the last call that is known of each")
    known_calls: int = Field(description="Of these, the ones that are here")
    spent_usd: Usd = Field(description="What LiteLLM says the counted calls cost")
    known_usd: Usd


class Tolerance(BaseModel):
    """How far two amounts of one call may be apart; both must be exceeded for a finding."""

    usd: Usd
    ratio: float = Field(description="Of the larger amount")


class Reconciliation(BaseModel):
    """Gateway, traces and price map beside each other."""

    project_id: str
    start_time: str
    end_time: str
    time_zone: str
    group_by: list[Dimension]
    tolerance: Tolerance
    totals: Sides
    rows: list[ReconciledRow]
    rows_complete: bool = Field(description="Whether there are no more rows than these")
    findings: list[Finding]
    gateway_count: GatewayCount
