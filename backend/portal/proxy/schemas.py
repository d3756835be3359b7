"""What goes over the wire about the programs behind the proxy."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from kit.timerange import iso
from portal.proxy.switch_on import Place


class SwitchOnStep(BaseModel):
    """Lines to put somewhere, so that a program appears in the portal."""

    model_config = ConfigDict(from_attributes=True)

    place: Place = Field(
        description="portal: the portal's .env; program: the environment of the program; program_flags: its "
        "command line"
    )
    text: str = Field(examples=["GRAFANA_URL=http://127.0.0.1:3005"])


class ProgramInfo(BaseModel):
    """A program that the portal can show."""

    name: str = Field(
        description="grafana, langfuse, prometheus, alertmanager, realtime", examples=["grafana"]
    )
    title: str = Field(examples=["Grafana"])
    setting: str = Field(description="The variable of .env that holds its address", examples=["GRAFANA_URL"])
    configured: bool
    role: str = Field(
        description="The role that looking needs: viewer, operator or admin", examples=["viewer"]
    )
    allowed: bool = Field(description="Whether you may look")
    refused_for: Literal["role", "projects"] | None = Field(
        description="Why not: your role, or that it shows all projects and you see some; null: you may look"
    )
    status: Literal["ok", "down", "off"] = Field(description="off: not configured")
    trouble: str | None = Field(description="As in /health; null: nothing", examples=["unreachable"])
    detail: str = Field(description="What is wrong and what to do; empty while it is off")
    since: Annotated[datetime, PlainSerializer(iso, return_type=str, when_used="json")] | None = Field(
        description="When this status was first seen", examples=["2026-01-31T09:00:00.000000Z"]
    )
    path: str = Field(
        description="Where its pages begin; opened as a page, it leads to frame_origin",
        examples=["/api/proxy/grafana/"],
    )
    frame_origin: str | None = Field(
        description="The origin that its pages run on, apart from the portal's; null: on the portal's own",
        examples=["http://127.0.0.1:3003"],
    )
    switch_on: list[SwitchOnStep]


class ProgramList(BaseModel):
    """The programs that the portal can show, configured or not."""

    programs: list[ProgramInfo]
