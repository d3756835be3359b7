"""The real LiteLLM proxy, the demo model server and a fake AgentOps server: one set for each test worker."""

from collections.abc import Iterator

import httpx
import pytest

from fixtures.gateway import MASTER_KEY, Gateway, demo_server, gateway_process, wait_until
from fixtures.otlp_sink import OtlpSink

__all__ = ["MASTER_KEY", "Gateway", "gateway_process", "wait_until"]


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The base URL of a fast demo model server."""
    with demo_server(tmp_path_factory.mktemp("demo")) as base:
        yield base


@pytest.fixture(scope="session")
def shared_gateway(demo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway for all tests of a worker: starting LiteLLM takes its time."""
    folder, sink = tmp_path_factory.mktemp("gateway"), OtlpSink()
    sink.start()
    process, base = gateway_process("gateway", folder, demo, sink.environment())
    with process:
        process.wait_http(f"{base}/health/liveliness", 900)
        yield Gateway(base, demo, sink, folder, process)
    sink.stop()


@pytest.fixture
def gateway(shared_gateway: Gateway) -> Iterator[Gateway]:
    """The shared gateway with a healthy, empty sink before and after."""
    sink = shared_gateway.sink
    sink.status, sink.delay_s = 200, 0.0
    sink.clear()
    yield shared_gateway
    httpx.delete(f"{shared_gateway.demo}/demo/faults", timeout=60)
