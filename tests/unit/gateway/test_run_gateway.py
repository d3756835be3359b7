"""What the launcher checks before LiteLLM starts."""

import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from fixtures.ports import free_port
from fixtures.processes import ROOT
from gateway_database import DatabaseProblem, prepare_client
from run_gateway import CannotStart, prepare

KEY = "sk-0123456789abcdef"


def env(**changes: str) -> Any:
    return {"LITELLM_MASTER_KEY": KEY, "LITELLM_PORT": str(free_port()), **changes}


def test_defaults() -> None:
    given = env(DATABASE_URL="sqlite:///x.db", DEMO_MODEL_PORT="8111")
    arguments = prepare(given)
    assert arguments[2:] == ["--host", "127.0.0.1", "--port", given["LITELLM_PORT"], "--num_workers", "1"]
    assert given["VLLM_API_BASE"] == "http://127.0.0.1:8111/v1"
    assert given["LITELLM_LOCAL_MODEL_COST_MAP"] == "True"
    assert given["GATEWAY_CUSTOM_AUTH"] == "gateway_auth.user_api_key_auth"
    assert "DATABASE_URL" not in given


def test_with_a_database_litellm_checks_keys_itself() -> None:
    given = env(LITELLM_DATABASE_URL="postgresql://db/litellm")
    prepare(given)
    assert given["DATABASE_URL"] == "postgresql://db/litellm"
    assert "GATEWAY_CUSTOM_AUTH" not in given


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"LITELLM_MASTER_KEY": ""}, "LITELLM_MASTER_KEY is not set"),
        ({"LITELLM_MASTER_KEY": "sk-1234"}, "well-known example"),
        ({"LITELLM_PORT": "four"}, "LITELLM_PORT must be a number"),
        ({"LITELLM_DATABASE_URL": "mysql://x"}, "postgresql://"),
    ],
)
def test_one_sentence_for_a_bad_setting(changes: dict[str, str], words: str) -> None:
    with pytest.raises(CannotStart, match=words):
        prepare(env(**changes))


def test_one_sentence_for_a_taken_port() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(CannotStart, match="LITELLM_PORT"):
            prepare(env(LITELLM_PORT=str(taken.getsockname()[1])))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("model_list: [", "not valid YAML in line"),
        ("litellm_settings: {}", "no model_list"),
        ("model_list: [{model_name: x}]", "Entry 1"),
        (None, "cannot be read"),
    ],
)
def test_one_sentence_for_a_broken_config(tmp_path: Path, text: str | None, words: str) -> None:
    path = tmp_path / "config.yaml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(CannotStart, match=words):
        prepare(env(LITELLM_CONFIG=str(path)))


def test_one_sentence_for_a_database_without_node(tmp_path: Path) -> None:
    with pytest.raises(DatabaseProblem, match=r"needs Node\.js 20 or newer: install it"):
        prepare_client({"PATH": str(tmp_path)})


_STUBBORN = """
import time
print("importing", flush=True)
for _ in range(2):
    try:
        time.sleep(1000)
    except BaseException:
        pass
"""


def test_it_ends_while_litellm_is_imported_whatever_swallows_exceptions(tmp_path: Path) -> None:
    (tmp_path / "litellm").mkdir()
    (tmp_path / "litellm" / "__init__.py").write_text(_STUBBORN)
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "litellm/run_gateway.py")],
        env={"PYTHONPATH": str(tmp_path), "PATH": "/usr/bin:/bin", **env()},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout
        assert process.stdout.readline() == "importing\n"
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=120)
    finally:
        if process.returncode is None:
            process.kill()
            process.communicate()
    assert process.returncode == 0
