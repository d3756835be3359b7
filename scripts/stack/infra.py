"""What watches a native stack (Prometheus, Alertmanager, a collector); left out where it is not installed."""

import base64
import hashlib
import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stack.alerting import (
    CONFIG,
    alertmanager_argv,
    alertmanager_version,
    program,
    prometheus_argv,
    render,
    setting,
)
from stack.console import Mend
from stack.envfile import ROOT, reachable


@dataclass(frozen=True)
class Part:
    """A program that watches the stack and that the stack can do without."""

    name: str
    title: str
    # Empty: not a package of the system, but built by us.
    programs: tuple[str, ...]
    # The first is the one that people open.
    port_settings: tuple[str, ...]
    # Set by somebody who runs this program elsewhere; empty: there is no such setting.
    url_setting: str
    how_to_get: str
    health_port: str
    health_path: str
    secrets: frozenset[str] = frozenset()


PARTS = (
    Part(
        "prometheus",
        "Prometheus",
        ("prometheus",),
        ("PROMETHEUS_PORT",),
        "PROMETHEUS_URL",
        "apt install prometheus, or ./scripts/up.sh --yes",
        "PROMETHEUS_PORT",
        "/-/ready",
    ),
    Part(
        "alertmanager",
        "Alertmanager",
        ("prometheus-alertmanager", "alertmanager"),
        ("ALERTMANAGER_PORT",),
        "ALERTMANAGER_URL",
        "apt install prometheus-alertmanager, or ./scripts/up.sh --yes",
        "ALERTMANAGER_PORT",
        "/-/ready",
    ),
    Part(
        "otel-collector",
        "Collector",
        (),
        (
            *("OTEL_COLLECTOR_HTTP_PORT", "OTEL_COLLECTOR_GRPC_PORT", "OTEL_METRICS_PORT"),
            *("OTEL_COLLECTOR_SELF_PORT", "OTEL_COLLECTOR_HEALTH_PORT"),
        ),
        "",
        "./scripts/up.sh --collector builds it, which needs Go and some minutes",
        "OTEL_COLLECTOR_HEALTH_PORT",
        "/",
        frozenset({"AGENTOPS_API_KEY", "LANGFUSE_PUBLIC_KEY", "LANGFUSE_SECRET_KEY"}),
    ),
)


def available(settings: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Of the parts, by name: the binaries of those that can run here, and why the others are left out.

    Raises `Mend` when INFRA is neither `auto` nor `off`.
    """
    wish = settings.get("INFRA") or "auto"
    if wish not in ("auto", "off"):
        raise Mend(f"INFRA is {wish!r}: set it to auto (run what is installed) or off.")
    binaries: dict[str, str] = {}
    left_out: dict[str, str] = {}
    for part in PARTS:
        binary = find(part)
        if wish == "off":
            left_out[part.name] = "INFRA is off"
        elif part.url_setting and settings.get(part.url_setting):
            left_out[part.name] = f"{part.url_setting} names one that runs elsewhere"
        elif binary is None:
            left_out[part.name] = f"not installed: {part.how_to_get}"
        elif reason := _taken(settings, part):
            left_out[part.name] = reason
        else:
            binaries[part.name] = binary
    return binaries, left_out


def find(part: Part) -> str | None:
    """The path of a part's program; None where it is not installed."""
    if part.programs:
        return program(*part.programs)
    # As scripts/collector/build.sh names it: after the manifest.
    manifest = (CONFIG / "otel-collector/builder-config.yaml").read_bytes()
    found = ROOT / f".venvs/collector/agent-portal-collector-{hashlib.sha256(manifest).hexdigest()[:12]}"
    return str(found) if found.exists() else None


def _taken(settings: Mapping[str, str], part: Part) -> str | None:
    host = settings.get("BIND_HOST") or "127.0.0.1"
    for name in part.port_settings:
        port = setting(settings, name)
        with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, int(port)))
            except (OSError, ValueError, OverflowError):
                # Debian starts its own on the usual port when the package is installed.
                other = f", or {part.url_setting} to what runs there" if part.url_setting else ""
                return f"port {port} cannot be used: set {name} to a free one{other}"
    return None


def prepare(settings: Mapping[str, str], binaries: Mapping[str, str]) -> None:
    """Write what the chosen parts read. Raises `Mend` when a setting of theirs cannot work."""
    if not binaries:
        return
    version = alertmanager_version(binaries["alertmanager"]) if "alertmanager" in binaries else None
    running = {"otel-collector"} & set(binaries)
    render(settings, folder(settings), parts=running, version=version)
    for name in binaries:
        data(settings, name).mkdir(mode=0o700, parents=True, exist_ok=True)


def folder(settings: Mapping[str, str]) -> Path:
    """Where the rendered configuration lies."""
    return Path(settings["PORTAL_DATA_DIR"]) / "monitoring"


def data(settings: Mapping[str, str], name: str) -> Path:
    """Where a part keeps its own data."""
    return Path(settings["PORTAL_DATA_DIR"]) / name


def argv(settings: Mapping[str, str], name: str, binary: str) -> tuple[str, ...]:
    """How a part is started."""
    if name == "otel-collector":
        files = [CONFIG / "otel-collector-config.yaml"]
        if _wants_langfuse(settings):
            files.append(CONFIG / "otel-collector-langfuse.yaml")
        return (binary, *(f"--config={file}" for file in files))
    start = {"prometheus": prometheus_argv, "alertmanager": alertmanager_argv}[name]
    return start(binary, settings, folder(settings), data(settings, name))


def environment(settings: Mapping[str, str], name: str) -> dict[str, str]:
    """What a part finds in its environment beside the settings."""
    if name != "otel-collector":
        return {}
    host = settings.get("BIND_HOST") or "127.0.0.1"
    near = reachable(host)
    ours = {
        "OTEL_COLLECTOR_HOST": f"[{host}]" if ":" in host else host,
        "OTEL_COLLECTOR_HOST_NAME": socket.gethostname(),
        "OTEL_COLLECTOR_DATA": str(data(settings, name)),
        "AGENTOPS_OTLP_URL": f"http://{near}:{settings['OTLP_HTTP_PORT']}",
    }
    if _wants_langfuse(settings):
        keys = f"{setting(settings, 'LANGFUSE_PUBLIC_KEY')}:{setting(settings, 'LANGFUSE_SECRET_KEY')}"
        ours["LANGFUSE_OTLP_AUTH"] = base64.b64encode(keys.encode()).decode()
    return ours


def _wants_langfuse(settings: Mapping[str, str]) -> bool:
    # Unless told otherwise the AgentOps server sends its traces on, wherever they came from.
    keys = all(setting(settings, f"LANGFUSE_{name}") for name in ("URL", "PUBLIC_KEY", "SECRET_KEY"))
    return keys and setting(settings, "LANGFUSE_FANOUT") == "collector"


def url(settings: Mapping[str, str], part: Part, port_setting: str = "") -> str:
    """Where a part of this stack answers."""
    near = reachable(settings.get("BIND_HOST", ""))
    return f"http://{near}:{setting(settings, port_setting or part.port_settings[0])}"
