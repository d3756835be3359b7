"""The settings of a stack: reads `.env`, makes it from `.env.example`, generates secrets, derives addresses.

Precedence: variables of the shell, then `.env`, then the defaults of `.env.example`.
"""

import os
import re
import secrets
import uuid
from collections.abc import Callable, Mapping
from pathlib import Path

from stack.console import Mend

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / ".env.example"

_LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")

# How each secret is made. LiteLLM wants its key to start with sk-; the AgentOps SDK wants a UUID.
GENERATED: dict[str, Callable[[], str]] = {
    "PORTAL_ADMIN_PASSWORD": lambda: secrets.token_urlsafe(12),
    "AGENTOPS_API_KEY": lambda: str(uuid.uuid4()),
    "AGENTOPS_JWT_SECRET": lambda: secrets.token_urlsafe(48),
    "AGENTOPS_SERVICE_TOKEN": lambda: secrets.token_urlsafe(32),
    "LITELLM_MASTER_KEY": lambda: "sk-" + secrets.token_urlsafe(24),
    # Langfuse wants 64 hex digits to encrypt with.
    "LANGFUSE_INTERNAL_SECRET": lambda: secrets.token_hex(32),
}

LOG_LEVELS = ("debug", "info", "warning", "error")

PORTS = (
    "PORTAL_PORT",
    "BACKEND_PORT",
    "AGENTOPS_API_PORT",
    "OTLP_HTTP_PORT",
    "OTLP_GRPC_PORT",
    "LITELLM_PORT",
    "DEMO_MODEL_PORT",
    "PROMETHEUS_PORT",
    "ALERTMANAGER_PORT",
    "OTEL_METRICS_PORT",
    "OTEL_COLLECTOR_HTTP_PORT",
    "OTEL_COLLECTOR_GRPC_PORT",
    "OTEL_COLLECTOR_SELF_PORT",
    "OTEL_COLLECTOR_HEALTH_PORT",
    "PORTAL_FRAMES_PORT",
    "LANGFUSE_FRAME_PORT",
)
# 0 means that there is no such listener.
_MAY_BE_OFF = frozenset({"PORTAL_FRAMES_PORT"})


def parse(path: Path) -> dict[str, str]:
    """The variables of an env file. Raises `Mend` naming the first line that is not `NAME=value`."""
    values: dict[str, str] = {}
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Mend(f"{path} cannot be read ({error}): mend or remove it.") from error
    for number, line in enumerate(text.splitlines(), 1):
        stripped = line.strip()
        if not stripped or stripped.startswith("#"):
            continue
        match = _LINE.fullmatch(stripped)
        if not match:
            # The line itself is not shown: it may hold a secret.
            raise Mend(f"{path}, line {number} is not NAME=value: mend that line.")
        name, value = match.groups()
        if len(value) >= 2 and value[0] == value[-1] and value[0] in "\"'":
            value = value[1:-1]
        values[name] = value
    return values


def ensure(path: Path) -> bool:
    """Make `path` hold every setting: create it from the example, or add the secrets that it lacks.

    Existing lines are never changed, but for generated secrets that are still empty. Returns whether the
    file was created. The file is readable by its owner only (mode 600).
    """
    created = not path.exists()
    if not created and not path.is_file():
        raise Mend(f"{path} is not a regular file: name a file for the settings.")
    text = EXAMPLE.read_text("utf-8") if created else path.read_text("utf-8")
    present = parse(EXAMPLE if created else path)
    for name, make in GENERATED.items():
        if present.get(name) or os.environ.get(name):
            continue
        if name in present:
            text = re.sub(rf"(?m)^{name}=[ \t]*(''|\"\")?[ \t]*$", f"{name}={make()}", text)
        else:
            text += f"{'' if text.endswith(chr(10)) else chr(10)}{name}={make()}\n"
    if created or text != path.read_text("utf-8"):
        fresh = path.with_name(f"{path.name}.{os.getpid()}.tmp")
        descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text)
        fresh.replace(path)
    path.chmod(0o600)
    return created


def load(path: Path, shell: Mapping[str, str] | None = None) -> dict[str, str]:
    """All settings of the stack, with every derived address filled in and paths made absolute.

    Raises `Mend` when a port is not a port, or two settings name the same one.
    """
    shell = os.environ if shell is None else shell
    known = parse(EXAMPLE)
    values = {**known, **(parse(path) if path.exists() else {})}
    values.update({name: shell[name] for name in values if name in shell})
    ports: dict[int, str] = {}
    for name in PORTS:
        text = values[name] or known[name]
        if text == "0" and name in _MAY_BE_OFF:
            continue
        if not text.isdigit() or not 0 < int(text) < 65536:
            raise Mend(
                f"{name} is {text!r}, which is not a port: set it to a number from 1 to 65535 in {path}."
            )
        if (other := ports.setdefault(int(text), name)) != name:
            raise Mend(f"{name} and {other} are both {text}: give one of them another port in {path}.")
        values[name] = text
    if values["LOG_LEVEL"].lower() not in LOG_LEVELS:
        raise Mend(
            f"LOG_LEVEL is {values['LOG_LEVEL']!r}: set it to one of {', '.join(LOG_LEVELS)} in {path}."
        )
    data = Path(values["PORTAL_DATA_DIR"] or known["PORTAL_DATA_DIR"]).expanduser()
    values["PORTAL_DATA_DIR"] = str(data if data.is_absolute() else ROOT / data)
    host = values["BIND_HOST"] = values["BIND_HOST"] or known["BIND_HOST"]
    near = reachable(host)

    def default(name: str, value: str) -> None:
        values[name] = values[name] or value

    default("PORTAL_PUBLIC_URL", f"http://{near}:{values['PORTAL_PORT']}")
    default("AGENTOPS_APP_URL", values["PORTAL_PUBLIC_URL"])
    default("AGENTOPS_API_ENDPOINT", f"http://{near}:{values['AGENTOPS_API_PORT']}")
    default("AGENTOPS_EXPORTER_ENDPOINT", f"http://{near}:{values['OTLP_HTTP_PORT']}/v1/traces")
    return values


def reachable(host: str) -> str:
    """The address under which this machine reaches a listener bound to `host`, ready for a URL."""
    if host in ("0.0.0.0", "::", ""):  # noqa: S104 -- compared, not bound
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host
