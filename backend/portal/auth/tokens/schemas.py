"""What goes over the wire about API tokens."""

from pydantic import BaseModel, ConfigDict, Field

from portal.auth.schemas import Role, Time


class ApiTokenOut(BaseModel):
    """A token, without the token."""

    model_config = ConfigDict(from_attributes=True)

    id: str
    name: str
    hint: str = Field(description="How the token begins", examples=["apt_Xy12"])
    role: Role = Field(description="What it may do at most; never more than its owner")
    project_ids: list[str] | None = Field(description="Only these projects; null: all that its owner may see")
    created_at: Time
    expires_at: Time
    last_used_at: Time | None


class ApiTokenList(BaseModel):
    """One's own tokens, the latest first."""

    tokens: list[ApiTokenOut]


class ApiTokenCreate(BaseModel):
    """A token to be."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=100, description="What it is for", examples=["nightly report"])
    role: Role = Field(default="viewer", description="What it may do at most")
    project_ids: list[str] | None = Field(default=None, max_length=1000, description="Only these projects")
    expires_in_days: int = Field(default=90, ge=1, le=365)


class ApiTokenCreated(BaseModel):
    """A new token; this is the only time that it is shown."""

    token: str = Field(examples=["apt_Xy12..."], description="Send it as `Authorization: Bearer ...`")
    info: ApiTokenOut
