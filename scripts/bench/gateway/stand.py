"""The gateways that are compared: processes of LiteLLM's proxy that differ in their callbacks only."""

import json
import os
import secrets
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.process import cpu_seconds, ended, free_port

ROOT = Path(__file__).resolve().parents[3]
KEY = "sk-bench-" + secrets.token_hex(12)
CALLBACKS = {
    "none": [],
    "noop": ["noop.instance"],
    "ours": ["agentops_callback.instance"],
    "otel": ["otel"],
}
_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Gateway:
    """One candidate, running."""

    name: str
    port: int
    pid: int
    switched: bool = False
    """True when all candidates are one process, whose callback is exchanged."""

    def choose(self) -> None:
        """Makes its process this candidate."""
        if self.switched:
            url = f"http://127.0.0.1:{self.port}/switch/{self.name}"
            urllib.request.urlopen(url, timeout=60).close()

    def cpu_seconds(self) -> float:
        """Processor time that the gateway has used, in all its threads."""
        return cpu_seconds(self.pid)


@dataclass(frozen=True)
class Stand:
    """All of them, and the stand-ins they work with."""

    gateways: list[Gateway]
    stub: int

    def recorded(self, name: str) -> dict[str, Any]:
        """What a gateway has delivered: {"requests", "spans": {name: count}}."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.stub}/count/{name}", timeout=60) as answer:
            return dict(json.load(answer))


@contextmanager
def stand(folder: Path, names: list[str], one_process: bool = False) -> Iterator[Stand]:
    """Start the candidates, each in a process of its own or all in one, and wait until all of them serve."""
    with ExitStack() as stack:
        stub = free_port()
        command = [sys.executable, str(_HERE / "stub.py"), str(stub)]
        stack.enter_context(_process(command, dict(os.environ), folder / "stub.log"))
        if one_process:
            one = stack.enter_context(_gateway("ours", folder, stub, _HERE / "switched.py"))
            gateways = [Gateway(name, one.port, one.pid, switched=True) for name in names]
        else:
            gateways = [stack.enter_context(_gateway(name, folder, stub)) for name in names]
        for gateway in gateways:
            _wait(gateway)
        yield Stand(gateways, stub)


@contextmanager
def _gateway(name: str, folder: Path, stub: int, runner: Path | None = None) -> Iterator[Gateway]:
    own, port = folder / name, free_port()
    own.mkdir()
    config = own / "config.yaml"
    config.write_text(json.dumps(_config(name, stub)))  # JSON is YAML, too
    ours = ROOT / "litellm"
    for module in (ours / "agentops_callback.py", ours / "gateway_auth.py", _HERE / "noop.py"):
        (own / module.name).symlink_to(module)
    env = {key: os.environ[key] for key in ("PATH", "HOME", "LANG", "TMPDIR") if key in os.environ} | {
        "LITELLM_MASTER_KEY": KEY,
        "LITELLM_PORT": str(port),
        "LITELLM_CONFIG": str(config),
        "PORTAL_DATA_DIR": str(own),
        "AGENTOPS_API_KEY": "bench",
        "AGENTOPS_API_ENDPOINT": f"http://127.0.0.1:{stub}/{name}",
        "AGENTOPS_EXPORTER_ENDPOINT": f"http://127.0.0.1:{stub}/{name}/v1/traces",
        "OTEL_EXPORTER": "otlp_http",
        "OTEL_ENDPOINT": f"http://127.0.0.1:{stub}/{name}/v1/traces",
    }
    runner = runner or (ours / "run_gateway.py" if name == "ours" else _HERE / "plain.py")
    with _process([str(ROOT / ".venvs/gateway/bin/python"), str(runner)], env, own / "log") as pid:
        yield Gateway(name, port, pid)


def _config(name: str, stub: int) -> dict[str, Any]:
    model = {"model": "hosted_vllm/llama", "api_base": f"http://127.0.0.1:{stub}/v1", "api_key": "none"}
    prices = {"input_cost_per_token": 3e-7, "output_cost_per_token": 9e-7}
    return {
        "model_list": [{"model_name": "llama", "litellm_params": model, "model_info": prices}],
        "litellm_settings": {"callbacks": CALLBACKS[name], "json_logs": True, "num_retries": 2},
        "router_settings": {"disable_cooldowns": True},
        "general_settings": {
            "master_key": "os.environ/LITELLM_MASTER_KEY",
            "custom_auth": "os.environ/GATEWAY_CUSTOM_AUTH",
        },
    }


@contextmanager
def _process(command: list[str], env: dict[str, str], log: Path) -> Iterator[int]:
    with log.open("wb") as output:
        process = subprocess.Popen(command, env=env, stdout=output, stderr=subprocess.STDOUT, cwd=ROOT)
    with ended(process, 15):
        yield process.pid


def _wait(gateway: Gateway) -> None:
    deadline = time.monotonic() + 180
    while time.monotonic() < deadline:
        try:
            url = f"http://127.0.0.1:{gateway.port}/health/liveliness"
            urllib.request.urlopen(url, timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    sys.exit(f"the gateway {gateway.name!r} did not start")
