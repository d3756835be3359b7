"""Requests and answers about policies."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from agentops_server.policies.model import Effective, PatternName, PayloadMode, Policy

SampleText = Annotated[str, Field(max_length=50_000)]


class PolicyChange(Policy):
    """The whole policy of a project, in place of the one before."""

    version: int | None = Field(
        default=None, ge=0, description="As it was read: 409 where somebody changed it since. Null: whatever"
    )

    def policy(self) -> Policy:
        """Without the version."""
        return Policy(**{name: getattr(self, name) for name in Policy.model_fields})


class RatesOut(BaseModel):
    """Limits as they apply; 0: none."""

    requests_per_second: float
    request_burst: int
    items_per_minute: int
    item_burst: int


class EffectiveOut(BaseModel):
    """What applies."""

    retention_days: int = Field(description="0: for ever")
    payload_retention_days: int = Field(description="0: as long as the rest")
    payload_mode: PayloadMode
    patterns: list[PatternName]
    rate_limits: RatesOut

    @classmethod
    def of(cls, found: Effective) -> "EffectiveOut":
        """As it goes over the wire."""
        return cls(
            retention_days=found.retention_days,
            payload_retention_days=found.payload_retention_days,
            payload_mode=found.payload_mode,
            patterns=list(found.patterns),
            rate_limits=RatesOut(**vars(found.rates)),
        )


class DeletedOut(BaseModel):
    """What retention has deleted of the project, ever."""

    spans: int
    traces: int
    log_records: int
    metric_points: int
    uploads: int
    payloads: int = Field(description="Spans and log records that lost their payload and stayed")
    last_at: str | None = Field(description="When something was deleted last")


class NamedPattern(BaseModel):
    """A pattern that the server knows."""

    name: PatternName
    description: str
    example: str


class PolicyOut(BaseModel):
    """A project's policy: as set, and as it applies."""

    project_id: str
    version: int = Field(description="Of the policy; 0: never set")
    updated_at: str | None
    policy: Policy
    effective: EffectiveOut
    defaults: EffectiveOut = Field(description="The server's, from its settings")
    deleted: DeletedOut
    named_patterns: list[NamedPattern]


class PreviewIn(BaseModel):
    """A sample to try a policy on; nothing of it is stored."""

    model_config = ConfigDict(extra="forbid")

    policy: Policy | None = Field(default=None, description="One that is not saved; null: the project's")
    text: SampleText | None = Field(default=None, description="A prompt, a log body, an upload")
    attributes: dict[str, Any] | None = Field(default=None, max_length=500, description="Of a span")

    @model_validator(mode="after")
    def _something(self) -> "PreviewIn":
        if self.text is None and self.attributes is None:
            raise ValueError("give a text or attributes to try the policy on")
        return self


class Hit(BaseModel):
    """A rule that found something."""

    rule: str = Field(description="As in `[masked:<rule>]`")
    count: int


class PreviewOut(BaseModel):
    """What would be stored of the sample."""

    payload_mode: PayloadMode
    text: str | None = Field(description="Null: none was given, or it would not be stored")
    attributes: dict[str, Any] | None
    hits: list[Hit]
    dropped: list[str] = Field(description="Attributes (and `text`) that would not be stored")
