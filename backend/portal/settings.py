"""Every setting of the portal. The only reader of the environment.

Empty variables count as absent. A bad value ends the process with one sentence that names the variable and
the mend and never repeats the value, which may be a secret.
"""

from collections.abc import Mapping
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from portal.roles import parse_roles

REPOSITORY = Path(__file__).parents[2]
Port = Annotated[int, Field(ge=1, le=65535)]


class SettingsError(Exception):
    """A setting is wrong; the message is one sentence that names it and the mend."""


def _http_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address like http://127.0.0.1:8003")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise ValueError("must hold neither a password nor a query")
    return value.rstrip("/")


def _optional_http_url(value: str) -> str:
    return _http_url(value) if value else value


def _email(value: str) -> str:
    name, _, host = value.strip().partition("@")
    if not name or not host or any(sign.isspace() for sign in value.strip()):
        raise ValueError("must be an e-mail address, like admin@example.com")
    return value.strip()


def _optional_issuer(value: str) -> str:
    parts = urlsplit(value)
    if not value or parts.scheme == "https" or parts.hostname in ("localhost", "127.0.0.1", "::1"):
        # As it stands: an issuer with a slash at its end is another one than without.
        if value:
            _http_url(value)
        return value
    raise ValueError("must be an https address")


def _roles(value: str) -> str:
    parse_roles(value)
    return value


def _level(value: str) -> str:
    if value.lower() not in ("debug", "info", "warning", "error"):
        raise ValueError("must be debug, info, warning or error")
    return value.lower()


def _networks(value: str) -> str:
    for part in filter(None, (part.strip() for part in value.split(","))):
        try:
            ip_network(part, strict=False)
        except ValueError as error:
            raise ValueError("must be addresses or networks with commas between, like 10.0.0.0/8") from error
    return value


