"""Which monitoring programs run beside a stack, and why others are left out."""

import json
import socket
import stat
from pathlib import Path

import pytest

from fixtures.ports import free_ports
from stack import infra
from stack.console import Mend
from stack.envfile import load
from stack.services import services


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Settings of a machine where both programs are installed (stand-ins that are never started)."""
    for name in ("prometheus", "prometheus-alertmanager"):
        program = tmp_path / "bin" / name
        program.parent.mkdir(exist_ok=True)
        program.write_text("#!/bin/sh\necho alertmanager, version 0.25.0\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/bin")
    prometheus, alertmanager = free_ports(2)
    given = {
        "PORTAL_DATA_DIR": str(tmp_path / "data"),
        "PROMETHEUS_PORT": str(prometheus),
        "ALERTMANAGER_PORT": str(alertmanager),
        "LITELLM_MASTER_KEY": "sk-of-the-test",
    }
    return load(tmp_path / "none", given)


def test_what_is_installed_runs_and_the_portal_is_told_where(settings: dict[str, str]) -> None:
    binaries, left_out = infra.available(settings)
    assert (set(binaries), left_out) == ({"prometheus", "alertmanager"}, {})
    infra.prepare(settings, binaries)
    chosen = {service.name: service for service in services(settings, binaries)}
    assert chosen["prometheus"].optional
    assert chosen["alertmanager"].optional
    told = chosen["portal"].environment(settings, {})
    assert told["PROMETHEUS_URL"] == f"http://127.0.0.1:{settings['PROMETHEUS_PORT']}"
    assert told["ALERTMANAGER_URL"] == f"http://127.0.0.1:{settings['ALERTMANAGER_PORT']}"
    # They read rendered files; no secret is in their environment.
    assert "sk-of-the-test" not in chosen["prometheus"].environment(settings, {}).values()
    rendered = infra.folder(settings)
    gateway = json.loads((rendered / "prometheus/targets/gateway.json").read_text())
    assert gateway[0]["targets"] == [f"127.0.0.1:{settings['LITELLM_PORT']}"]
    token = rendered / "prometheus/secrets/gateway.token"
    assert stat.S_IMODE(token.stat().st_mode) == 0o600


def test_off_is_off(settings: dict[str, str]) -> None:
    binaries, left_out = infra.available(settings | {"INFRA": "off"})
    assert binaries == {}
    assert set(left_out) == {"prometheus", "alertmanager"}
    assert "PROMETHEUS_URL" not in services(settings, binaries)[1].extra_env


def test_one_that_runs_elsewhere_is_not_started(settings: dict[str, str]) -> None:
    binaries, left_out = infra.available(settings | {"PROMETHEUS_URL": "http://metrics:9090"})
    assert set(binaries) == {"alertmanager"}
    assert "PROMETHEUS_URL" in left_out["prometheus"]


def test_what_is_missing_is_left_out_with_the_package_to_install(
    settings: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    binaries, left_out = infra.available(settings)
    assert binaries == {}
    assert "apt install prometheus-alertmanager" in left_out["alertmanager"]


def test_a_taken_port_leaves_one_out_and_names_the_setting(settings: dict[str, str]) -> None:
    with socket.create_server(("127.0.0.1", int(settings["PROMETHEUS_PORT"]))):
        binaries, left_out = infra.available(settings)
    assert set(binaries) == {"alertmanager"}
    assert "PROMETHEUS_PORT" in left_out["prometheus"]
    assert settings["PROMETHEUS_PORT"] in left_out["prometheus"]


def test_another_word_is_refused(settings: dict[str, str]) -> None:
    with pytest.raises(Mend, match="INFRA"):
        infra.available(settings | {"INFRA": "perhaps"})


def test_a_channel_that_cannot_work_is_one_sentence(settings: dict[str, str]) -> None:
    settings |= {"SLACK_WEBHOOK_URL": "not an address"}
    with pytest.raises(Mend, match="SLACK_WEBHOOK_URL"):
        infra.prepare(settings, infra.available(settings)[0])
