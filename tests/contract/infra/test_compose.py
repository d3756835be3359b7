"""docker-compose.yml and its images, as far as they can be checked without a container engine."""

import json
import os
import re
import shutil
import subprocess
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import yaml
from check_jsonschema.builtin_schemas import get_builtin_schema
from jsonschema import Draft202012Validator

from agentops_server.settings import Settings as AgentOpsSettings
from fixtures.infra import ROOT, Running, get_json, require, run
from fixtures.ports import free_ports
from portal.settings import Settings as PortalSettings
from stack import services as native
from stack.alerting import alertmanager_argv, prometheus_argv, render, targets
from stack.envfile import GENERATED, PORTS, load, parse

TEXT = (ROOT / "docker-compose.yml").read_text("utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
PROFILES = {
    "core": {"agentops-server", "portal", "gateway", "demo-model"},
    "infra": {"monitoring-config", "prometheus", "alertmanager", "grafana", "otel-collector", "redis"},
    "langfuse": {
        *("langfuse", "langfuse-worker", "langfuse-postgres", "langfuse-clickhouse"),
        *("langfuse-redis", "langfuse-minio", "volume-owners"),
    },
    "gpu": {"vllm", "dcgm-exporter", "volume-owners"},
}
# Root, and why.
ROOTS = {
    "dcgm-exporter": "profiling figures of GPUs",
    "volume-owners": "gives volumes away, without a network",
}
# End by themselves.
IMAGE = {"BIND_HOST", "PORTAL_DATA_DIR"}
ONE_SHOT = {"monitoring-config", "volume-owners"}
VARIABLE = re.compile(r"(?<!\$)\$\{([A-Za-z_]+)(?::?[-+?]([^${}]*))?")


def filled(text: str, settings: dict[str, str]) -> str:
    """A value as Compose fills it in: `${A}`, `${A:-other}`, `${A:+other}`, one in another."""
    pattern = re.compile(r"(?<!\$)\$\{([A-Za-z_]+)(?:(:[-+])((?:[^${}]|\$\{[^{}]*\})*))?\}")
    while found := pattern.search(text):
        name, how, other = found.groups()
        value = settings.get(name, "")
        new = (other or "") if (how == ":-" and not value) or (how == ":+" and value) else value
        text = text[: found.start()] + ("" if how == ":+" and not value else new) + text[found.end() :]
    return text.replace("$$", "$")


def environment(name: str, **settings: str) -> dict[str, str]:
    """What a container finds in its environment, with the settings of `.env.example` and these."""
    known = {**parse(ROOT / ".env.example"), **settings}
    return {
        key: filled(str(value), known) for key, value in (SERVICES[name].get("environment") or {}).items()
    }


def test_it_is_a_compose_file() -> None:
    errors = list(Draft202012Validator(get_builtin_schema("vendor.compose-spec")).iter_errors(COMPOSE))
    assert [f"{'/'.join(map(str, error.path))}: {error.message}" for error in errors] == []


def test_profiles() -> None:
    found: dict[str, set[str]] = {}
    for name, service in SERVICES.items():
        for profile in service["profiles"]:
            found.setdefault(profile, set()).add(name)
    assert found == PROFILES
    example = parse(ROOT / ".env.example")
    assert set(example["COMPOSE_PROFILES"].split(",")) == {"core", "infra"}


def test_every_variable_is_documented_with_the_same_default() -> None:
    example = parse(ROOT / ".env.example")
    used: dict[str, set[str]] = {}
    for line in TEXT.splitlines():
        if not line.lstrip().startswith("#"):
            for name, default in VARIABLE.findall(line):
                used.setdefault(name, set()).add(default)
    assert set(used) - set(example) == set()
    others = {
        name: sorted(defaults)
        for name, defaults in used.items()
        if example[name] and name != "COMPOSE_INFRA" and defaults - {"", example[name]}
    }
    assert others == {}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_is_pinned_bounded_and_without_rights(name: str) -> None:
    service = SERVICES[name]
    image = service["image"]
    if "build" in service:
        dockerfile = ROOT / service["build"]["dockerfile"]
        assert dockerfile.is_file()
    else:
        # A release, by name; which registry it comes from is the engine's setting.
        assert re.fullmatch(r"[a-z0-9-]+(/[a-z0-9-]+)?:(?!latest)[\w.-]*\d+\.?[\w.-]*", image), image
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    limits = service["deploy"]["resources"]["limits"]
    assert {"cpus", "memory", "pids"} <= set(limits)
    assert (service["user"].split(":")[0] == "0") == (name in ROOTS)
    assert not service.get("privileged")
    if name in ONE_SHOT:
        assert service["restart"] == "no"
    else:
        assert service["restart"] == "unless-stopped"
        assert service["healthcheck"]["test"][0] in ("CMD", "CMD-SHELL")
    writable = {"langfuse", "langfuse-worker", "langfuse-clickhouse", "vllm", "dcgm-exporter"}
    assert service.get("read_only", False) == (name not in writable)


def test_it_waits_for_health_within_a_profile() -> None:
    for name, service in SERVICES.items():
        for needed, how in service.get("depends_on", {}).items():
            ends = needed in ONE_SHOT
            assert how == {"condition": "service_completed_successfully" if ends else "service_healthy"}
            # Compose refuses a service that needs one of a profile that is off.
            assert set(service["profiles"]) <= set(SERVICES[needed]["profiles"]), (name, needed)


def test_only_portal_and_gateway_are_published_on_bind_host() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(published) == {"portal", "gateway"}
    for ports in published.values():
        for port in ports:
            assert port.startswith("${BIND_HOST:-127.0.0.1}:"), port
    assert set(COMPOSE["networks"]) == {"stack"}
    for name, service in SERVICES.items():
        if name != "volume-owners":
            assert set(service["networks"]) == {"stack"}


def test_volumes_are_named_and_mounted_files_are_there() -> None:
    mounted = [volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])]
    named = {source for source in mounted if not source.startswith((".", "/"))}
    assert named == set(COMPOSE["volumes"])
    for source in set(mounted) - named:
        assert source in ("/proc", "/sys") or (ROOT / source).exists(), source
    for service in SERVICES.values():
        for file in service.get("env_file", []):
            assert file["required"] is False


