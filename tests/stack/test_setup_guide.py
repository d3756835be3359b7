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
        timeout=900,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert '"traces":' in result.stdout

    def names() -> set[str] | None:
        answer = portal.get("/api/agentops/traces", params={"limit": 100})
        found = {trace["name"] for trace in answer.json()["traces"]}
        return found if {"weather-report.session", "one-trace.session", "chat"} <= found else None

    eventually(names, 120, "the traces of the guide")
    eventually(lambda: signals(stack) == ({"the answer took long"}, {"answers"}), 120, "the logs and metrics")


def signals(stack: RunningStack) -> tuple[set[str], set[str]]:
    """The bodies of the warnings and the names of the metrics that the guide's program sent."""
    base = f"http://127.0.0.1:{stack.settings['AGENTOPS_API_PORT']}/telemetry/v1"
    headers = {"Authorization": f"Bearer {stack.settings['AGENTOPS_SERVICE_TOKEN']}"}
    with httpx.Client(headers=headers, trust_env=False, timeout=60) as http:
        asked = {"project_id": http.get(f"{base}/projects").json()["projects"][0]["id"], "severity": "WARN"}
        logs = http.get(f"{base}/logs", params=asked).json()["logs"]
        metrics = http.get(f"{base}/metric-points", params=asked).json()["metrics"]
    return {one["body"] for one in logs}, {one["name"] for one in metrics}
