"""What a stack consists of: each process, how it is started, where it answers, which secrets it may see."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from stack import infra
from stack.envfile import GENERATED, ROOT, reachable

_SERVERS = ROOT / ".venvs/servers/bin/python"
# Calls that did not pass the gateway are priced with the same map as those that did.
_PRICE_MAP = ".venvs/gateway/lib/python3.*/site-packages/litellm/model_prices_and_context_window_backup.json"
_GATEWAY = ROOT / ".venvs/gateway/bin/python"

# A process sees only the secrets it needs: what leaks from one must not open the others.
_SECRETS = frozenset(GENERATED) | {
    *("AGENTOPS_DATABASE_URL", "CLICKHOUSE_URL", "DATABASE_URL", "LITELLM_DATABASE_URL"),
    *("AGENTOPS_V4_KEYS", "AGENTOPS_V4_COOKIE", "VLLM_API_KEY", "PROMETHEUS_BEARER_TOKEN", "REDIS_URL"),
    "PORTAL_CHAT_KEY",
    *("LANGFUSE_PUBLIC_KEY", "LANGFUSE_SECRET_KEY", "LANGFUSE_OTLP_AUTH", "HF_TOKEN"),
    # Only stack.alerting reads these, and it runs in the supervisor.
    *("SMTP_PASSWORD", "SLACK_WEBHOOK_URL", "DISCORD_WEBHOOK_URL", "PAGERDUTY_ROUTING_KEY"),
    *("ALERT_WEBHOOK_URL", "ALERT_WEBHOOK_TOKEN"),
}


@dataclass(frozen=True)
class Service:
    """One process of the stack."""

    name: str
    argv: tuple[str, ...]
    health_url: str
    port_settings: tuple[str, ...]
    secrets: frozenset[str] = frozenset()
    extra_env: Mapping[str, str] = field(default_factory=dict)
    # LiteLLM needs 10 to 20 s to import; a busy machine makes it several times that.
    start_timeout_s: float = 180
    # The stack starts and goes on without it.
    optional: bool = False

    def environment(self, settings: Mapping[str, str], shell: Mapping[str, str]) -> dict[str, str]:
        """The shell's variables and the settings, less the secrets of other services."""
        merged = {**shell, **settings, **self.extra_env, "PYTHONUNBUFFERED": "1"}
        return {key: value for key, value in merged.items() if key not in _SECRETS or key in self.secrets}


def _frame_ports(settings: Mapping[str, str], watchers: Mapping[str, str]) -> list[str]:
    """The settings of the ports that programs of others are framed from; none without such programs."""
    addresses = ("GRAFANA_URL", "PROMETHEUS_URL", "ALERTMANAGER_URL", "STREAMLIT_URL")
    ours = any(part.url_setting and part.name in watchers for part in infra.PARTS)
    found = ["LANGFUSE_FRAME_PORT"] if settings.get("LANGFUSE_URL") else []
    if settings["PORTAL_FRAMES_PORT"] != "0" and (ours or any(settings.get(name) for name in addresses)):
        found.append("PORTAL_FRAMES_PORT")
    return found


def services(settings: Mapping[str, str], watchers: Mapping[str, str] | None = None) -> list[Service]:
    """The services that these settings ask for, in the order in which they are shown.

    `watchers`: binaries of the parts of `stack.infra` that run beside them, by name.
    """
    watchers = watchers or {}
    near = reachable(settings["BIND_HOST"])

    def url(port: str, path: str) -> str:
        return f"http://{near}:{settings[port]}{path}"

    backend = {"PYTHONPATH": str(ROOT / "backend")}
    prices = settings.get("AGENTOPS_PRICES_FILE") or next(map(str, ROOT.glob(_PRICE_MAP)), "")
    gateway_config = settings.get("AGENTOPS_GATEWAY_CONFIG") or str(ROOT / "litellm/config.yaml")
    chosen = [
        Service(
            "agentops-server",
            (str(_SERVERS), "-m", "agentops_server"),
            url("AGENTOPS_API_PORT", "/health"),
            ("AGENTOPS_API_PORT", "OTLP_HTTP_PORT", "OTLP_GRPC_PORT"),
            frozenset(
                {
                    "AGENTOPS_API_KEY",
                    "AGENTOPS_DATABASE_URL",
                    "AGENTOPS_JWT_SECRET",
                    "AGENTOPS_SERVICE_TOKEN",
                    "CLICKHOUSE_URL",
                    "PROMETHEUS_BEARER_TOKEN",
                    *("LANGFUSE_PUBLIC_KEY", "LANGFUSE_SECRET_KEY"),
                }
            ),
            {**backend, "AGENTOPS_PRICES_FILE": prices, "AGENTOPS_GATEWAY_CONFIG": gateway_config},
        ),
        Service(
            "portal",
            (str(_SERVERS), "-m", "portal"),
            url("BACKEND_PORT", "/health/live"),
            ("PORTAL_PORT", "BACKEND_PORT", *_frame_ports(settings, watchers)),
            frozenset(
                {
                    *("PORTAL_ADMIN_PASSWORD", "DATABASE_URL", "PROMETHEUS_BEARER_TOKEN"),
                    *("AGENTOPS_SERVICE_TOKEN", "AGENTOPS_V4_KEYS", "AGENTOPS_V4_COOKIE"),
                    # For chat: a key of its own, or else the gateway's.
                    "PORTAL_CHAT_KEY" if settings.get("PORTAL_CHAT_KEY") else "LITELLM_MASTER_KEY",
                }
            ),
            {
                **backend,
                # The portal shows the ones of this stack.
                **{
                    p.url_setting: infra.url(settings, p)
                    for p in infra.PARTS
                    if p.url_setting and p.name in watchers
                },
                "LITELLM_URL": settings.get("LITELLM_URL") or url("LITELLM_PORT", ""),
                "MODEL_SERVER_URL": settings.get("MODEL_SERVER_URL")
                or settings["VLLM_API_BASE"]
                or url("DEMO_MODEL_PORT", "/v1"),
            },
        ),
    ]
    model_server = settings["VLLM_API_BASE"]
    if not model_server:
        model_server = url("DEMO_MODEL_PORT", "/v1")
        chosen.append(
            Service(
                "demo-model",
                (str(_SERVERS), str(ROOT / "litellm/demo_model_server.py")),
                url("DEMO_MODEL_PORT", "/health"),
                ("DEMO_MODEL_PORT",),
            )
        )
    chosen.append(
        Service(
            "gateway",
            (str(_GATEWAY), str(ROOT / "litellm/run_gateway.py")),
            url("LITELLM_PORT", "/health/liveliness"),
            ("LITELLM_PORT",),
            frozenset(
                {
                    "AGENTOPS_API_KEY",
                    "LITELLM_DATABASE_URL",
                    "LITELLM_MASTER_KEY",
                    "PROMETHEUS_BEARER_TOKEN",
                    "REDIS_URL",
                    "VLLM_API_KEY",
                    *("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY", "MISTRAL_API_KEY"),
                }
            ),
            # The OpenAI client refuses an empty key, also for a server that wants none.
            {"VLLM_API_BASE": model_server, "VLLM_API_KEY": settings["VLLM_API_KEY"] or "none"},
            start_timeout_s=600,
        )
    )
    chosen.extend(
        Service(
            part.name,
            infra.argv(settings, part.name, watchers[part.name]),
            f"{infra.url(settings, part, part.health_port)}{part.health_path}",
            part.port_settings,
            part.secrets,
            infra.environment(settings, part.name),
            optional=True,
        )
        for part in infra.PARTS
        if part.name in watchers
    )
    return chosen
