"""What goes over the wire about accounts, for admins."""

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr

from portal.auth.schemas import Role, Time


def _email(value: str) -> str:
    value = value.strip()
    name, _, host = value.partition("@")
    if not name or not host or any(sign.isspace() or not sign.isprintable() for sign in value):
        raise ValueError("must be an e-mail address")
    return value


Email = Annotated[
    str, Field(min_length=3, max_length=254, examples=["kim@example.com"]), AfterValidator(_email)
]
Password = Annotated[SecretStr, Field(min_length=8, max_length=1024, examples=["correct horse battery"])]
Name = Annotated[str, Field(min_length=1, max_length=200, examples=["Kim Minji"])]
ProjectIds = Annotated[list[Annotated[str, Field(min_length=1, max_length=128)]], Field(max_length=1000)]


class Account(BaseModel):
    """An account, as admins see it."""

    id: str
    email: str
    name: str
    role: Role
    disabled: bool = Field(description="May not sign in; sessions and tokens do not work")
    all_projects: bool = Field(description="Sees every project, also future ones")
    project_ids: list[str] = Field(description="The projects it sees, unless all_projects")
    created_at: Time


class AccountList(BaseModel):
    """All accounts, by e-mail."""

    users: list[Account]


class AccountCreate(BaseModel):
    """An account to be."""

    model_config = ConfigDict(extra="forbid")

    email: Email
    name: Name
    password: Password
    role: Role = "viewer"
    all_projects: bool = Field(default=False, description="Sees every project, also future ones")
    project_ids: ProjectIds = []


class AccountUpdate(BaseModel):
    """What to change; what is absent stays. A new password, role or disabling ends the account's sessions."""

    model_config = ConfigDict(extra="forbid")

    name: Name | None = None
    password: Password | None = None
    role: Role | None = None
    disabled: bool | None = None
    all_projects: bool | None = None
    project_ids: ProjectIds | None = None
