"""Requests and answers about projects and keys."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Environment = Literal["production", "staging", "development", "community"]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Scope = Literal["ingest", "read", "admin"]


class ProjectOut(BaseModel):
    """A project."""

    id: str
    name: str
    environment: str
    created_at: str


class ProjectList(BaseModel):
    """All projects."""

    projects: list[ProjectOut]


class ProjectIn(BaseModel):
    """A project to create."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    environment: Environment = "production"


class ProjectChange(BaseModel):
    """What to change of a project."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    environment: Environment | None = None


class KeyOut(BaseModel):
    """An API key without its text."""

    id: str
    name: str
    hint: str = Field(description="The last four characters")
    scopes: list[str]
    created_at: str
    expires_at: str | None
    revoked_at: str | None


class KeyList(BaseModel):
    """The keys of a project."""

    keys: list[KeyOut]


class KeyIn(BaseModel):
    """A key to create."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    scopes: list[Scope] = Field(default=["ingest", "read"], min_length=1)
    expires_at: datetime | None = None


class NewKeyOut(KeyOut):
    """A key that was just made: the only answer that holds its text."""

    api_key: str


class NewProjectOut(BaseModel):
    """A project that was just made, with its first key."""

    project: ProjectOut
    key: NewKeyOut
