"""The commands of AGENTOPS_SETUP.md, run as they stand against the running stack."""

import os
import re
import shlex
import subprocess
from pathlib import Path

import httpx

from fixtures.stack import RunningStack, clean_environment, eventually
from stack.envfile import ROOT, parse

DEFAULTS = parse(ROOT / ".env.example")
BLOCK = re.compile(r"^```(sh|python) test\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(stack: RunningStack) -> list[tuple[str, str]]:
    """The blocks marked `test`, in order, with the ports of this stack in place of the default ones."""
    text = (ROOT / "AGENTOPS_SETUP.md").read_text("utf-8")
    for name, port in stack.settings.items():
        if name.endswith("_PORT"):
            text = text.replace(f"localhost:{DEFAULTS[name]}", f"127.0.0.1:{port}")
    return BLOCK.findall(text)


def test_the_guide_works_as_written(stack: RunningStack, portal: httpx.Client, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text(stack.env_file.read_text("utf-8"))
    script = ["set -eu"]
    for number, (language, body) in enumerate(blocks(stack)):
        if language == "sh":
            script.append(body)
        else:
            program = tmp_path / f"block{number}.py"
            program.write_text(body)
            script.append(shlex.join([str(ROOT / ".venvs/agents/bin/python"), str(program)]))
    result = subprocess.run(
        ["bash", "-c", "\n".join(script)],
        cwd=tmp_path,
        env={**clean_environment(), "HOME": str(tmp_path), "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    for seen in ('"traces":', "the answer took long", '"name":"answers"'):
        assert seen in result.stdout, seen

    def names() -> set[str] | None:
        answer = portal.get("/api/agentops/traces", params={"limit": 100})
        found = {trace["name"] for trace in answer.json()["traces"]}
        return found if {"weather-report.session", "one-trace.session", "chat"} <= found else None

    eventually(names, 10, "the traces of the guide")
