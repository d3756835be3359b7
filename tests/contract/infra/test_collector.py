"""The real collector with the configuration that we ship, in front of a real AgentOps server."""

import base64
import gzip
import signal
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar, TypeVar
from urllib.error import HTTPError

import grpc
import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2_grpc import TraceServiceStub
from prometheus_client.parser import text_string_to_metric_families

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.infra import Running, leave_out, run
from fixtures.ports import free_ports
from fixtures.signals import gauge, log, log_request, metric_request
from fixtures.spans import chat, request, span, trace_id
from stack import infra
from stack.envfile import PORTS, load

pytestmark = pytest.mark.xdist_group("collector")

PART = next(part for part in infra.PARTS if part.name == "otel-collector")
HOST = ("system_cpu_time_seconds_total", "system_memory_usage_bytes", "system_filesystem_usage_bytes")
LANGFUSE = {
    "LANGFUSE_PUBLIC_KEY": "pk-lf-1",
    "LANGFUSE_SECRET_KEY": "sk-lf-2",
    "LANGFUSE_FANOUT": "collector",
}


@pytest.fixture(scope="session")
def binary() -> str:
    """The collector of our manifest, as scripts/collector/build.sh left it."""
    found = infra.find(PART)
    if found is None:
        leave_out("the collector is not built: ./scripts/collector/build.sh, with Go")
    return found


class Collector:
    """The collector as a native stack starts it, for one project of a server."""

    def __init__(self, binary: str, project: Project, folder: Path, **more: str) -> None:
        ports = dict(zip(PORTS, map(str, free_ports(len(PORTS))), strict=True))
        given = {
            **ports,
            "PORTAL_DATA_DIR": str(folder),
            "OTLP_HTTP_PORT": str(project.server.otlp_port),
            "AGENTOPS_API_KEY": project.api_key,
            **more,
        }
        self.settings = load(folder / "none", given)
        env = {**self.settings, **infra.environment(self.settings, PART.name), "PATH": "/usr/bin:/bin"}
        self.running = Running(
            infra.argv(self.settings, PART.name, binary),
            ready=infra.url(self.settings, PART, PART.health_port),
            log=folder / "collector.log",
            env=env,
        )

    def url(self, port: str, path: str) -> str:
        return f"http://127.0.0.1:{self.settings[port]}{path}"

    def send(self, path: str, body: bytes) -> int:
        """POST a body; the status."""
        headers = {"Content-Type": "application/x-protobuf"}
        sent = urllib.request.Request(self.url("OTEL_COLLECTOR_HTTP_PORT", path), body, headers)
        try:
            with urllib.request.urlopen(sent, timeout=60) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code

    def metrics(self, port: str) -> dict[str, list[float]]:
        """What it shows to Prometheus: values by the name of the series."""
        found: dict[str, list[float]] = {}
        for family in text_string_to_metric_families(httpx.get(self.url(port, "/metrics"), timeout=60).text):
            for sample in family.samples:
                found.setdefault(sample.name, []).append(sample.value)
        return found


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AgentOpsProcess]:
    with AgentOpsProcess(tmp_path_factory.mktemp("agentops")) as running:
        yield running


def eventually(project: Project, *traces: bytes, timeout_s: float = 120) -> dict[str, int]:
    """The number of spans of each of these traces, once all are there."""
    deadline = time.monotonic() + timeout_s
    while True:
        found = {one["trace_id"]: one["span_count"] for one in project.traces(limit=200)}
        if {trace.hex() for trace in traces} <= set(found):
            return found
        assert time.monotonic() < deadline, f"{len(found)} of {len(traces)} traces arrived"
        time.sleep(0.1)


