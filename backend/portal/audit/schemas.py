"""What goes over the wire about the audit log."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from kit.timerange import iso


class AuditEntry(BaseModel):
    """One act."""

    model_config = ConfigDict(from_attributes=True)

    id: int
    time: Annotated[datetime, PlainSerializer(iso, return_type=str, when_used="json")] = Field(
        examples=["2026-01-31T09:00:00.000000Z"]
    )
    actor_id: str | None = Field(description="Null: the portal itself")
    actor_email: str
    via: str = Field(description="session, token, password or oidc (a sign-in), or system")
    action: str = Field(examples=["user.create"])
    target: str = Field(description="What it was done to: an e-mail, an id", examples=["kim@example.com"])
    details: dict[str, Any] = Field(description="By the action; never a secret")
    address: str
    request_id: str


class AuditPage(BaseModel):
    """Acts, the latest first."""

    events: list[AuditEntry]
    next_cursor: str | None = Field(description="Send it as `cursor` for older acts; null at the end")


class AuditFilter(BaseModel):
    """Which acts."""

    action: str | None = Field(
        default=None, description="Only this action, or all that begin so: `user.`", max_length=64
    )
    actor: str | None = Field(default=None, description="Only acts of this e-mail", max_length=254)
    start_time: str | None = Field(default=None, description="ISO 8601 or epoch", max_length=64)
    end_time: str | None = Field(default=None, description="Exclusive", max_length=64)


class AuditSearch(AuditFilter):
    """Which acts, and which page of them."""

    limit: int = Field(default=100, ge=1, le=1000, description="Acts a page")
    cursor: str | None = Field(
        default=None, description="`next_cursor` of the page before", pattern="^[0-9]{1,18}$"
    )


class AuditExport(AuditFilter):
    """Which acts, and in what form."""

    format: Literal["csv", "jsonl"] = Field(default="csv", description="Both in UTF-8, the latest first")
