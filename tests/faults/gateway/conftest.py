"""The real gateway, demo model server and AgentOps server, with faults between the first and the last."""

import asyncio
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest

from agentops_settings import ExporterSettings
from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.faulty_proxy import FaultyProxy
from fixtures.gateway import MASTER_KEY, demo_server, gateway_process, metrics_page, wait_until
from fixtures.processes import Process


@dataclass
class Load:
    """What the callers of one spell of load saw."""

    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    """The trace id of each call."""
    cpu_s: float = 0.0
    """Processor time of the gateway, for each call."""

    @property
    def median(self) -> float:
        return statistics.median(self.seconds)


@dataclass
class Stand:
    """What the tests of this folder work with."""

    demo: str
    server: AgentOpsProcess
    project: Project
    proxy: FaultyProxy
    folder: Path

    def gateway(self, name: str, **env: str) -> tuple[Process, str]:
        """A gateway that reports through the proxy; not started yet."""
        settings = {
            "AGENTOPS_API_KEY": self.project.api_key,
            "AGENTOPS_API_ENDPOINT": self.proxy.base,
            "AGENTOPS_EXPORTER_ENDPOINT": f"{self.proxy.base}/v1/traces",
        }
        return gateway_process(name, self.folder, self.demo, settings | env)

    def exporter_settings(self) -> ExporterSettings:
        """Those of the gateway, for an exporter in the test's own process."""
        return ExporterSettings(
            api_key=self.project.api_key,
            endpoint=self.proxy.base,
            exporter_endpoint=f"{self.proxy.base}/v1/traces",
            spool=self.folder / "gateway" / "spool",
        )

    def stored(self) -> dict[str, int]:
        """How many model calls the AgentOps server counts, by trace id."""
        found: dict[str, int] = {}
        cursor: dict[str, str] = {}
        self.project.settle()
        while True:
            page = self.project.get("/telemetry/v1/traces", limit=200, **cursor).json()
            found |= {one["trace_id"]: one["llm_call_count"] for one in page["traces"]}
            if page["next_cursor"] is None:
                return found
            cursor = {"cursor": page["next_cursor"]}

    def arrives(self, calls: list[str], timeout_s: float = 120) -> None:
        """Each of these calls is stored, once, and nothing else."""
        wait_until(lambda: len(self.stored()) >= len(calls), timeout_s)
        assert self.stored() == dict.fromkeys(calls, 1)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with demo_server(tmp_path_factory.mktemp("demo")) as base:
        yield base


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AgentOpsProcess]:
    with AgentOpsProcess(tmp_path_factory.mktemp("agentops")) as server:
        yield server


@pytest.fixture
def stand(demo: str, server: AgentOpsProcess, tmp_path: Path) -> Iterator[Stand]:
    """A project and a healthy proxy of the test's own."""
    with FaultyProxy(server.url) as proxy:
        yield Stand(demo, server, server.new_project(), proxy, tmp_path)


def load(process: Process, base: str, calls: int = 40, content: str = "Is it well?") -> Load:
    """So many calls by four callers, each asking again as soon as it is answered."""
    seen, before = Load(), process.cpu_seconds()
    asyncio.run(_load(base, calls, content, seen))
    seen.cpu_s = (process.cpu_seconds() - before) / calls
    return seen


async def _load(base: str, calls: int, content: str, seen: Load) -> None:
    left = iter(range(calls))
    headers = {"Authorization": f"Bearer {MASTER_KEY}"}
    async with httpx.AsyncClient(base_url=base, headers=headers, timeout=60, trust_env=False) as client:

        async def caller() -> None:
            for number in left:
                messages = [{"role": "user", "content": f"{content} {number}"}]
                body = {"model": "mistral", "messages": messages, "max_tokens": 4}
                started = time.perf_counter()
                answer = await client.post("/v1/chat/completions", json=body)
                seen.seconds.append(time.perf_counter() - started)
                if answer.status_code == 200:
                    seen.calls.append(answer.headers["x-litellm-call-id"].replace("-", ""))
                else:
                    seen.failed.append(answer.text[:200])

        await asyncio.gather(*(caller() for _ in range(4)))


def delivered(base: str) -> None:
    """Waits until the gateway has nothing left to report."""

    def done() -> bool:
        page = metrics_page(base)
        spans = "agentops_callback_spans_total"
        return page(spans, outcome="delivered") >= page(spans, outcome="queued")

    wait_until(done)