@pytest.mark.parametrize(
    ("name", "model", "left"),
    [
        # The last three are for another AgentOps server than ours.
        (
            "portal",
            PortalSettings,
            {*IMAGE, "PORTAL_SCREEN_DIR", "AGENTOPS_API_PORT", "AGENTOPS_V4_KEYS", "AGENTOPS_V4_COOKIE"},
        ),
        ("agentops-server", AgentOpsSettings, {*IMAGE, "AGENTOPS_PRICES_FILE", "AGENTOPS_GATEWAY_CONFIG"}),
    ],
)
def test_a_program_is_told_all_settings_that_env_example_has_of_it(
    name: str, model: Any, left: set[str]
) -> None:
    known = {str(field.alias or key).upper() for key, field in model.model_fields.items()}
    documented = set(parse(ROOT / ".env.example"))
    given = set(environment(name))
    assert given - known == set()
    assert (known & documented) - given - left == set()


@pytest.mark.parametrize("name", ["portal", "agentops-server", "gateway", "demo-model", "otel-collector"])
def test_a_container_sees_no_more_secrets_than_the_process(name: str, tmp_path: Path) -> None:
    settings = load(tmp_path / "none", {})
    found = {one.name: one for one in native.services(settings, {"otel-collector": "/bin/true"})}
    allowed = found[name].secrets | ({"PORTAL_CHAT_KEY"} if name == "portal" else set())
    assert {key for key in environment(name) if key in native._SECRETS} - allowed == set()


def test_names_and_ports_are_those_that_programs_look_for(tmp_path: Path) -> None:
    inside = {
        "agentops-server": {"AGENTOPS_API_PORT": "8003", "OTLP_HTTP_PORT": "4318", "OTLP_GRPC_PORT": "4317"},
        "portal": {"PORTAL_PORT": "3001", "BACKEND_PORT": "8000"},
        "gateway": {"LITELLM_PORT": "4000"},
        "demo-model": {"DEMO_MODEL_PORT": "8100"},
        "otel-collector": {"OTEL_METRICS_PORT": "8889", "OTEL_COLLECTOR_SELF_PORT": "8888"},
    }
    for name, ports in inside.items():
        # Whatever the host's ports are.
        given = environment(name, **dict.fromkeys(ports, "1"))
        assert {key: given[key] for key in ports} == ports
    listening = {name: set(ports.values()) for name, ports in inside.items()}
    listening |= {"prometheus": {"9090"}, "alertmanager": {"9093"}, "grafana": {"3000"}, "langfuse": {"3000"}}
    listening |= {"vllm": {"8000"}, "dcgm-exporter": {"9400"}}
    scraped = targets({}, "compose", {"otel-collector", "dcgm"})
    asked = [address for found in scraped.values() for one in found for address in one["targets"]]  # type: ignore[attr-defined]
    assert asked
    for name in SERVICES:
        for value in environment(name, COMPOSE_INFRA="1", COMPOSE_LANGFUSE="1").values():
            asked += re.findall(r"(?:http|clickhouse)://([a-z-]+:\d+)", value)
    for address in asked:
        host, port = address.split(":")
        if not host.startswith("langfuse-"):
            assert port in listening[host], address
        else:
            assert host in SERVICES


