"""What goes over the wire about a project's policy: retention, masking, payloads, limits."""

from typing import Annotated, Any, Literal

from pydantic import Field

from portal.agentops.manage.schemas import Wanted
from portal.agentops.schemas import Answer, Count, Time

PayloadMode = Literal["full", "masked", "none"]
PatternName = Literal["email", "phone", "kr_rrn", "credit_card", "api_key", "ip"]
Days = Annotated[int, Field(ge=0, le=3650)]
KeyGlob = Annotated[str, Field(min_length=1, max_length=200, pattern=r"\S", examples=["customer.*"])]


class MaskingRule(Wanted):
    """A regular expression of the project's own; what it finds becomes `[masked:<name>]`."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$", examples=["employee"])
    pattern: str = Field(
        min_length=1,
        max_length=500,
        description="RE2 syntax: no look-around, no back-references. With a group, only the group is masked",
        examples=[r"EMP-\d{6}"],
    )


class MaskingRules(Wanted):
    """What is masked before it is stored, in the modes `masked` and `none`."""

    patterns: list[PatternName] | None = Field(default=None, description="Null: the server's default")
    custom: list[MaskingRule] = Field(default=[], max_length=50)
    attribute_keys: list[KeyGlob] = Field(
        default=[],
        max_length=200,
        description="Attributes, and keys within JSON, whose whole value is masked; `*`: any characters",
    )
    keep_attributes: list[KeyGlob] = Field(
        default=[],
        max_length=200,
        description="Attributes of the project's own that hold no payload: kept in the mode `none`, and when "
        "payloads are deleted",
    )


class RateLimits(Wanted):
    """How much may come in. Null: the server's default; 0: no limit (of a burst: the default)."""

    requests_per_second: Annotated[float, Field(ge=0, le=1_000_000)] | None = None
    request_burst: Annotated[int, Field(ge=0, le=10_000_000)] | None = None
    items_per_minute: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = Field(
        default=None, description="Spans, log records and metric points together"
    )
    item_burst: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None


class PolicyRules(Wanted):
    """What a project sets; null leaves a part to the server's defaults."""

    retention_days: Days | None = Field(default=None, description="0: for ever")
    payload_retention_days: Days | None = Field(
        default=None, description="Prompts, completions, log bodies, uploads; 0: as long as the rest"
    )
    payload_mode: PayloadMode | None = Field(
        default=None,
        description="full: stored as it comes; masked: by the rules; none: no payloads, the rest by rules",
    )
    masking: MaskingRules = MaskingRules()
    rate_limits: RateLimits = RateLimits()


class PolicySet(PolicyRules):
    """The whole policy of a project, in place of the one before."""

    version: Annotated[int, Field(ge=0)] | None = Field(
        default=None, description="As it was read: 409 where somebody changed it since. Null: whatever it is"
    )


class EffectiveRates(Answer):
    """Limits as they apply; 0: none."""

    requests_per_second: float
    request_burst: int
    items_per_minute: int
    item_burst: int


class EffectivePolicy(Answer):
    """What applies."""

    retention_days: int = Field(description="0: for ever")
    payload_retention_days: int = Field(description="0: as long as the rest")
    payload_mode: PayloadMode
    patterns: list[PatternName]
    rate_limits: EffectiveRates


class RetentionCounts(Answer):
    """What retention has deleted of the project, ever."""

    spans: Count
    traces: Count
    log_records: Count
    metric_points: Count
    uploads: Count
    payloads: Count = Field(description="Spans and log records that lost their payload and stayed")
    last_at: Time | None


class NamedPattern(Answer):
    """A pattern that the server knows."""

    name: PatternName
    description: str
    example: str


class ProjectPolicyAnswer(Answer):
    """A project's policy: as set, and as it applies."""

    project_id: str
    version: Count = Field(description="0: never set")
    updated_at: Time | None
    policy: PolicyRules
    effective: EffectivePolicy
    defaults: EffectivePolicy = Field(description="The server's, from its settings")
    deleted: RetentionCounts
    named_patterns: list[NamedPattern]


class PolicySample(Wanted):
    """A sample to try a policy on; nothing of it is kept. A text or attributes must be given."""

    policy: PolicyRules | None = Field(
        default=None, description="One that is not saved yet; null: the project's own"
    )
    text: str | None = Field(
        default=None,
        max_length=50_000,
        description="A prompt, a log body, an upload",
        examples=["Mail kim@example.com"],
    )
    attributes: dict[str, Any] | None = Field(
        default=None, max_length=500, description="Of a span", examples=[{"customer.name": "Kim"}]
    )


class RuleHit(Answer):
    """A rule that found something."""

    rule: str = Field(description="As in `[masked:<rule>]`", examples=["email"])
    count: Count


class PolicyPreview(Answer):
    """What would be stored of the sample."""

    payload_mode: PayloadMode
    text: str | None = Field(description="Null: none was given, or it would not be stored")
    attributes: dict[str, Any] | None
    hits: list[RuleHit]
    dropped: list[str] = Field(description="Attributes (and `text`) that would not be stored")
