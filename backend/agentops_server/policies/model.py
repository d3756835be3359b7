"""A project's policy as it is set, the server's defaults, and what applies of both."""

from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Value = TypeVar("Value")

PayloadMode = Literal["full", "masked", "none"]
PatternName = Literal["email", "phone", "kr_rrn", "credit_card", "api_key", "ip"]
Days = Annotated[int, Field(ge=0, le=3650)]
# A `*` stands for any characters; letter case does not matter.
KeyGlob = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
RuleName = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CustomRule(_Part):
    """A regular expression of the project's own; what it finds becomes `[masked:<name>]`."""

    name: RuleName = Field(examples=["employee"])
    pattern: Annotated[str, Field(min_length=1, max_length=500)] = Field(
        description="RE2 syntax: no look-around and no back-references. Where it has a group, only the first "
        "group that took part is masked",
        examples=[r"EMP-\d{6}"],
    )


class Masking(_Part):
    """Which text is masked before it is stored, in the modes `masked` and `none`."""

    patterns: list[PatternName] | None = Field(
        default=None, description="Null: the server's default, AGENTOPS_MASK_PATTERNS"
    )
    custom: list[CustomRule] = Field(default=[], max_length=50)
    attribute_keys: list[KeyGlob] = Field(
        default=[],
        max_length=200,
        description="Attributes, and keys within JSON, whose whole value becomes `[masked:key]`; "
        "`*` stands for any characters",
        examples=[["customer.*", "password"]],
    )
    keep_attributes: list[KeyGlob] = Field(
        default=[],
        max_length=200,
        description="Attributes of the project's own that hold no payload: kept in the mode `none`, and when "
        "payloads are deleted",
        examples=[["customer.tier"]],
    )

    @property
    def has_rules(self) -> bool:
        """Whether anything was asked for that only masking does."""
        return bool(self.patterns or self.custom or self.attribute_keys)


class RateLimits(_Part):
    """How much may come in. Null: the server's default; 0: no limit."""

    requests_per_second: Annotated[float, Field(ge=0, le=1_000_000)] | None = None
    request_burst: Annotated[int, Field(ge=0, le=10_000_000)] | None = Field(
        default=None, description="Requests that may come at once; null: those of two seconds, at least ten"
    )
    items_per_minute: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = Field(
        default=None, description="Spans, log records and metric points together"
    )
    item_burst: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = Field(
        default=None, description="Items that may come at once; null: those of a minute"
    )


class Policy(_Part):
    """What a project sets; null leaves a part to the server's defaults."""

    retention_days: Days | None = Field(default=None, description="0: for ever")
    payload_retention_days: Days | None = Field(
        default=None, description="Prompts, completions, log bodies, uploads; 0: as long as the rest"
    )
    payload_mode: PayloadMode | None = None
    masking: Masking = Masking()
    rate_limits: RateLimits = RateLimits()


@dataclass(frozen=True)
class Rates:
    """Limits as they apply; 0: none."""

    requests_per_second: float = 0.0
    request_burst: int = 0
    items_per_minute: int = 0
    item_burst: int = 0


@dataclass(frozen=True)
class Effective:
    """What applies to a project."""

    retention_days: int
    payload_retention_days: int
    payload_mode: PayloadMode
    patterns: tuple[PatternName, ...]
    rates: Rates


def resolve(policy: Policy, defaults: Effective) -> Effective:
    """What applies: the project's own settings, else the server's."""
    patterns = policy.masking.patterns
    return Effective(
        retention_days=_first(policy.retention_days, defaults.retention_days),
        payload_retention_days=_first(policy.payload_retention_days, defaults.payload_retention_days),
        payload_mode=policy.payload_mode or defaults.payload_mode,
        patterns=defaults.patterns if patterns is None else tuple(dict.fromkeys(patterns)),
        rates=resolve_rates(policy.rate_limits, defaults.rates),
    )


def resolve_rates(wanted: RateLimits, defaults: Rates) -> Rates:
    """Limits with their bursts: never less than one request."""
    requests = _first(wanted.requests_per_second, defaults.requests_per_second)
    items = _first(wanted.items_per_minute, defaults.items_per_minute)
    request_burst = _first(wanted.request_burst, defaults.request_burst) or max(10, round(2 * requests))
    item_burst = _first(wanted.item_burst, defaults.item_burst) or items
    return Rates(requests, request_burst if requests else 0, items, item_burst if items else 0)


def _first(own: Value | None, default: Value) -> Value:
    return default if own is None else own