def test_the_portal_knows_what_runs() -> None:
    with_all = environment("portal", COMPOSE_INFRA="1", COMPOSE_LANGFUSE="1")
    core = environment("portal", COMPOSE_INFRA="", COMPOSE_LANGFUSE="")
    for name in ("PROMETHEUS_URL", "ALERTMANAGER_URL", "GRAFANA_URL", "LANGFUSE_URL"):
        assert with_all[name].startswith("http://")
        assert core[name] == ""
    assert environment("portal", PROMETHEUS_URL="http://mine:9090")["PROMETHEUS_URL"] == "http://mine:9090"
    # Only the portal may say who is signed in to Grafana.
    address = filled(
        SERVICES["portal"]["networks"]["stack"]["ipv4_address"], {"COMPOSE_SUBNET_PREFIX": "10.9.8"}
    )
    grafana = environment("grafana", COMPOSE_SUBNET_PREFIX="10.9.8")
    assert grafana["GF_AUTH_PROXY_WHITELIST"] == address == "10.9.8.10"


def test_what_is_rendered_for_containers_is_what_programs_accept(tmp_path: Path) -> None:
    given = environment("monitoring-config", SLACK_WEBHOOK_URL="https://hooks.example.com/x")
    render(given, tmp_path, "compose", {"otel-collector"})
    run(require("promtool", package="prometheus"), "check", "config", tmp_path / "prometheus.yml")
    run(require("amtool", package="prometheus-alertmanager"), "check-config", tmp_path / "alertmanager.yml")
    found = json.loads((tmp_path / "prometheus/targets/gateway.json").read_text())
    assert found == [{"targets": ["gateway:4000"], "labels": {}}]


def test_flags_are_those_of_a_native_start() -> None:
    for name, argv in (("prometheus", prometheus_argv), ("alertmanager", alertmanager_argv)):
        wanted = {part.split("=")[0] for part in argv("x", {}, Path("/c"), Path("/d"))[1:]}
        given = {part.split("=")[0] for part in SERVICES[name]["command"]}
        assert given == wanted - {"--web.listen-address"}


DOCKERFILES = sorted([*(ROOT / "docker").glob("*.Dockerfile"), ROOT / "litellm/Dockerfile"])


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.stem)
def test_an_image_is_pinned_whole_and_not_roots(path: Path) -> None:
    text = path.read_text("utf-8")
    for base in re.findall(r"(?m)^FROM (\S+)", text):
        assert re.search(r":\d+\.\d+\.\d+", base), base
    ignored = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    for sources in re.findall(r"(?m)^COPY (?!--from)(.+) \S+$", text):
        for source in sources.split():
            assert (ROOT / source).exists(), source
            assert any(source.startswith(line[1:]) for line in ignored if line.startswith("!")), source
    assert re.findall(r"(?m)^USER (\S+)", text)[-1] == "10001"
    installs = re.findall(r"pip install[^\n&]*", text)
    assert all("--require-hashes" in one for one in installs)


def image_folder(folder: Path) -> Path:
    """What the last stage of docker/portal.Dockerfile copies out of the repository."""
    text = (ROOT / "docker/portal.Dockerfile").read_text("utf-8")
    for sources, target in re.findall(r"(?m)^COPY (?!--from)(.+) (\S+)$", text.rpartition("\nFROM ")[2]):
        for source in map(Path, sources.split()):
            at = folder / target
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, at, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                into = at / source.name if target.endswith("/") else at
                into.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / source, into)
    return folder


def test_what_the_image_copies_is_enough_to_run(tmp_path: Path) -> None:
    folder = image_folder(tmp_path / "app")
    python = str(ROOT / ".venvs/servers/bin/python")
    ports = dict(zip(PORTS, map(str, free_ports(len(PORTS))), strict=True))
    paths = {"PYTHONPATH": f"{folder}/backend:{folder}/scripts", "PATH": os.environ["PATH"], "HOME": "/tmp"}
    near = {"AGENTOPS_API_ENDPOINT": f"http://127.0.0.1:{ports['AGENTOPS_API_PORT']}"}
    health = {
        "agentops-server": ("AGENTOPS_API_PORT", "/health"),
        "portal": ("BACKEND_PORT", "/health/ready"),
        "demo-model": ("DEMO_MODEL_PORT", "/health"),
    }
    secrets = {name: make() for name, make in GENERATED.items()}
    with ExitStack() as running:
        for name, (port, path) in health.items():
            data = {"PORTAL_DATA_DIR": str(tmp_path / name), "BIND_HOST": "127.0.0.1"}
            (tmp_path / name).mkdir()
            env = {**environment(name, **secrets), **paths, **ports, **near, **data}
            argv = [python, *SERVICES[name]["command"][1:]]
            url = f"http://127.0.0.1:{ports[port]}{path}"
            program = Running(argv, ready=url, log=tmp_path / f"{name}.log", env=env, cwd=folder)
            running.enter_context(program)
        runbook = folder / "docs/runbooks/ko/AgentLoop.md"
        assert runbook.is_file()
        assert get_json(f"http://127.0.0.1:{ports['BACKEND_PORT']}/health")["components"]
    argv = [python, *SERVICES["monitoring-config"]["command"][1:-1], str(tmp_path / "rendered")]
    env = {**environment("monitoring-config", **secrets), **paths}
    subprocess.run(argv, env=env, cwd=folder, check=True, timeout=300)
    assert (tmp_path / "rendered/prometheus/rules/llm-signals.yml").is_file()


