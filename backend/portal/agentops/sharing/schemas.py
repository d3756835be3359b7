"""What goes over the wire about share links."""

from pydantic import BaseModel, ConfigDict, Field

from portal.agentops.schemas import Time, TraceId


class ShareCreate(BaseModel):
    """Which trace to show, and for how long."""

    model_config = ConfigDict(extra="forbid")

    trace_id: TraceId
    expires_in_hours: int = Field(default=24 * 7, ge=1, le=24 * 90, description="How long it works")


class Share(BaseModel):
    """A link that shows one trace to whoever has it."""

    id: str
    project_id: str
    trace_id: TraceId
    created_by: str = Field(description="E-mail of who made it", examples=["kim@example.com"])
    created_at: Time
    expires_at: Time
    url: str = Field(
        description="The token is behind the #: browsers keep it to themselves, so it is in nobody's log",
        examples=["http://127.0.0.1:3001/shared#3f2a…"],
    )


class ShareList(BaseModel):
    """Links that have not ended, the latest first."""

    shares: list[Share]
