"""Renders what Prometheus and Alertmanager read: `config/` with this stack's addresses, links and secrets.

    python -m stack.alerting --out FOLDER [--layout native|compose] [--env-file FILE] [--with PART ...]

A folder holds `prometheus.yml` (its rules, targets and tokens below `prometheus/`) and `alertmanager.yml`
(its templates below `alertmanager/`). Its files are readable by their owner only, for some hold secrets.
Rendering again replaces each file at once, so a running program can be told to reload (SIGHUP) at any time.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Collection, Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from stack.console import Mend
from stack.envfile import ROOT, load, reachable

CONFIG = ROOT / "config"
OPTIONAL_PARTS = ("otel-collector", "node", "dcgm")
# The portal of a stack with default settings: what the committed rules link to.
DEFAULT_PORTAL = "http://127.0.0.1:3001"

DEFAULTS = {
    "PROMETHEUS_PORT": "9090",
    "ALERTMANAGER_PORT": "9093",
    "OTEL_METRICS_PORT": "8889",
    "OTEL_COLLECTOR_SELF_PORT": "8888",
    "PROMETHEUS_RETENTION_TIME": "15d",
    "PROMETHEUS_RETENTION_SIZE": "10GB",
    "PAGERDUTY_URL": "https://events.pagerduty.com/v2/enqueue",
    "SMTP_REQUIRE_TLS": "true",
}
# Settings whose value must be an address; the value is a secret, so errors never repeat it.
_URLS = ("SLACK_WEBHOOK_URL", "DISCORD_WEBHOOK_URL", "ALERT_WEBHOOK_URL", "PAGERDUTY_URL")
_CHANNELS = (
    *("ALERT_EMAIL_TO", "ALERT_EMAIL_FROM", "SMTP_SMARTHOST", "SMTP_USERNAME", "SMTP_PASSWORD"),
    *("SMTP_REQUIRE_TLS", "SLACK_WEBHOOK_URL", "DISCORD_WEBHOOK_URL", "PAGERDUTY_ROUTING_KEY"),
    *("PAGERDUTY_URL", "ALERT_WEBHOOK_URL", "ALERT_WEBHOOK_TOKEN"),
)
# Since this release Alertmanager speaks to Discord.
DISCORD_SINCE = (0, 25)
_OLDEST = (0, 22)

_MARK = re.compile(r"\s*# (if|end) ([A-Z_]+)\s*")
_VARIABLE = re.compile(r"\$\{([A-Z_]+)\}")

Target = dict[str, object]


def setting(settings: Mapping[str, str], name: str) -> str:
    """A setting, or the content of the file that NAME_FILE names, or its default. Raises `Mend`."""
    if value := settings.get(name, "").strip():
        return value
    if path := settings.get(f"{name}_FILE", "").strip():
        try:
            return Path(path).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise Mend(f"{name}_FILE cannot be read ({error}): name a readable file.") from error
    return DEFAULTS.get(name, "")


def channels(settings: Mapping[str, str], version: tuple[int, ...] | None = None) -> dict[str, str]:
    """The notification settings that are set, checked.

    `version` is Alertmanager's, None for a recent one. Raises `Mend` when a value cannot work.
    """
    values = {name: value for name in _CHANNELS if (value := setting(settings, name))}
    for name in _URLS:
        if name in values and not _is_http(values[name]):
            raise Mend(f"{name} is not an address: set it to one that begins with https:// (or http://).")
    if "ALERT_EMAIL_TO" in values:
        if not re.fullmatch(r"[^\s:]+:\d{1,5}|\[[0-9a-fA-F:]+\]:\d{1,5}", values.get("SMTP_SMARTHOST", "")):
            raise Mend("ALERT_EMAIL_TO needs SMTP_SMARTHOST: set it to host:port of your mail server.")
        values.setdefault("ALERT_EMAIL_FROM", values["ALERT_EMAIL_TO"].split(",")[0].strip())
    if values["SMTP_REQUIRE_TLS"] not in ("true", "false"):
        raise Mend("SMTP_REQUIRE_TLS is neither true nor false: set it to one of them.")
    if "SMTP_USERNAME" in values and "SMTP_PASSWORD" not in values:
        raise Mend("SMTP_USERNAME needs SMTP_PASSWORD, or SMTP_PASSWORD_FILE: set one of them.")
    if version is not None and version < _OLDEST:
        raise Mend("This Alertmanager is older than 0.22, which cannot read our routes: install a newer one.")
    if version is not None and version < DISCORD_SINCE and values.pop("DISCORD_WEBHOOK_URL", ""):
        print(
            "This Alertmanager is older than 0.25 and knows no Discord; the channel is left out. Discord also"
            " takes Slack's notices: set SLACK_WEBHOOK_URL to the Discord address with /slack at its end.",
            file=sys.stderr,
        )
    return values


def _is_http(value: str) -> bool:
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def render_template(text: str, values: Mapping[str, str]) -> str:
    """The lines of a template whose conditions hold, with ${NAME} as YAML values.

    Raises ValueError when marks do not match or an unconditional ${NAME} is not set.
    """
    lines: list[str] = []
    waiting: list[str] = []
    for line in text.splitlines():
        if mark := _MARK.fullmatch(line):
            kind, name = mark.groups()
            if kind == "if":
                waiting.append(name)
            elif not waiting or waiting.pop() != name:
                raise ValueError(f"'# end {name}' does not match its '# if'")
        elif line.lstrip().startswith("#"):
            lines.append(line)
        elif all(values.get(name) for name in waiting):
            lines.append(_VARIABLE.sub(lambda found: _yaml(values, found[1]), line))
    if waiting:
        raise ValueError(f"'# if {waiting[-1]}' has no end")
    return "\n".join(lines) + "\n"


def _yaml(values: Mapping[str, str], name: str) -> str:
    if not values.get(name):
        raise ValueError(f"${{{name}}} is used where it is not set")
    # A JSON string is a YAML string whatever stands in it.
    return values[name] if values[name] in ("true", "false") else json.dumps(values[name])


def targets(
    settings: Mapping[str, str], layout: str = "native", parts: Collection[str] = ()
) -> dict[str, list[Target]]:
    """What each job of `config/prometheus.yml` scrapes, as Prometheus' file_sd reads it.

    `parts`: which of OPTIONAL_PARTS run in this stack.
    """
    near = reachable(settings.get("BIND_HOST", ""))

    def local(service: str, port: int, name: str) -> str:
        return f"{service}:{port}" if layout == "compose" else f"{near}:{setting(settings, name)}"

    found: dict[str, list[Target]] = {
        "gateway": [_target(local("gateway", 4000, "LITELLM_PORT"))],
        "model-server": list(_model_servers(settings, local("demo-model", 8100, "DEMO_MODEL_PORT"))),
        "agentops-server": [_target(local("agentops-server", 8003, "AGENTOPS_API_PORT"))],
        "portal": [_target(local("portal", 8000, "BACKEND_PORT"))],
        "otel-collector": [],
        "node": [_target(at) for at in _listed(settings, "NODE_EXPORTER_TARGETS")],
        "dcgm": [_target(at) for at in _listed(settings, "DCGM_EXPORTER_TARGETS")],
        "alertmanager": [_target(local("alertmanager", 9093, "ALERTMANAGER_PORT"))],
        "prometheus": [_target(local("prometheus", 9090, "PROMETHEUS_PORT"))],
    }
    if "otel-collector" in parts:
        # What passes through it, and what it says of itself.
        found["otel-collector"] = [
            _target(local("otel-collector", 8889, "OTEL_METRICS_PORT")),
            _target(local("otel-collector", 8888, "OTEL_COLLECTOR_SELF_PORT")),
        ]
    for part, service, port in (("node", "node-exporter", 9100), ("dcgm", "dcgm-exporter", 9400)):
        if part in parts and not found[part]:
            found[part] = [_target(f"{service if layout == 'compose' else near}:{port}")]
    return found


def _target(address: str, **labels: str) -> Target:
    return {"targets": [address], "labels": labels}


def _listed(settings: Mapping[str, str], name: str) -> list[str]:
    entries = [entry.strip() for entry in setting(settings, name).split(",") if entry.strip()]
    for entry in entries:
        if not re.fullmatch(r"(?:[^\s=/]+=)?(?:[A-Za-z0-9_.-]+|\[[0-9a-fA-F:]+\]):\d{1,5}", entry):
            raise Mend(f"{name} holds {entry!r}, which is not host:port: mend that entry.")
    return entries


def _model_servers(settings: Mapping[str, str], simulated: str) -> Iterable[Target]:
    """MODEL_SERVER_TARGETS (`[model=]host:port,…`), else the server of VLLM_API_BASE, else the simulator."""
    if entries := _listed(settings, "MODEL_SERVER_TARGETS"):
        for entry in entries:
            model, _, address = entry.rpartition("=")
            yield _target(address, model=model) if model else _target(address)
        return
    base = setting(settings, "VLLM_API_BASE")
    if not base:
        yield _target(simulated)
        return
    parts = urlsplit(base)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    yield _target(f"{host}:{port}", **({"__scheme__": "https"} if parts.scheme == "https" else {}))


def render(
    settings: Mapping[str, str],
    out: Path,
    layout: str = "native",
    parts: Collection[str] = (),
    version: tuple[int, ...] | None = None,
) -> None:
    """Write the whole folder `out`. Raises `Mend` when a setting cannot work."""
    portal = (setting(settings, "PORTAL_PUBLIC_URL") or DEFAULT_PORTAL).rstrip("/")
    notices = render_template((CONFIG / "alertmanager.yml").read_text("utf-8"), channels(settings, version))
    write(out / "alertmanager.yml", notices)
    for path in sorted((CONFIG / "alertmanager/templates").glob("*.tmpl")):
        write(out / "alertmanager/templates" / path.name, path.read_text("utf-8"))
    scraped = targets(settings, layout, parts)
    for job, found in scraped.items():
        write(out / f"prometheus/targets/{job}.json", json.dumps(found, indent=1) + "\n")
    # A part that wants no token ignores one; Prometheus wants the file to be there.
    tokens = {
        "portal": "PROMETHEUS_BEARER_TOKEN",
        "agentops-server": "PROMETHEUS_BEARER_TOKEN",
        "gateway": "LITELLM_MASTER_KEY",
    }
    for job, name in tokens.items():
        write(out / f"prometheus/secrets/{job}.token", setting(settings, name) or "none")
    for path in sorted((CONFIG / "prometheus/rules").glob("*.yml")):
        text = path.read_text("utf-8").replace(DEFAULT_PORTAL, portal)
        write(out / "prometheus/rules" / path.name, text)
    write(out / "prometheus.yml", (CONFIG / "prometheus.yml").read_text("utf-8"))


def write(path: Path, text: str) -> None:
    """Replace a file at once; only its owner may read it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    with os.fdopen(
        os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
    fresh.replace(path)


def program(*names: str) -> str | None:
    """The path of the first of these programs that is installed."""
    return next((path for name in names if (path := shutil.which(name))), None)


def alertmanager_version(binary: str) -> tuple[int, ...] | None:
    """Its release as numbers, None when it does not say."""
    said = subprocess.run([binary, "--version"], capture_output=True, text=True, timeout=60, check=False)
    found = re.search(r"version (\d+)\.(\d+)\.(\d+)", said.stdout + said.stderr)
    return tuple(int(part) for part in found.groups()) if found else None


def prometheus_argv(binary: str, settings: Mapping[str, str], folder: Path, data: Path) -> tuple[str, ...]:
    """How a native stack starts Prometheus on the rendered `folder`; it keeps its data under `data`."""
    portal = (setting(settings, "PORTAL_PUBLIC_URL") or DEFAULT_PORTAL).rstrip("/")
    return (
        binary,
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={data}",
        f"--storage.tsdb.retention.time={setting(settings, 'PROMETHEUS_RETENTION_TIME')}",
        f"--storage.tsdb.retention.size={setting(settings, 'PROMETHEUS_RETENTION_SIZE')}",
        f"--web.listen-address={_listen(settings)}:{setting(settings, 'PROMETHEUS_PORT')}",
        # Links in notices lead through the portal's proxy, where people are signed in.
        f"--web.external-url={portal}/api/proxy/prometheus",
        "--web.route-prefix=/",
    )


def alertmanager_argv(binary: str, settings: Mapping[str, str], folder: Path, data: Path) -> tuple[str, ...]:
    """How a native stack starts Alertmanager on the rendered `folder`; it keeps its data under `data`."""
    portal = (setting(settings, "PORTAL_PUBLIC_URL") or DEFAULT_PORTAL).rstrip("/")
    return (
        binary,
        f"--config.file={folder / 'alertmanager.yml'}",
        f"--storage.path={data}",
        f"--web.listen-address={_listen(settings)}:{setting(settings, 'ALERTMANAGER_PORT')}",
        # One instance: no gossip with others, which would listen on every address.
        "--cluster.listen-address=",
        f"--web.external-url={portal}/api/proxy/alertmanager",
        "--web.route-prefix=/",
    )


def _listen(settings: Mapping[str, str]) -> str:
    host = settings.get("BIND_HOST") or "127.0.0.1"
    return f"[{host}]" if ":" in host else host


def main(arguments: list[str] | None = None) -> int:
    """The command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="stack.alerting", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="folder to write")
    parser.add_argument("--layout", choices=("native", "compose"), default="native")
    parser.add_argument("--env-file", type=Path, help="settings to read; the shell's variables win")
    parser.add_argument("--with", dest="parts", action="append", choices=OPTIONAL_PARTS, default=[])
    chosen = parser.parse_args(arguments)
    parts = set(chosen.parts)
    if chosen.layout == "compose":
        profiles = set(os.environ.get("COMPOSE_PROFILES", "").split(","))
        parts |= {"otel-collector"} if "infra" in profiles else set()
        parts |= {"dcgm"} if "gpu" in profiles else set()
    try:
        settings: dict[str, str] = dict(os.environ)
        if chosen.layout == "native":
            settings = {**settings, **load(chosen.env_file or ROOT / ".env")}
        binary = program("prometheus-alertmanager", "alertmanager") if chosen.layout == "native" else None
        version = alertmanager_version(binary) if binary else None
        render(settings, chosen.out, chosen.layout, parts, version)
    except Mend as mend:
        print(f"error: {mend}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