def test_no_file_names_a_registry() -> None:
    for path in [ROOT / "docker-compose.yml", *DOCKERFILES]:
        images = re.findall(r"(?m)^(?:FROM|\s+image:) (\S+)", path.read_text("utf-8"))
        assert images
        assert not [image for image in images if "." in image.split("/")[0].split(":")[0]]


def test_the_collectors_start_knows_langfuse(tmp_path: Path) -> None:
    stand_in = tmp_path / "collector"
    stand_in.write_text('#!/bin/sh\nprintf "%s\\n" "$@" "$LANGFUSE_OTLP_AUTH"\n')
    stand_in.chmod(0o755)
    script = tmp_path / "entrypoint.sh"
    text = (ROOT / "docker/collector-entrypoint.sh").read_text("utf-8")
    script.write_text(text.replace("/usr/local/bin/collector", str(stand_in)))

    def start(**env: str) -> list[str]:
        base = {"PATH": os.environ["PATH"], "LANGFUSE_OTLP_AUTH": ""}
        done = subprocess.run(
            ["sh", script], env=base | env, capture_output=True, text=True, check=True, timeout=20
        )
        return done.stdout.splitlines()

    plain = "--config=/etc/otel/otel-collector-config.yaml"
    keys = {"LANGFUSE_PUBLIC_KEY": "pk", "LANGFUSE_SECRET_KEY": "sk"}
    assert start(**keys) == [plain, ""]
    keys["LANGFUSE_URL"] = "http://langfuse:3000"
    # The AgentOps server does it, unless told otherwise.
    assert start(LANGFUSE_FANOUT="server", **keys) == [plain, ""]
    both = start(LANGFUSE_FANOUT="collector", **keys)
    assert both == [plain, "--config=/etc/otel/otel-collector-langfuse.yaml", "cGs6c2s="]


FAKE_DOCKER = """#!/bin/sh
echo "$COMPOSE_PROFILES|$COMPOSE_INFRA|$COMPOSE_LANGFUSE|$*" >> "$DOCKER_SAID"
"""


@pytest.mark.parametrize(
    ("profiles", "told"), [("core", "core|||"), ("core,infra,langfuse", "core,infra,langfuse|1|1|")]
)
def test_up_and_down_with_docker(profiles: str, told: str, tmp_path: Path) -> None:
    """FAKE docker, which notes what it was told; nothing answers, so the start ends with a sentence."""
    (tmp_path / "docker").write_text(FAKE_DOCKER)
    (tmp_path / "docker").chmod(0o755)
    (tmp_path / "python3").symlink_to("/usr/bin/python3")
    said, env_file = tmp_path / "said", tmp_path / "stack.env"
    env_file.write_text(f"COMPOSE_PROFILES={profiles}\nPORTAL_PORT=1\n")
    env = {"PATH": f"{tmp_path}:{os.environ['PATH']}", "HOME": str(tmp_path), "DOCKER_SAID": str(said)}

    def script(name: str) -> subprocess.CompletedProcess[str]:
        argv = [str(ROOT / "scripts" / name), "--docker", "--env-file", str(env_file)]
        return subprocess.run(argv, env=env, capture_output=True, text=True, timeout=300, check=False)

    env["STACK_CONTAINERS_S"] = "0"
    up = script("up.sh")
    assert up.returncode == 1
    assert "docker compose logs portal" in up.stderr
    assert "LANGFUSE_INTERNAL_SECRET=" in env_file.read_text()
    assert script("down.sh").returncode == 0
    lines = [line for line in said.read_text().splitlines() if " version" not in line]
    assert lines[0] == f"{told}compose --env-file {env_file} up --build --detach"
    assert lines[1].endswith(f"|compose --env-file {env_file} down")
