"""What goes over the wire about accounts and sign-in."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, SecretStr

from kit.timerange import iso

Role = Literal["viewer", "operator", "admin"]
Time = Annotated[
    datetime,
    PlainSerializer(iso, return_type=str, when_used="json"),
    Field(examples=["2026-01-31T09:00:00.000000Z"]),
]


class LoginRequest(BaseModel):
    """Who signs in. Values that are too long are refused before they cost anything."""

    model_config = ConfigDict(extra="forbid")

    email: str = Field(min_length=1, max_length=254, examples=["admin@example.com"])
    password: SecretStr = Field(min_length=1, max_length=1024, examples=["correct horse battery staple"])


class UserOut(BaseModel):
    """An account, as its owner and admins see it."""

    id: str
    email: str = Field(examples=["admin@example.com"])
    name: str = Field(examples=["Kim Minji"])
    role: Role = Field(description="viewer: sees; operator: also acts on alerts and views; admin: everything")


class SessionInfo(BaseModel):
    """The session that the call was made with."""

    expires_at: Time = Field(description="When it ends, unless it is used before")


class OidcSignIn(BaseModel):
    """A provider to sign in with."""

    name: str = Field(description="What the button says", examples=["Company login"])
    url: str = Field(description="Where the button leads", examples=["/api/auth/oidc/start"])


class SignInWays(BaseModel):
    """How people sign in here."""

    password: bool = Field(default=True, description="With e-mail and password")
    oidc: OidcSignIn | None = Field(default=None, description="Null: no provider is configured")


class SessionState(BaseModel):
    """Whether somebody is signed in; `user` and `session` are null when nobody is."""

    user: UserOut | None
    session: SessionInfo | None
    sign_in: SignInWays = SignInWays()


class SessionOut(BaseModel):
    """One of one's own sessions."""

    id: str
    current: bool = Field(description="The one that this call was made with")
    created_at: Time
    last_seen_at: Time
    expires_at: Time = Field(description="When it ends, unless it is used before")
    address: str
    user_agent: str


class SessionList(BaseModel):
    """One's own sessions, the last used first."""

    sessions: list[SessionOut]


class PasswordChange(BaseModel):
    """A new password for oneself."""

    model_config = ConfigDict(extra="forbid")

    current_password: SecretStr = Field(min_length=1, max_length=1024)
    new_password: SecretStr = Field(min_length=8, max_length=1024, examples=["correct horse battery"])


class LoginResponse(BaseModel):
    """Signed in; the session travels in a cookie."""

    user: UserOut


class Me(BaseModel):
    """Who is signed in."""

    user: UserOut
    session: SessionInfo
