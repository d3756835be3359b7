"""What goes over the wire about projects, keys, prices and dead letters."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, PlainSerializer

from portal.agentops.schemas import Answer, Count, Time, UpstreamProject

Environment = Literal["production", "staging", "development", "community"]
Scope = Literal["ingest", "read", "admin"]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S", examples=["research"])]
# A plain decimal string: exact, and without an exponent.
Amount = Annotated[
    Decimal,
    Field(
        ge=0,
        le=1_000_000_000,
        max_digits=18,
        decimal_places=9,
        description="US dollars a million tokens",
        examples=["0.6"],
    ),
    PlainSerializer(lambda value: format(value.normalize(), "f"), return_type=str),
]


class Wanted(BaseModel):
    """What a caller asks for: a misspelt field is refused."""

    model_config = ConfigDict(extra="forbid")


class ProjectCreate(Wanted):
    """A project to create."""

    name: Name
    environment: Environment = "production"


class ProjectUpdate(Wanted):
    """What to change; what is absent stays."""

    name: Name | None = None
    environment: Environment | None = None


class KeyCreate(Wanted):
    """A key to create."""

    name: Name
    scopes: list[Scope] = Field(default=["ingest", "read"], min_length=1, max_length=3)
    expires_at: Time | None = Field(default=None, description="Left out: never")


class Key(Answer):
    """An API key without its text."""

    id: str
    name: str
    hint: str = Field(description="Its last four characters", examples=["9f3c"])
    scopes: list[str] = Field(examples=[["ingest", "read"]])
    created_at: Time
    expires_at: Time | None
    revoked_at: Time | None


class KeyList(Answer):
    """The keys of a project, revoked ones too."""

    keys: list[Key]


class NewKey(Key):
    """A key that was just made: the only answer that holds its text."""

    api_key: str = Field(description="Shown this once; the AgentOps SDK's AGENTOPS_API_KEY")


class NewProject(Answer):
    """A project that was just made, with its first key."""

    project: UpstreamProject
    key: NewKey


class PriceSet(Wanted):
    """The price of a model for a project."""

    model: str = Field(min_length=1, max_length=300, examples=["qwen-235b"])
    input: Amount
    output: Amount
    cached_input: Amount | None = Field(default=None, description="Left out: as input")
    reasoning: Amount | None = Field(default=None, description="Left out: as output")
    effective_from: Time | None = Field(default=None, description="Left out: ever since")


class Price(Answer):
    """A price in force."""

    model: str
    input: Amount
    output: Amount
    cached_input: Amount | None
    reasoning: Amount | None
    effective_from: Time
    is_own: bool = Field(description="The project's own; it goes before everyone's")
    source: str = Field(examples=["litellm"])


class PriceList(Answer):
    """Prices."""

    prices: list[Price]


class UnpricedModel(Answer):
    """A model that was called and has no price."""

    model: str
    provider: str
    calls: Count
    total_tokens: Count


class UnpricedList(Answer):
    """Models without a price, the most called first."""

    models: list[UnpricedModel]


class Repriced(Answer):
    """What pricing again did."""

    calls: Count = Field(description="Calls priced again; those that reported their own cost are left")


LetterSignal = Literal["traces", "logs", "metrics"]


class DeadLetter(Answer):
    """Something that was acknowledged and then refused by the store: mostly one span, record or point."""

    id: str
    signal: str = Field(default="traces", description="traces, logs or metrics")
    spans: Count = Field(description="Spans, log records or metric points")
    bytes: Count
    name: str = Field(default="", description="Of the span or metric; of a log record its event or severity")
    trace_id: str = Field(default="", description="32 hex digits, or empty")
    span_id: str = Field(default="", description="16 hex digits, or empty")
    reason: str = Field(description="What is wrong")
    field: str = Field(default="", description="The field at fault, where the store says so; or empty")
    received_at: Time
    failed_at: Time


class LetterLimits(Answer):
    """The bounds of a project's dead letters. Over them the oldest go, and count as discarded."""

    dead_letters: Count
    bytes: Count
    days: Count


class DeadLetterList(Answer):
    """A page of dead letters, the newest first."""

    dead_letters: list[DeadLetter]
    next_cursor: str | None = None
    total: Count | None = Field(default=None, description="In all pages; null: the server does not count")
    total_spans: Count | None = Field(
        default=None, description="Spans, log records and points in all of them"
    )
    limits: LetterLimits | None = None


class DeadLetterDetail(DeadLetter):
    """A dead letter with what it holds."""

    content: dict[str, JsonValue] = Field(description="The request in OTLP's JSON")
    is_cut: bool = Field(description="Whether long texts, long lists or deep values were cut")


class LettersChosen(Wanted):
    """Which dead letters: some by their ids, or all (of a signal)."""

    ids: list[str] | None = Field(None, min_length=1, max_length=1000)
    all: bool = False
    signal: LetterSignal | None = None


class LettersDone(Answer):
    """What was done with dead letters."""

    dead_letters: Count
    spans: Count = Field(description="Spans, log records and metric points in them")
    remaining: Count = Field(description="Dead letters that the project still has")
