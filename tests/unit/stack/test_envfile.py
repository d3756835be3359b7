"""Settings: made once, kept, overridable, refused with one sentence."""

import stat
from pathlib import Path

import pytest

from stack.console import Mend
from stack.envfile import GENERATED, ensure, load, parse, reachable
from stack.services import services


def test_a_new_file_has_every_secret_and_is_private(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    assert ensure(path) is True
    values = parse(path)
    assert all(len(values[name]) >= 16 for name in GENERATED)
    assert values["LITELLM_MASTER_KEY"].startswith("sk-")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    ensure(path)
    before = path.read_text("utf-8")
    assert ensure(path) is False
    assert path.read_text("utf-8") == before


def test_an_older_file_keeps_its_lines_and_gains_what_is_new(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text(
        "# mine\nPORTAL_PORT=3999\nAGENTOPS_API_KEY=da317188-e3be-4ecf-be31-7bb5d5f015e3\nLITELLM_MASTER_KEY="
    )
    path.chmod(0o644)
    ensure(path)
    text, values = path.read_text("utf-8"), parse(path)
    assert text.startswith("# mine\nPORTAL_PORT=3999\n")
    assert values["AGENTOPS_API_KEY"] == "da317188-e3be-4ecf-be31-7bb5d5f015e3"
    assert values["LITELLM_MASTER_KEY"].startswith("sk-")
    assert values["AGENTOPS_JWT_SECRET"]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_shell_wins_over_the_file_and_addresses_follow(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("PORTAL_PORT=3111\nPORTAL_DATA_DIR=/srv/portal\n")
    settings = load(path, {"PORTAL_PORT": "3222", "OTLP_HTTP_PORT": "5318", "UNRELATED": "x"})
    assert settings["PORTAL_PUBLIC_URL"] == "http://127.0.0.1:3222"
    assert settings["AGENTOPS_EXPORTER_ENDPOINT"] == "http://127.0.0.1:5318/v1/traces"
    assert settings["PORTAL_DATA_DIR"] == "/srv/portal"
    assert "UNRELATED" not in settings


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("PORTAL_PORT=http\n", ["PORTAL_PORT"]),
        ("PORTAL_PORT=70000\n", ["PORTAL_PORT"]),
        ("PORTAL_PORT=8000\n", ["PORTAL_PORT", "BACKEND_PORT", "8000"]),
        ("LOG_LEVEL=loud\n", ["LOG_LEVEL", "loud", "warning"]),
        ("this is not a setting hush\n", ["line 1"]),
    ],
)
def test_a_broken_setting_is_named_in_one_sentence(tmp_path: Path, text: str, names: list[str]) -> None:
    path = tmp_path / ".env"
    path.write_text(text)
    with pytest.raises(Mend) as refused:
        load(path, {})
    assert all(name in str(refused.value) for name in names)
    assert "hush" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_device_or_folder_is_not_taken_for_a_settings_file(tmp_path: Path) -> None:
    with pytest.raises(Mend, match="regular file"):
        ensure(tmp_path)


def test_quotes_and_export_are_understood(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("export A=\"b c\"\nD='e'\nF=a=b#c\n")
    assert parse(path) == {"A": "b c", "D": "e", "F": "a=b#c"}


@pytest.mark.parametrize(
    ("bound", "reached"), [("0.0.0.0", "127.0.0.1"), ("::1", "[::1]"), ("10.0.0.7", "10.0.0.7")]
)
def test_the_address_to_reach_a_listener(bound: str, reached: str) -> None:
    assert reachable(bound) == reached


def test_a_process_sees_only_the_secrets_it_needs(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    ensure(path)
    settings = load(path, {})
    seen = {s.name: set(s.environment(settings, {})) & set(GENERATED) for s in services(settings)}
    assert seen["demo-model"] == set()
    assert "AGENTOPS_JWT_SECRET" not in seen["portal"] | seen["gateway"]
    assert "PORTAL_ADMIN_PASSWORD" not in seen["agentops-server"] | seen["gateway"]


def test_the_portal_sees_one_key_of_the_gateway(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    ensure(path)

    def seen(**shell: str) -> set[str]:
        settings = load(path, shell)
        portal = next(one for one in services(settings) if one.name == "portal")
        return set(portal.environment(settings, {})) & {"LITELLM_MASTER_KEY", "PORTAL_CHAT_KEY"}

    assert seen() == {"LITELLM_MASTER_KEY"}
    assert seen(PORTAL_CHAT_KEY="sk-chat-only") == {"PORTAL_CHAT_KEY"}


def test_a_real_model_server_takes_the_place_of_the_simulator(tmp_path: Path) -> None:
    settings = load(tmp_path / "none", {"VLLM_API_BASE": "http://gpu:8000/v1", "VLLM_API_KEY": ""})
    chosen = {service.name: service for service in services(settings)}
    assert "demo-model" not in chosen
    assert chosen["gateway"].environment(settings, {})["VLLM_API_BASE"] == "http://gpu:8000/v1"
