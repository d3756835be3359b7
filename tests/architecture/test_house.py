"""The rules of the house: layout, import rules, sizes, settings documented, nothing that names a registry."""

import ast
import itertools
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Files that are over the limit for a reason, which is written in the file itself.
LONG_FILES: dict[str, str] = {}
MOST_LINES = 400


def tracked(*patterns: str) -> list[Path]:
    """The files that git tracks or would track."""
    out = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return [ROOT / line for line in out.splitlines() if (ROOT / line).is_file()]


def sources() -> list[Path]:
    return [
        path
        for path in tracked("*.py", "*.ts", "*.tsx", "*.css", "*.sql")
        if "__generated__" not in path.parts and path.relative_to(ROOT).parts[0] != "tests"
    ]


def test_import_rules_hold() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run(
        [lint, "--no-cache"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "backend")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stdout


def test_the_gateway_imports_neither_server() -> None:
    for path in tracked("litellm/*.py", "litellm/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = (
                [alias.name for alias in node.names]
                if isinstance(node, ast.Import)
                else [node.module or ""]
                if isinstance(node, ast.ImportFrom)
                else []
            )
            assert not {name.split(".")[0] for name in names} & {"portal", "agentops_server", "kit"}, path


def test_the_gateway_folder_does_not_hide_the_package() -> None:
    assert not (ROOT / "litellm/__init__.py").exists()


def test_no_source_file_is_too_long() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources()
        if (lines := len(path.read_text("utf-8").splitlines())) > MOST_LINES
    }
    assert {name: lines for name, lines in long.items() if name not in LONG_FILES} == {}


@pytest.mark.parametrize("package", ["portal", "agentops_server"])
def test_only_settings_read_the_environment(package: str) -> None:
    for path in tracked(f"backend/{package}/*.py", f"backend/{package}/**/*.py"):
        if path.name == "settings.py":
            continue
        assert not re.search(r"\bos\.(environ|getenv)\b", path.read_text("utf-8")), path


def test_no_file_names_a_registry_or_a_machine() -> None:
    registries = re.compile(
        "|".join(
            (
                "pypi" + r"\.org",
                "pythonhosted" + r"\.org",
                "registry\\." + "npmjs",
                "repo1\\." + "maven",
                "proxy\\.golang" + r"\.org",
            )
        )
    )
    for path in tracked():
        if path.suffix in {".png", ".woff2", ".ico"}:
            continue
        assert not registries.search(path.read_text("utf-8", "replace")), path


def example_settings() -> set[str]:
    return set(re.findall(r"(?m)^([A-Z][A-Z0-9_]*)=", (ROOT / ".env.example").read_text("utf-8")))


def test_every_setting_of_the_example_is_read_somewhere() -> None:
    code = "\n".join(
        path.read_text("utf-8")
        for path in tracked(
            "docker-compose.yml",
            *(
                f"{folder}/{deep}*"
                for folder in ("backend", "litellm", "scripts", "config")
                for deep in ("", "**/")
            ),
        )
    )
    unread = {
        name
        for name in example_settings()
        if not re.search(rf"\b{name}\b", code) and name.lower() not in code
    }
    assert unread == set()


def test_every_setting_of_the_example_has_a_comment() -> None:
    lines = (ROOT / ".env.example").read_text("utf-8").splitlines()
    bare = [
        line
        for before, line in itertools.pairwise(lines)
        if re.match(r"[A-Z][A-Z0-9_]*=", line) and not before.strip()
    ]
    assert bare == []


def test_decisions_are_numbered_once_and_complete() -> None:
    records = tracked("docs/adr/*.md")
    numbers = [path.name[:4] for path in records]
    assert len(numbers) == len(set(numbers))
    for path in records:
        text = path.read_text("utf-8")
        assert re.match(r"# \d{4}", text), path
        for part in ("## Context", "## Decision", "## Consequences"):
            assert part in text, f"{path.name} lacks {part}"


def test_scripts_are_executable() -> None:
    for path in [*(ROOT / "scripts").glob("*.sh"), ROOT / ".ci/run"]:
        assert os.access(path, os.X_OK), path


def test_every_setting_of_the_agentops_server_is_documented() -> None:
    code = (ROOT / "backend/agentops_server/settings.py").read_text("utf-8")
    settings = set(re.findall(r'alias="([A-Z0-9_]+)"', code))
    documented = (ROOT / "AGENTOPS_SETUP.md").read_text("utf-8") + (ROOT / ".env.example").read_text("utf-8")
    assert len(settings) > 10
    assert {name for name in settings if not re.search(rf"\b{name}\b", documented)} == set()