def test_the_configuration_is_valid_with_and_without_langfuse(
    binary: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGENTOPS_API_KEY", "a key")
    for more in ({}, LANGFUSE | {"LANGFUSE_URL": "http://langfuse:3000"}):
        settings = load(tmp_path / "none", {"PORTAL_DATA_DIR": str(tmp_path), **more})
        for name, value in infra.environment(settings, PART.name).items():
            monkeypatch.setenv(name, value)
        run(binary, "validate", *infra.argv(settings, PART.name, binary)[1:])


def test_traces_logs_and_metrics_arrive_once(binary: str, server: AgentOpsProcess, tmp_path: Path) -> None:
    project = server.new_project()
    collector = Collector(binary, project, tmp_path)
    over_http, over_grpc, twice = trace_id(), trace_id(), trace_id()
    with collector.running:
        assert collector.send("/v1/traces", request(chat(over_http, cost=0.25), span(over_http))) == 200
        body = request(chat(twice, cost=0.25))
        assert [collector.send("/v1/traces", body) for _ in range(2)] == [200, 200]
        target = f"127.0.0.1:{collector.settings['OTEL_COLLECTOR_GRPC_PORT']}"
        with grpc.insecure_channel(target) as channel:
            message = ExportTraceServiceRequest.FromString(request(span(over_grpc)))
            TraceServiceStub(channel).Export(message, timeout=60)  # type: ignore[no-untyped-call]
        assert collector.send("/v1/logs", log_request(log("said once", trace=over_http))) == 200
        assert collector.send("/v1/metrics", metric_request(gauge("room.warmth", 20.5))) == 200
        found = eventually(project, over_http, over_grpc, twice)
        assert found == {over_http.hex(): 2, over_grpc.hex(): 1, twice.hex(): 1}
        assert project.get("/telemetry/v1/metrics").json()["totals"]["cost_usd"] == 0.5
        logs = until(lambda: project.get(f"/telemetry/v1/traces/{over_http.hex()}/logs").json()["logs"])
        assert [one["body"] for one in logs] == ["said once"]
        # Metrics of applications are there for Prometheus, and in the portal; once in each.
        shown = until(lambda: collector.metrics("OTEL_METRICS_PORT").get("room_warmth_celsius"))
        assert shown == [20.5]
        kept = until(lambda: project.get("/telemetry/v1/metric-points").json()["metrics"])
        assert [one["name"] for one in kept] == ["room.warmth"]
        # The host's are for Prometheus alone, under the names that our rules use.
        for name in HOST:
            assert until(lambda name=name: collector.metrics("OTEL_METRICS_PORT").get(name)), name  # type: ignore[misc]
        own = collector.metrics("OTEL_COLLECTOR_SELF_PORT")
        assert any(name.startswith("otelcol_exporter_sent_spans") for name in own)
    text = (tmp_path / "collector.log").read_text()
    assert project.api_key not in text


T = TypeVar("T")


def until(probe: Callable[[], T], timeout_s: float = 120) -> T:
    """The first result that is not empty."""
    deadline = time.monotonic() + timeout_s
    while not (result := probe()):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    return result


def test_what_was_accepted_survives_a_kill_while_the_server_is_away(binary: str, tmp_path: Path) -> None:
    with AgentOpsProcess(tmp_path / "server") as server:
        project = server.default_project()
        collector = Collector(binary, project, tmp_path)
        accepted = []
        with collector.running:
            server.kill()
            for number in range(60):
                trace = trace_id()
                if collector.send("/v1/traces", request(chat(trace, cost=0.5), span(trace))) == 200:
                    accepted.append(trace)
                if number in (20, 40):
                    collector.running.stop(signal.SIGKILL)
                    collector.running.start()
            collector.running.stop(signal.SIGKILL)
            assert len(accepted) == 60
            server.start()
            collector.running.start()
            found = eventually(project, *accepted)
        assert found == {trace.hex(): 2 for trace in accepted}
        totals = project.get("/telemetry/v1/metrics").json()["totals"]
        assert (totals["trace_count"], totals["span_count"], totals["cost_usd"]) == (60, 120, 30.0)


class FakeLangfuse(BaseHTTPRequestHandler):
    """FAKE Langfuse: takes OTLP where Langfuse takes it and remembers who sent what."""

    taken: ClassVar[list[tuple[str, str, ExportTraceServiceRequest]]] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        message = ExportTraceServiceRequest.FromString(body)
        assert self.headers["x-langfuse-ingestion-version"] == "4"
        self.taken.append((self.path, self.headers["Authorization"], message))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        pass


def test_langfuse_gets_the_traces_too(binary: str, server: AgentOpsProcess, tmp_path: Path) -> None:
    project, trace = server.new_project(), trace_id()
    langfuse = ThreadingHTTPServer(("127.0.0.1", 0), FakeLangfuse)
    threading.Thread(target=langfuse.serve_forever, daemon=True).start()
    url = f"http://127.0.0.1:{langfuse.server_address[1]}"
    collector = Collector(binary, project, tmp_path, LANGFUSE_URL=url, **LANGFUSE)
    try:
        with collector.running:
            assert collector.send("/v1/traces", request(span(trace, "seen by both"))) == 200
            eventually(project, trace)
            until(lambda: FakeLangfuse.taken)
    finally:
        langfuse.shutdown()
        langfuse.server_close()
    ((path, who, message),) = FakeLangfuse.taken
    assert path == "/api/public/otel/v1/traces"
    assert base64.b64decode(who.removeprefix("Basic ")) == b"pk-lf-1:sk-lf-2"
    (sent,) = message.resource_spans[0].scope_spans[0].spans
    assert (sent.trace_id, sent.name) == (trace, "seen by both")
