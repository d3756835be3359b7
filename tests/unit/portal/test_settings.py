"""Settings: every one documented, a bad one is one sentence that names it and never shows it."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from portal.settings import REPOSITORY, Settings, SettingsError, load_settings

TOKEN = "service-token-0123456789"


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("AGENTOPS_SERVICE_TOKEN", TOKEN)


def test_defaults() -> None:
    settings = load_settings()
    assert (settings.bind_host, settings.portal_port, settings.backend_port) == ("127.0.0.1", 3001, 8000)
    assert settings.public_url == "http://127.0.0.1:3001"
    assert settings.agentops_url == "http://127.0.0.1:8003"
    assert settings.data_dir == REPOSITORY / ".data"
    assert settings.screen_dir == REPOSITORY / "frontend" / "dist"
    assert not settings.is_https


def test_empty_means_absent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        if name != "agentops_service_token":
            monkeypatch.setenv(name.upper(), "")
    assert load_settings() == load_settings({"agentops_service_token": TOKEN})


def test_every_setting_has_a_description() -> None:
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_the_environment_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_PORT", "4001")
    monkeypatch.setenv("PORTAL_PUBLIC_URL", "https://portal.example/")
    monkeypatch.setenv("PORTAL_DATA_DIR", "/elsewhere")
    monkeypatch.setenv("LOG_LEVEL", "DEBUG")
    settings = load_settings()
    assert settings.portal_port == 4001
    assert (settings.public_url, settings.is_https) == ("https://portal.example", True)
    assert settings.data_dir == Path("/elsewhere")
    assert settings.log_level == "debug"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORTAL_PORT", "wrong-value"),
        ("PORTAL_PORT", "70000"),
        ("BACKEND_PORT", "0"),
        ("PORTAL_PUBLIC_URL", "wrong-value"),
        ("PORTAL_PUBLIC_URL", "http://user:wrong-value@host"),
        ("AGENTOPS_API_ENDPOINT", "ftp://wrong-value"),
        ("AGENTOPS_SERVICE_TOKEN", "wrong-value"),
        ("PORTAL_ADMIN_EMAIL", "wrong-value"),
        ("PORTAL_TRUSTED_PROXIES", "10.0.0.0/8,wrong-value"),
        ("PORTAL_SESSION_IDLE_HOURS", "-1"),
        ("LOG_LEVEL", "wrong-value"),
    ],
)
def test_a_bad_value_is_named_and_not_shown(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    sentence = str(raised.value)
    assert sentence.startswith(f"{name} is wrong (")
    assert ".env" in sentence
    assert "\n" not in sentence
    assert "wrong-value" not in sentence


def _start(tmp_path: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "portal"],
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(REPOSITORY / "backend"), **environment},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "AGENTOPS_SERVICE_TOKEN is not set: run ./scripts/setup.sh"),
        ({"AGENTOPS_SERVICE_TOKEN": TOKEN}, "PORTAL_ADMIN_PASSWORD must have at least 8 characters"),
        (
            {"AGENTOPS_SERVICE_TOKEN": TOKEN, "DATABASE_URL": "mysql://root:secret-value@host/db"},
            "DATABASE_URL must begin with postgresql://",
        ),
        (
            {"AGENTOPS_SERVICE_TOKEN": TOKEN, "DATABASE_URL": "postgresql://u:secret-value@127.0.0.1:9/db"},
            "The portal's database postgresql+psycopg://u:***@127.0.0.1:9/db cannot be opened",
        ),
        (
            {"AGENTOPS_SERVICE_TOKEN": TOKEN, "DATABASE_URL": "secret-value"},
            "DATABASE_URL is not a database URL",
        ),
    ],
)
def test_the_process_ends_with_one_sentence(
    tmp_path: Path, environment: dict[str, str], sentence: str
) -> None:
    ended = _start(tmp_path, PORTAL_DATA_DIR=str(tmp_path), **environment)
    assert ended.returncode == 1
    assert ended.stderr.startswith(sentence), ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1
    assert "secret-value" not in ended.stderr + ended.stdout
    assert not re.search(r"Traceback", ended.stderr + ended.stdout)


def test_every_setting_is_in_the_example() -> None:
    example = (REPOSITORY / ".env.example").read_text("utf-8")
    named = set(re.findall(r"(?m)^([A-Z][A-Z0-9_]*)=", example))
    assert {name.upper() for name in Settings.model_fields} - named == set()