class Settings(BaseSettings):
    """What the portal can be told from outside. Each field is the environment variable in capitals."""

    model_config = SettingsConfigDict(
        env_ignore_empty=True, extra="ignore", frozen=True, hide_input_in_errors=True
    )

    bind_host: str = Field("127.0.0.1", description="Address that both listeners bind to")
    portal_port: Port = Field(3001, description="Port of the screen, with the API it uses")
    backend_port: Port = Field(8000, description="Port of the API alone")
    portal_public_url: Annotated[str, AfterValidator(_optional_http_url)] = Field(
        "",
        description="Address people type to reach the screen; https:// makes the session cookie Secure. "
        "Default: http://127.0.0.1:PORTAL_PORT",
    )
    portal_trusted_proxies: Annotated[str, AfterValidator(_networks)] = Field(
        "",
        description="Addresses or networks (commas between) of the reverse proxies whose X-Forwarded-For and "
        "X-Forwarded-Proto are believed. Default: none",
    )
    portal_data_dir: Path = Field(
        Path(".data"), description="Folder of the stack's data; a relative path starts at the repository"
    )
    database_url: SecretStr = Field(
        SecretStr(""),
        description="Database of accounts: postgresql://user:password@host/name or sqlite:////file. "
        "Default: portal/portal.db under PORTAL_DATA_DIR",
    )
    portal_admin_email: Annotated[str, AfterValidator(_email)] = Field(
        "admin@agent-portal.local", description="The first administrator, created when there are no accounts"
    )
    portal_admin_password: SecretStr = Field(
        SecretStr(""),
        description="Their password, 8 characters or more. Ignored once there is an account",
    )
    portal_session_idle_hours: float = Field(
        12, gt=0, le=24 * 30, description="A session ends when it was not used for this many hours"
    )
    portal_session_max_days: float = Field(
        7, gt=0, le=365, description="A session ends this many days after sign-in, however much it is used"
    )
    oidc_issuer: Annotated[str, AfterValidator(_optional_issuer)] = Field(
        "",
        description="Issuer of an OpenID Connect provider to sign in with, as it calls itself. Empty: none",
    )
    oidc_client_id: str = Field("", max_length=500, description="The portal's id at that provider")
    oidc_client_secret: SecretStr = Field(
        SecretStr(""), description="Its secret there; empty for a public client"
    )
    oidc_name: str = Field(
        "Single sign-on", max_length=60, description="What the button on the sign-in page says"
    )
    oidc_scopes: str = Field(
        "openid email profile", max_length=500, description="What the provider is asked for"
    )
    oidc_groups_claim: str = Field(
        "groups", min_length=1, max_length=100, description="Where the provider lists a person's groups"
    )
    oidc_roles: Annotated[str, AfterValidator(_roles)] = Field(
        "*=viewer",
        max_length=8000,
        description="Roles by group, like ml-admins=admin, on-call=operator, *=viewer; who gets none may not "
        "sign in",
    )
    oidc_projects: str = Field(
        "",
        max_length=8000,
        description="Ids of the projects (commas between; * for all) that an account made by a first sign-in "
        "may see. Default: none, an admin gives them",
    )
    portal_screen_dir: Path = Field(
        Path("frontend/dist"),
        description="The built screen; a relative path starts at the repository",
    )
    agentops_api_endpoint: Annotated[str, AfterValidator(_optional_http_url)] = Field(
        "", description="The AgentOps server. Default: http://127.0.0.1:AGENTOPS_API_PORT"
    )
    agentops_api_port: Port = Field(
        8003, description="Port of the AgentOps server of this stack, when no AGENTOPS_API_ENDPOINT is set"
    )
    agentops_service_token: SecretStr = Field(
        description="What the portal shows the AgentOps server; the same value as there", min_length=16
    )
    agentops_v4_keys: SecretStr = Field(
        SecretStr(""),
        description="For a genuine AgentOps server behind the portal: an API key of each project to show, "
        "commas between",
    )
    agentops_v4_cookie: SecretStr = Field(
        SecretStr(""),
        description="For one whose /v4 wants a session of its dashboard: the Cookie header to send, "
        "like session_id=...",
    )
    litellm_url: Annotated[str, AfterValidator(_optional_http_url)] = Field(
        "", description="The gateway: for chat, and its health is shown. Empty: neither"
    )
    litellm_master_key: SecretStr = Field(
        SecretStr(""), description="The gateway's key, which chat is done with unless PORTAL_CHAT_KEY is set"
    )
    portal_chat_key: SecretStr = Field(
        SecretStr(""),
        description="A key of the gateway for chat alone. Default: LITELLM_MASTER_KEY; with neither, no chat",
    )
    portal_chat_at_once: int = Field(
        4, ge=1, le=100, description="Chat answers that may be written for one person at a time"
    )
    portal_chat_per_minute: int = Field(
        30, ge=1, le=10_000, description="Chat answers that one person may ask for in a minute"
    )
    portal_agentops_timeout_s: float = Field(
        4,
        gt=0,
        le=600,
        description="How long, in seconds, the AgentOps server may take for a page's question",
    )
    portal_chat_timeout_s: float = Field(
        120, gt=0, le=900, description="How long, in seconds, the gateway may be silent in a chat"
    )
    model_server_url: Annotated[str, AfterValidator(_optional_http_url)] = Field(
        "",
        description="The model server, whose health is asked for at /health of this host. Empty: not watched",
    )
    prometheus_bearer_token: SecretStr = Field(
        SecretStr(""), description="When set, /health/metrics answers only to this Bearer token"
    )
    portal_frames_port: int = Field(
        3003,
        ge=0,
        le=65535,
        description="Port of the listener that programs of others are framed from, apart from the portal's "
        "own origin. 0: none, they are framed from the portal's own and could act as whoever looks at them",
    )
    portal_frames_public_url: Annotated[str, AfterValidator(_optional_http_url)] = Field(
        "",
        description="Address of that listener as browsers reach it. Default: the host of PORTAL_PUBLIC_URL "
        "with PORTAL_FRAMES_PORT",
    )
    grafana_url: Annotated[str, AfterValidator(_optional_http_url)] = Field(
        "",
        description="Grafana behind /api/proxy/grafana/, which it must be configured to serve. Empty: none",
    )
    langfuse_url: Annotated[str, AfterValidator(_optional_http_url)] = Field(
        "", description="Langfuse behind the portal's sign-in, framed from LANGFUSE_FRAME_PORT. Empty: none"
    )
    langfuse_frame_port: Port = Field(
        3002, description="Port of the listener that Langfuse gets for itself, when LANGFUSE_URL is set"
    )
    langfuse_frame_public_url: Annotated[str, AfterValidator(_optional_http_url)] = Field(
        "",
        description="Address of that listener as browsers reach it; Langfuse's NEXTAUTH_URL. "
        "Default: the host of PORTAL_PUBLIC_URL with LANGFUSE_FRAME_PORT",
    )
    prometheus_url: Annotated[str, AfterValidator(_optional_http_url)] = Field(
        "", description="Prometheus behind /api/proxy/prometheus/. Empty: none"
    )
    alertmanager_url: Annotated[str, AfterValidator(_optional_http_url)] = Field(
        "", description="Alertmanager behind /api/proxy/alertmanager/. Empty: none"
    )
    streamlit_url: Annotated[str, AfterValidator(_optional_http_url)] = Field(
        "", description="The realtime dashboard behind /api/proxy/realtime/. Empty: none"
    )
    log_level: Annotated[str, AfterValidator(_level)] = Field(
        "info", description="debug, info, warning or error"
    )

    @property
    def oidc_project_ids(self) -> tuple[str, ...] | None:
        """The projects of accounts made by a first sign-in; None: every one."""
        ids = tuple(filter(None, (part.strip() for part in self.oidc_projects.split(","))))
        return None if "*" in ids else ids

    @property
    def public_url(self) -> str:
        """The address of the screen, without a slash at the end."""
        return self.portal_public_url or f"http://127.0.0.1:{self.portal_port}"

    @property
    def is_https(self) -> bool:
        """Whether people reach the portal over HTTPS."""
        return self.public_url.startswith("https://")

    @property
    def agentops_url(self) -> str:
        """The address of the AgentOps server, without a slash at the end."""
        return self.agentops_api_endpoint or f"http://127.0.0.1:{self.agentops_api_port}"

    @property
    def v4_keys(self) -> tuple[str, ...]:
        """Keys of projects on a genuine AgentOps server."""
        parts = self.agentops_v4_keys.get_secret_value().split(",")
        return tuple(filter(None, (part.strip() for part in parts)))

    @property
    def langfuse_frame_url(self) -> str:
        """Where browsers reach Langfuse's own listener; empty when there is no Langfuse."""
        return self.langfuse_frame_address if self.langfuse_url else ""

    @property
    def langfuse_frame_address(self) -> str:
        """Where that listener is, or would be if there were a Langfuse."""
        return self.langfuse_frame_public_url or self._on_port(self.langfuse_frame_port)

    @property
    def frames_url(self) -> str:
        """Where browsers reach the listener of framed programs; empty when there is none."""
        if not self.portal_frames_port:
            return ""
        return self.portal_frames_public_url or self._on_port(self.portal_frames_port)

    @property
    def frames_follow_host(self) -> bool:
        """Whether people who reach the portal under another name find the listeners under it as well.

        So it is where nothing stands between them: the public port is the listener's own.
        """
        told = self.portal_frames_public_url or self.langfuse_frame_public_url
        return not told and not self.is_https and urlsplit(self.public_url).port == self.portal_port

    def _on_port(self, port: int) -> str:
        parts = urlsplit(self.public_url)
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return f"{parts.scheme}://{host}:{port}"

    @property
    def data_dir(self) -> Path:
        """The stack's data folder as an absolute path."""
        return REPOSITORY / self.portal_data_dir

    @property
    def screen_dir(self) -> Path:
        """The built screen as an absolute path."""
        return REPOSITORY / self.portal_screen_dir


def load_settings(overrides: Mapping[str, Any] | None = None) -> Settings:
    """Read the environment; `overrides` (by field name) win over it. Raises `SettingsError`."""
    try:
        return Settings(**dict(overrides or {}))
    except ValidationError as error:
        raise SettingsError(_sentence(error)) from None


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=True)[0]
    field = str(first["loc"][0]) if first["loc"] else ""
    variable = field.upper()
    meaning = Settings.model_fields[field].description if field in Settings.model_fields else ""
    kind: Literal["missing"] | str = first["type"]
    if kind == "missing":
        return f"{variable} is not set: run ./scripts/setup.sh, or set it in .env ({meaning})."
    problem = first["msg"].removeprefix("Value error, ")
    return f"{variable} is wrong ({problem}): correct it in .env ({meaning})."
