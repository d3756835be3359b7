"""Prometheus and Alertmanager beside a native stack: run where they are installed, else left out."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from stack.alerting import (
    alertmanager_argv,
    alertmanager_version,
    program,
    prometheus_argv,
    render,
    setting,
)
from stack.console import Mend
from stack.envfile import reachable


@dataclass(frozen=True)
class Part:
    """A program that watches the stack and that the stack can do without."""

    name: str
    title: str
    programs: tuple[str, ...]
    port_setting: str
    # Set by somebody who runs this program elsewhere.
    url_setting: str
    package: str


PARTS = (
    Part("prometheus", "Prometheus", ("prometheus",), "PROMETHEUS_PORT", "PROMETHEUS_URL", "prometheus"),
    Part(
        "alertmanager",
        "Alertmanager",
        ("prometheus-alertmanager", "alertmanager"),
        "ALERTMANAGER_PORT",
        "ALERTMANAGER_URL",
        "prometheus-alertmanager",
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
        binary = program(*part.programs)
        if wish == "off":
            left_out[part.name] = "INFRA is off"
        elif settings.get(part.url_setting):
            left_out[part.name] = f"{part.url_setting} names one that runs elsewhere"
        elif binary is None:
            left_out[part.name] = f"not installed: apt install {part.package}, or ./scripts/up.sh --yes"
        elif reason := _taken(settings, part):
            left_out[part.name] = reason
        else:
            binaries[part.name] = binary
    return binaries, left_out


def _taken(settings: Mapping[str, str], part: Part) -> str | None:
    host, port = settings.get("BIND_HOST") or "127.0.0.1", setting(settings, part.port_setting)
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, int(port)))
        except (OSError, ValueError, OverflowError):
            # Debian starts its own on the usual port when the package is installed.
            return (
                f"port {port} cannot be used: set {part.port_setting} to a free one, "
                f"or {part.url_setting} to what runs there"
            )
    return None


def prepare(settings: Mapping[str, str], binaries: Mapping[str, str]) -> None:
    """Write what the chosen parts read. Raises `Mend` when a setting of theirs cannot work."""
    if not binaries:
        return
    version = alertmanager_version(binaries["alertmanager"]) if "alertmanager" in binaries else None
    render(settings, folder(settings), version=version)
    for name in binaries:
        _data(settings, name).mkdir(mode=0o700, parents=True, exist_ok=True)


def folder(settings: Mapping[str, str]) -> Path:
    """Where their rendered configuration lies."""
    return Path(settings["PORTAL_DATA_DIR"]) / "monitoring"


def argv(settings: Mapping[str, str], name: str, binary: str) -> tuple[str, ...]:
    """How a part is started."""
    start = {"prometheus": prometheus_argv, "alertmanager": alertmanager_argv}[name]
    return start(binary, settings, folder(settings), _data(settings, name))


def url(settings: Mapping[str, str], part: Part) -> str:
    """Where a part of this stack answers."""
    near = reachable(settings.get("BIND_HOST", ""))
    return f"http://{near}:{setting(settings, part.port_setting)}"


def _data(settings: Mapping[str, str], name: str) -> Path:
    return Path(settings["PORTAL_DATA_DIR"]) / name
