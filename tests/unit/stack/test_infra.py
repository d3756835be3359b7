"""Which monitoring programs run beside a stack, and why others are left out."""

import base64
import json
import socket
import stat
import subprocess
from pathlib import Path

import pytest

from fixtures.ports import free_ports
from stack import infra
from stack.console import Mend
from stack.envfile import PORTS, ROOT, load
from stack.services import services

ALL = {part.name for part in infra.PARTS}


def _name(manifest: Path) -> str:
    """What the build script calls the collector of this manifest."""
    text = f"sha256sum <{manifest} | cut -c1-12"
    return subprocess.run(["sh", "-c", text], capture_output=True, text=True, check=True).stdout.strip()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Settings of a machine where both programs are installed (stand-ins that are never started)."""
    for name in ("prometheus", "prometheus-alertmanager"):
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text("#!/bin/sh\necho alertmanager, version 0.25.0\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin")
    manifest = Path("config/otel-collector/builder-config.yaml")
    collector = tmp_path / ".venvs/collector" / f"agent-portal-collector-{_name(ROOT / manifest)}"
    collector.parent.mkdir(parents=True)
    collector.touch()
    monkeypatch.setattr(infra, "ROOT", tmp_path)
    given = {
        "PORTAL_DATA_DIR": str(tmp_path / "data"),
        "LITELLM_MASTER_KEY": "sk-of-the-test",
        **dict(zip(PORTS, map(str, free_ports(len(PORTS))), strict=True)),
    }
    return load(tmp_path / "none", given)


def test_what_is_installed_runs_and_the_portal_is_told_where(settings: dict[str, str]) -> None:
    binaries, left_out = infra.available(settings)
    assert (set(binaries), left_out) == (ALL, {})
    infra.prepare(settings, binaries)
    chosen = {service.name: service for service in services(settings, binaries)}
    assert all(chosen[name].optional for name in ALL)
    told = chosen["portal"].environment(settings, {})
    assert told["PROMETHEUS_URL"] == f"http://127.0.0.1:{settings['PROMETHEUS_PORT']}"
    assert told["ALERTMANAGER_URL"] == f"http://127.0.0.1:{settings['ALERTMANAGER_PORT']}"
    # They read rendered files; no secret is in their environment.
    assert "sk-of-the-test" not in chosen["prometheus"].environment(settings, {}).values()
    # The collector gets the one key it sends with, and none of another part.
    collector = chosen["otel-collector"].environment(settings | {"AGENTOPS_API_KEY": "of the project"}, {})
    assert collector["AGENTOPS_API_KEY"] == "of the project"
    assert collector["AGENTOPS_OTLP_URL"] == f"http://127.0.0.1:{settings['OTLP_HTTP_PORT']}"
    assert "sk-of-the-test" not in collector.values()
    rendered = infra.folder(settings)
    gateway = json.loads((rendered / "prometheus/targets/gateway.json").read_text())
    assert gateway[0]["targets"] == [f"127.0.0.1:{settings['LITELLM_PORT']}"]
    token = rendered / "prometheus/secrets/gateway.token"
    assert stat.S_IMODE(token.stat().st_mode) == 0o600


def test_off_is_off(settings: dict[str, str]) -> None:
    binaries, left_out = infra.available(settings | {"INFRA": "off"})
    assert binaries == {}
    assert set(left_out) == ALL
    assert "PROMETHEUS_URL" not in services(settings, binaries)[1].extra_env


def test_one_that_runs_elsewhere_is_not_started(settings: dict[str, str]) -> None:
    binaries, left_out = infra.available(settings | {"PROMETHEUS_URL": "http://metrics:9090"})
    assert set(binaries) == ALL - {"prometheus"}
    assert "PROMETHEUS_URL" in left_out["prometheus"]


def test_what_is_missing_is_left_out_with_the_package_to_install(
    settings: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(infra, "ROOT", tmp_path / "nothing built")
    binaries, left_out = infra.available(settings)
    assert binaries == {}
    assert "apt install prometheus-alertmanager" in left_out["alertmanager"]
    assert "--collector" in left_out["otel-collector"]


def test_a_taken_port_leaves_one_out_and_names_the_setting(settings: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", int(settings["PROMETHEUS_PORT"]))):
        binaries, left_out = infra.available(settings)
    assert set(binaries) == ALL - {"prometheus"}
    assert "PROMETHEUS_PORT" in left_out["prometheus"]
    assert settings["PROMETHEUS_PORT"] in left_out["prometheus"]


def test_another_word_is_refused(settings: dict[str, str]) -> None:
    with pytest.raises(Mend, match="INFRA"):
        infra.available(settings | {"INFRA": "perhaps"})


def test_a_channel_that_cannot_work_is_one_sentence(settings: dict[str, str]) -> None:
    settings |= {"SLACK_WEBHOOK_URL": "not an address"}
    with pytest.raises(Mend, match="SLACK_WEBHOOK_URL"):
        infra.prepare(settings, infra.available(settings)[0])


def test_langfuse_gets_traces_from_the_collector_where_it_is_told_to(settings: dict[str, str]) -> None:
    def files(**more: str) -> list[str]:
        argv = infra.argv(settings | more, "otel-collector", "collector")
        return [Path(word).name for word in argv[1:]]

    keys = {"LANGFUSE_PUBLIC_KEY": "pk-1", "LANGFUSE_SECRET_KEY": "sk-2", "LANGFUSE_FANOUT": "collector"}
    assert files() == files(**keys) == ["otel-collector-config.yaml"]
    at = {"LANGFUSE_URL": "http://langfuse:3000"}
    assert files(**keys | at | {"LANGFUSE_FANOUT": "server"}) == ["otel-collector-config.yaml"]
    both = files(**keys | at)
    assert both == ["otel-collector-config.yaml", "otel-collector-langfuse.yaml"]
    told = infra.environment(settings | keys | {"LANGFUSE_URL": "http://langfuse:3000"}, "otel-collector")
    assert base64.b64decode(told["LANGFUSE_OTLP_AUTH"]) == b"pk-1:sk-2"
