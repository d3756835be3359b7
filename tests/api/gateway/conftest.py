"""The real LiteLLM proxy, the demo model server and a fake AgentOps server: one set for each test worker."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from fixtures.otlp_sink import OtlpSink
from fixtures.ports import free_port
from fixtures.processes import ROOT, Process

MASTER_KEY = "sk-gateway-tests-0123456789"


@dataclass
class Gateway:
    """A running gateway and what is around it."""

    base: str
    demo: str
    sink: OtlpSink
    data: Path
    process: Process

    def chat(self, content: str, model: str = "mistral", **more: Any) -> httpx.Response:
        headers = more.pop("headers", {})
        body = {"model": model, "messages": [{"role": "user", "content": content}], **more}
        return self.post("/v1/chat/completions", body, headers)

    def post(self, path: str, body: Any, headers: dict[str, str] | None = None) -> httpx.Response:
        authorization = {"Authorization": f"Bearer {MASTER_KEY}"}
        return httpx.post(self.base + path, json=body, headers=authorization | (headers or {}), timeout=30)

    def stream(self, content: str, model: str = "mistral", **more: Any) -> list[dict[str, Any]]:
        """The chunks of a streamed answer."""
        body = {"model": model, "messages": [{"role": "user", "content": content}], "stream": True, **more}
        headers = {"Authorization": f"Bearer {MASTER_KEY}"}
        chunks = []
        with httpx.stream(
            "POST", f"{self.base}/v1/chat/completions", json=body, headers=headers, timeout=30
        ) as answer:
            for line in answer.iter_lines():
                if line.startswith("data: {"):
                    chunks.append(json.loads(line[6:]))
        return chunks


def gateway_process(name: str, folder: Path, demo: str, env: dict[str, str]) -> tuple[Process, str]:
    """A gateway that is not started yet, and its base URL."""
    port = free_port()
    base_env = {
        "LITELLM_PORT": str(port),
        "LITELLM_MASTER_KEY": MASTER_KEY,
        "VLLM_API_BASE": f"{demo}/v1",
        "PORTAL_DATA_DIR": str(folder),
        "PYTHONPATH": "backend",
        # What the portal uses for its accounts must not reach LiteLLM's database code.
        "DATABASE_URL": "sqlite:///portal.db",
    }
    command = [str(ROOT / ".venvs/gateway/bin/python"), "litellm/run_gateway.py"]
    return Process(name, command, base_env | env, folder), f"http://127.0.0.1:{port}"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of a fast demo model server."""
    port = free_port()
    command = [str(ROOT / ".venvs/servers/bin/python"), "litellm/demo_model_server.py"]
    env = {"DEMO_MODEL_PORT": str(port), "DEMO_SPEED": "20"}
    with Process("demo-model", command, env, tmp_path_factory.mktemp("demo")) as process:
        base = f"http://127.0.0.1:{port}"
        process.wait_http(f"{base}/health", 20)
        yield base


@pytest.fixture(scope="session")
def shared_gateway(demo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway for all tests of a worker: starting LiteLLM takes its time."""
    folder, sink = tmp_path_factory.mktemp("gateway"), OtlpSink()
    sink.start()
    process, base = gateway_process("gateway", folder, demo, sink.environment())
    with process:
        process.wait_http(f"{base}/health/liveliness", 90)
        yield Gateway(base, demo, sink, folder, process)
    sink.stop()


@pytest.fixture
def gateway(shared_gateway: Gateway) -> Iterator[Gateway]:
    """The shared gateway with a healthy, empty sink before and after."""
    sink = shared_gateway.sink
    sink.status, sink.delay_s = 200, 0.0
    sink.clear()
    yield shared_gateway
    httpx.delete(f"{shared_gateway.demo}/demo/faults")


def wait_until(check: Any, timeout_s: float = 10.0) -> None:
    """Waits until `check()` is true."""
    deadline = time.monotonic() + timeout_s
    while not check():
        assert time.monotonic() < deadline, "not within the time"
        time.sleep(0.05)
