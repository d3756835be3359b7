"""What goes over the wire about projects."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, PlainSerializer

from kit.timerange import iso


class Project(BaseModel):
    """A project: whose traces are kept apart from every other's."""

    id: str = Field(examples=["5a9a4c0e-5c0d-4d5e-9b0a-7a1f6b8f0c11"])
    name: str = Field(examples=["default"])
    environment: str = Field(examples=["production"])
    created_at: Annotated[datetime, PlainSerializer(iso, return_type=str, when_used="json")] = Field(
        examples=["2026-01-31T09:00:00.000000Z"]
    )


class ProjectList(BaseModel):
    """The projects that the caller may see, oldest first."""

    projects: list[Project]
