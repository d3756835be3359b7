"""What the settings add to config.yaml, and the image that runs it."""

import hashlib
import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from gateway_config import BadSetting, with_settings

ROOT = Path(__file__).resolve().parents[3]


def config() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load((ROOT / "litellm/config.yaml").read_text())
    return parsed


def test_nothing_set_changes_nothing() -> None:
    assert with_settings(config(), {"REDIS_URL": "", "VLLM_REPLICAS": " "}) is None


def test_replicas_serve_the_same_models() -> None:
    given = config()
    changed = with_settings(given, {"VLLM_REPLICAS": "http://gpu-2:8000/v1/, http://gpu-3:8000/v1"})
    assert changed is not None
    bases = [
        one["litellm_params"]["api_base"] for one in changed["model_list"] if one["model_name"] == "llama"
    ]
    assert bases == ["os.environ/VLLM_API_BASE", "http://gpu-2:8000/v1", "http://gpu-3:8000/v1"]
    assert changed["router_settings"]["disable_cooldowns"] is False
    assert given == config(), "the given configuration is left as it was"


@pytest.mark.parametrize(
    ("mode", "cached"), [("asked", "default_off"), ("all", "default_on"), ("", "default_off")]
)
def test_redis(mode: str, cached: str) -> None:
    changed = with_settings(config(), {"REDIS_URL": "redis://h/0", "LITELLM_CACHE": mode})
    assert changed is not None
    assert changed["litellm_settings"]["cache_params"]["mode"] == cached
    assert changed["router_settings"]["redis_url"] == "os.environ/REDIS_URL"
    assert "redis://h/0" not in str(changed), "an address may hold a password"


def test_redis_without_a_cache() -> None:
    changed = with_settings(config(), {"REDIS_URL": "redis://h/0", "LITELLM_CACHE": "off"})
    assert changed is not None
    assert "cache" not in changed["litellm_settings"]


def test_a_hosted_providers_key_makes_its_models_callable() -> None:
    changed = with_settings(config(), {"OPENAI_API_KEY": "sk-secret", "GEMINI_API_KEY": ""})
    assert changed is not None
    assert changed["model_list"][-1] == {
        "model_name": "openai/*",
        "litellm_params": {"model": "openai/*", "api_key": "os.environ/OPENAI_API_KEY"},
    }
    assert len(changed["model_list"]) == len(config()["model_list"]) + 1
    assert "sk-secret" not in str(changed)


@pytest.mark.parametrize(
    "wrong",
    [
        {"REDIS_URL": "localhost:6379"},
        {"REDIS_URL": "redis://h", "LITELLM_CACHE": "yes"},
        {"REDIS_URL": "redis://h", "LITELLM_CACHE_TTL_S": "ten"},
        {"VLLM_REPLICAS": "gpu-2:8000"},
    ],
)
def test_what_cannot_work_names_the_mend(wrong: dict[str, str]) -> None:
    with pytest.raises(BadSetting, match=next(reversed(wrong))):
        with_settings(config(), wrong)


def test_the_image_is_pinned_and_runs_as_nobody_special() -> None:
    text = (ROOT / "litellm/Dockerfile").read_text()
    lines = text.splitlines()
    engine, base = [line for line in lines if line.startswith("FROM ")]
    assert re.fullmatch(r"FROM python:\d+\.\d+\.\d+-slim-bookworm@sha256:[0-9a-f]{64}", base)
    assert re.fullmatch(r"FROM node:\d+\.\d+\.\d+-bookworm-slim@sha256:[0-9a-f]{64} AS engine", engine)
    assert not re.search(r"(?i)\blatest\b|\bADD\b|\bsudo\b|curl|wget|--trusted-host", text)
    assert [line for line in lines if line.startswith("RUN npm ci --ignore-scripts")]
    # Nothing is written to the image after the user changes, and nothing secret is in it.
    after = lines[lines.index("USER 10001") :]
    assert not [line for line in after if line.startswith(("RUN ", "COPY "))]
    assert not re.search(r"(?i)(key|secret|password|token)\s*=", text)
    assert lines.index("RUN python litellm/gateway_database.py") < lines.index("USER 10001")
    run = [
        line
        for line in lines
        if line.startswith(("HEALTHCHECK", "ENTRYPOINT", "EXPOSE 4000", "VOLUME /data"))
    ]
    assert len(run) == 4
    assert any("--require-hashes" in line and "requirements.lock" in line for line in lines)
    assert "USER 10001" in lines
    sources = [line.split()[1] for line in lines if re.match(r"COPY (?!--from)", line)]
    assert all((ROOT / source).exists() for source in sources)
    locked = (ROOT / "litellm/requirements.lock").read_text()
    pinned = re.search(r"^litellm==(\S+)", locked, re.MULTILINE)
    assert pinned is not None
    assert f"litellm[proxy]=={pinned[1]}" in (ROOT / "litellm/requirements.in").read_text()
    assert "://" not in re.sub(r"http://127\.0\.0\.1", "", "\n".join(lines))


def test_the_marks_of_the_image_are_those_that_are_looked_for(tmp_path: Path) -> None:
    """The image installs the engine by itself; the gateway must take that for done."""
    (line,) = [
        line
        for line in (ROOT / "litellm/Dockerfile").read_text().splitlines()
        if "node_modules/.installed" in line
    ]
    lock = ROOT / "litellm/prisma_engine/package-lock.json"
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "package-lock.json").write_bytes(lock.read_bytes())
    subprocess.run(["sh", "-c", line.partition("&& ")[2]], cwd=tmp_path, check=True)
    assert (tmp_path / "node_modules/.installed").read_text() == hashlib.sha256(lock.read_bytes()).hexdigest()


def test_prismas_parts_are_of_one_version() -> None:
    """The engine's commit is the one that the client for Python expects."""
    packages = json.loads((ROOT / "litellm/prisma_engine/package.json").read_text())["dependencies"]
    versions = {packages[name] for name in ("prisma", "@prisma/client", "@prisma/adapter-pg")}
    (wheel,) = ROOT.glob(".venvs/gateway/lib/python3.*/site-packages/prisma/_config.py")
    config = wheel.read_text()
    assert versions == set(re.findall(r"default='(\d+\.\d+\.\d+)'", config))
    (commit,) = re.findall(r"default='([0-9a-f]{40})'", config)
    assert packages["@prisma/engines-version"].endswith(commit)
