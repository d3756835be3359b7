"""What goes over the wire about saved views."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from portal.agentops.schemas import Time

Name = Annotated[str, Field(min_length=1, max_length=100, examples=["Failures of the researcher"])]
Page = Annotated[str, Field(pattern="^[a-z][a-z-]{0,39}$", description="Of the screen", examples=["traces"])]
State = Annotated[
    dict[Annotated[str, Field(min_length=1, max_length=64)], Annotated[str, Field(max_length=8000)]],
    Field(
        max_length=50,
        description="The query of the page's address, by name",
        examples=[{"q": "status:error agent:researcher", "sort": "cost"}],
    ),
]
SharedFlag = Annotated[
    bool, Field(description="Everybody who may see the project sees it; needs the role operator")
]


class ViewCreate(BaseModel):
    """A view to be kept."""

    model_config = ConfigDict(extra="forbid")

    name: Name
    page: Page = "traces"
    state: State
    shared: SharedFlag = False


class ViewUpdate(BaseModel):
    """What to change; what is absent stays."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    state: State | None = None
    shared: SharedFlag | None = None


class View(BaseModel):
    """What a page of the screen was set to."""

    id: str
    project_id: str
    name: str
    page: str
    state: dict[str, str]
    shared: bool
    owner: str = Field(description="Name of who keeps it", examples=["Kim Minji"])
    mine: bool = Field(description="Whether that is the caller")
    created_at: Time
    updated_at: Time


class ViewList(BaseModel):
    """One's own views and the shared ones, by name."""

    views: list[View]
