"""The only reader of the environment in this server."""

import ipaddress
import secrets
import uuid
from pathlib import Path
from typing import Literal, cast, get_args

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from agentops_server.policies.model import PatternName, PayloadMode
from agentops_server.store.address import http_options
from agentops_server.watch.budgets import Budget, parse_budgets


class ConfigError(Exception):
    """The configuration cannot be used; the message is one sentence that names the mend."""


class Settings(BaseSettings):
    """Everything the server can be told, with defaults that fit one machine."""

    model_config = SettingsConfigDict(
        env_ignore_empty=True, extra="ignore", frozen=True, populate_by_name=True
    )

    bind_host: str = Field("127.0.0.1", alias="BIND_HOST")
    api_port: int = Field(8003, alias="AGENTOPS_API_PORT", ge=0, le=65535)
    otlp_http_port: int = Field(4318, alias="OTLP_HTTP_PORT", ge=0, le=65535)
    otlp_grpc_port: int = Field(4317, alias="OTLP_GRPC_PORT", ge=0, le=65535)
    data_dir: Path = Field(Path(".data"), alias="PORTAL_DATA_DIR", validate_default=True)
    clickhouse_url: SecretStr = Field(SecretStr("chdb://"), alias="CLICKHOUSE_URL")
    clickhouse_memory_bytes: int = Field(0, alias="AGENTOPS_CLICKHOUSE_MEMORY_BYTES", ge=0)
    clickhouse_cluster: str = Field("", alias="AGENTOPS_CLICKHOUSE_CLUSTER", pattern=r"^[A-Za-z0-9_.{}-]*$")
    database_url: SecretStr | None = Field(None, alias="AGENTOPS_DATABASE_URL")
    app_url: str = Field("http://127.0.0.1:3001", alias="AGENTOPS_APP_URL")
    api_key: SecretStr | None = Field(None, alias="AGENTOPS_API_KEY")
    jwt_secret: SecretStr | None = Field(None, alias="AGENTOPS_JWT_SECRET")
    service_token: SecretStr | None = Field(None, alias="AGENTOPS_SERVICE_TOKEN")
    metrics_token: SecretStr | None = Field(None, alias="PROMETHEUS_BEARER_TOKEN")
    token_days: int = Field(30, alias="AGENTOPS_TOKEN_DAYS", ge=1, le=3650)
    unauthenticated_ingest: Literal["auto", "reject", "default"] = Field(
        "auto", alias="AGENTOPS_UNAUTHENTICATED_INGEST"
    )
    prices_file: Path | None = Field(None, alias="AGENTOPS_PRICES_FILE")
    gateway_config: Path | None = Field(None, alias="AGENTOPS_GATEWAY_CONFIG")
    max_body_bytes: int = Field(32 * 2**20, alias="AGENTOPS_MAX_BODY_BYTES", ge=1024, le=2**30)
    max_connections: int = Field(500, alias="AGENTOPS_MAX_CONNECTIONS", ge=1, le=100_000)
    bodies_max_bytes: int = Field(2**28, alias="AGENTOPS_BODIES_MAX_BYTES", ge=2**20)
    body_seconds: float = Field(60, alias="AGENTOPS_BODY_SECONDS", gt=0, le=3600)
    spool_max_bytes: int = Field(2**30, alias="AGENTOPS_SPOOL_MAX_BYTES", ge=2**20)
    dead_letters_max: int = Field(10_000, alias="AGENTOPS_DEAD_LETTERS_MAX", ge=1, le=10_000_000)
    dead_letters_max_bytes: int = Field(2**28, alias="AGENTOPS_DEAD_LETTERS_MAX_BYTES", ge=2**20)
    dead_letters_days: int = Field(90, alias="AGENTOPS_DEAD_LETTERS_DAYS", ge=1, le=3650)
    uploads_max_bytes: int = Field(2**30, alias="AGENTOPS_UPLOADS_MAX_BYTES", ge=2**20)
    retention_days: int = Field(0, alias="AGENTOPS_RETENTION_DAYS", ge=0, le=3650)
    payload_retention_days: int = Field(0, alias="AGENTOPS_PAYLOAD_RETENTION_DAYS", ge=0, le=3650)
    retention_seconds: float = Field(3600, alias="AGENTOPS_RETENTION_SECONDS", ge=0, le=86_400)
    payload_mode: PayloadMode = Field("full", alias="AGENTOPS_PAYLOAD_MODE")
    mask_patterns: str = Field(",".join(get_args(PatternName)), alias="AGENTOPS_MASK_PATTERNS")
    rate_requests_per_second: float = Field(0, alias="AGENTOPS_RATE_REQUESTS_PER_SECOND", ge=0, le=1_000_000)
    rate_request_burst: int = Field(0, alias="AGENTOPS_RATE_REQUEST_BURST", ge=0, le=10_000_000)
    rate_items_per_minute: int = Field(0, alias="AGENTOPS_RATE_ITEMS_PER_MINUTE", ge=0, le=1_000_000_000)
    rate_item_burst: int = Field(0, alias="AGENTOPS_RATE_ITEM_BURST", ge=0, le=1_000_000_000)
    flush_interval_ms: int = Field(300, alias="AGENTOPS_FLUSH_INTERVAL_MS", ge=10, le=60_000)
    query_seconds: int = Field(15, alias="AGENTOPS_QUERY_SECONDS", ge=1, le=600)
    query_memory_bytes: int = Field(2**31, alias="AGENTOPS_QUERY_MEMORY_BYTES", ge=2**20)
    query_rows: int = Field(500_000_000, alias="AGENTOPS_QUERY_ROWS", ge=1)
    rollup_seconds: float = Field(30, alias="AGENTOPS_ROLLUP_SECONDS", ge=0, le=86_400)
    budgets: str = Field("", alias="AGENTOPS_BUDGETS")
    watch_seconds: float = Field(60, alias="AGENTOPS_WATCH_SECONDS", ge=0, le=86_400)
    anomaly_seconds: float = Field(300, alias="AGENTOPS_ANOMALY_SECONDS", ge=0, le=86_400)
    export_seconds: int = Field(600, alias="AGENTOPS_EXPORT_SECONDS", ge=1, le=86_400)
    export_rows: int = Field(2_000_000, alias="AGENTOPS_EXPORT_ROWS", ge=1)
    export_connections: int = Field(2, alias="AGENTOPS_EXPORT_CONNECTIONS", ge=1, le=100)
    live_connections: int = Field(50, alias="AGENTOPS_LIVE_CONNECTIONS", ge=1, le=10_000)
    sql_port: int = Field(0, alias="AGENTOPS_SQL_PORT", ge=0, le=65535)
    sql_user: str = Field("reader", alias="AGENTOPS_SQL_USER", min_length=1)
    sql_password: SecretStr | None = Field(None, alias="AGENTOPS_SQL_PASSWORD")
    sql_seconds: int = Field(30, alias="AGENTOPS_SQL_SECONDS", ge=1, le=3600)
    sql_memory_bytes: int = Field(2**30, alias="AGENTOPS_SQL_MEMORY_BYTES", ge=2**26)
    sql_rows: int = Field(500_000_000, alias="AGENTOPS_SQL_ROWS", ge=1000)
    sql_result_rows: int = Field(1_000_000, alias="AGENTOPS_SQL_RESULT_ROWS", ge=1)
    sql_result_bytes: int = Field(2**28, alias="AGENTOPS_SQL_RESULT_BYTES", ge=2**16)
    sql_connections: int = Field(3, alias="AGENTOPS_SQL_CONNECTIONS", ge=1, le=100)
    upstream_url: SecretStr | None = Field(None, alias="AGENTOPS_UPSTREAM_URL")
    upstream_projects: str = Field("", alias="AGENTOPS_UPSTREAM_PROJECTS")
    upstream_since: str = Field("", alias="AGENTOPS_UPSTREAM_SINCE")
    upstream_overlap_s: int = Field(3600, alias="AGENTOPS_UPSTREAM_OVERLAP_SECONDS", ge=0, le=604_800)
    upstream_poll_s: float = Field(10, alias="AGENTOPS_UPSTREAM_POLL_SECONDS", ge=0.1, le=3600)
    langfuse_url: str = Field("", alias="LANGFUSE_URL")
    langfuse_public_key: SecretStr = Field(SecretStr(""), alias="LANGFUSE_PUBLIC_KEY")
    langfuse_secret_key: SecretStr = Field(SecretStr(""), alias="LANGFUSE_SECRET_KEY")
    langfuse_fanout: Literal["server", "collector", "off"] = Field("server", alias="LANGFUSE_FANOUT")
    langfuse_max_bytes: int = Field(2**30, alias="AGENTOPS_LANGFUSE_MAX_BYTES", ge=2**20)
    log_level: Literal["debug", "info", "warning", "error"] = Field("info", alias="LOG_LEVEL")

    @field_validator("langfuse_url")
    @classmethod
    def _address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("log_level", mode="before")
    @classmethod
    def _lower(cls, value: object) -> object:
        return value.lower() if isinstance(value, str) else value

    @field_validator("data_dir", "prices_file", "gateway_config")
    @classmethod
    def _absolute(cls, value: Path | None) -> Path | None:
        return value.absolute() if value is not None else None

    @field_validator("clickhouse_url")
    @classmethod
    def _known_store(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value()
        if not url.startswith(("chdb://", "http://", "https://")):
            raise ValueError("must start with chdb://, http:// or https://")
        if not url.startswith("chdb://"):
            http_options(url)
        return value

    @field_validator("clickhouse_memory_bytes")
    @classmethod
    def _enough(cls, value: int) -> int:
        if 0 < value < 2**28:
            raise ValueError("must be 0 (no bound of its own) or at least 268435456")
        return value

    @field_validator("api_key")
    @classmethod
    def _uuid_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None:
            try:
                uuid.UUID(value.get_secret_value())
            except ValueError:
                raise ValueError("must be a UUID (the AgentOps SDK accepts nothing else)") from None
        return value

    @field_validator("mask_patterns")
    @classmethod
    def _known_patterns(cls, value: str) -> str:
        names = [name.strip() for name in value.split(",") if name.strip()]
        for name in names:
            if name not in get_args(PatternName):
                raise ValueError(f"{name[:40]!r} is no pattern; there are {', '.join(get_args(PatternName))}")
        return ",".join(names)

    @field_validator("budgets")
    @classmethod
    def _known_budgets(cls, value: str) -> str:
        parse_budgets(value)
        return value

    @property
    def budget_list(self) -> tuple[Budget, ...]:
        """The budgets of AGENTOPS_BUDGETS."""
        return parse_budgets(self.budgets)

    @property
    def mask_pattern_names(self) -> tuple[PatternName, ...]:
        """The patterns of projects that choose none."""
        names = (name for name in self.mask_patterns.split(",") if name)
        return tuple(cast(PatternName, name) for name in dict.fromkeys(names))

    @property
    def sends_to_langfuse(self) -> bool:
        """Whether this server sends its traces on: it knows where to, both keys, and is the one to do it."""
        keys = self.langfuse_public_key.get_secret_value() and self.langfuse_secret_key.get_secret_value()
        return bool(self.langfuse_url and keys) and self.langfuse_fanout == "server"

    @property
    def home(self) -> Path:
        """The folder of this server's own files."""
        return self.data_dir / "agentops"

    @property
    def is_loopback(self) -> bool:
        """Whether only programs of this machine can reach the server."""
        if self.bind_host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.bind_host).is_loopback
        except ValueError:
            return False


def load_settings() -> Settings:
    """Read the environment. Raises `ConfigError` naming the first setting that is wrong, never its value."""
    try:
        return Settings()  # type: ignore[call-arg]  # filled from the environment by alias
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        name = first["loc"][0] if first["loc"] else "a setting"
        raise ConfigError(f"{name} is not usable: {first['msg']}; correct it in .env.") from None


def jwt_secret(settings: Settings) -> str:
    """The secret that signs tokens: from the environment, else one made once and kept in the data folder."""
    if settings.jwt_secret is not None:
        return settings.jwt_secret.get_secret_value()
    path = settings.home / "jwt_secret"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text().strip()
