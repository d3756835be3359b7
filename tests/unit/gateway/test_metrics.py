"""Series of several workers, OTLP, the probe: without LiteLLM."""

import json
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

from agentops_events import CallEvent
from demo_model.app import DemoServer
from fixtures.live_server import LiveServer
from fixtures.prometheus_text import Page
from gateway_inflight import InFlight
from gateway_metrics import MOST_MODELS, GatewayMetrics
from gateway_probe import ModelProbe, nvml_memory
from gateway_series import SharedSeries, Snapshot, merged, rendered


def call(model: str = "llama", **more: Any) -> CallEvent:
    payload = {"model_group": model, "model_id": "m", "startTime": 10.0, "endTime": 12.0, **more}
    return CallEvent(False, payload | {"prompt_tokens": 5, "completion_tokens": 4, "total_tokens": 9})


def test_histograms_counters_and_labels() -> None:
    metrics = GatewayMetrics(SharedSeries(None))
    metrics.record(call(response_cost=0.25))
    page = Page(metrics.page())
    assert page("llm_response_latency_seconds_bucket", le="1.5") == 0
    assert page("llm_response_latency_seconds_bucket", le="2") == 1
    assert page("llm_response_latency_seconds_sum") == 2
    assert page("llm_output_tokens_per_second_sum") == 2
    assert page("llm_cost_usd_total", model="llama") == 0.25
    assert page("llm_requests_failed_total", model="llama", error_type="oom") == 0, "begins with 0"


def test_the_number_of_models_is_bounded() -> None:
    metrics = GatewayMetrics(SharedSeries(None))
    for number in range(MOST_MODELS + 5):
        metrics.record(call(f"model-{number}"))
    page = Page(metrics.page())
    assert page("llm_requests_total", model="other") == 5
    assert (
        len({one.labels["model"] for one in page.samples if one.name == "llm_cost_usd_total"})
        <= MOST_MODELS + 1
    )


def test_workers_are_added_up(tmp_path: Path) -> None:
    workers = [SharedSeries(tmp_path) for _ in range(2)]
    snapshot: Snapshot = {
        "a_total": {"type": "counter", "help": "A.", "series": [[[["model", 'x"\\']], 2]]},
        "g": {"type": "gauge", "help": "G.", "series": [[[], 3]]},
        "h": {
            "type": "histogram",
            "help": "H.",
            "series": [[[], {"bounds": [1.0], "counts": [1, 2], "sum": 5.5}]],
        },
    }
    for worker in workers:
        worker.write(snapshot)
    page = Page(rendered(merged([snapshot, *workers[0].others()])))
    assert page("a_total", model='x"\\') == 4
    assert page("g") == 6
    assert (page("h_bucket", le="1"), page("h_count"), page("h_sum")) == (2, 6, 11)
    assert sorted(worker.leads() for worker in workers) == [False, True]


def test_what_an_ended_worker_counted_stays(tmp_path: Path) -> None:
    counter = {"type": "counter", "help": "A.", "series": [[[], 2]]}
    gauge = {"type": "gauge", "help": "G.", "series": [[[], 3]]}
    (tmp_path / "7-ended.json").write_text(json.dumps({"a_total": counter, "g": gauge}))
    (found,) = SharedSeries(tmp_path).others()
    assert set(found) == {"a_total"}


class _Collector(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.bodies.append(body)  # type: ignore[attr-defined]
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""


@pytest.fixture
def collector() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Collector)
    server.bodies = []  # type: ignore[attr-defined]
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_otlp_says_the_same(collector: ThreadingHTTPServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_COMPRESSION", "none")
    url = f"http://127.0.0.1:{collector.server_address[1]}/v1/metrics"
    metrics = GatewayMetrics(SharedSeries(None), url)
    metrics.record(call())
    metrics.record(call())
    metrics.stop()
    (body,) = collector.bodies  # type: ignore[attr-defined]
    sent = {
        metric.name: metric
        for resource in ExportMetricsServiceRequest.FromString(body).resource_metrics
        for scope in resource.scope_metrics
        for metric in scope.metrics
    }
    assert sum(point.as_int for point in sent["llm_requests_total"].sum.data_points) == 2
    assert sent["llm_response_latency_seconds"].histogram.data_points[0].sum == 4


def router(*deployments: tuple[str, str, str]) -> Any:
    return SimpleNamespace(
        model_list=[
            {"model_name": group, "litellm_params": {"model": model, "api_base": base}}
            for group, model, base in deployments
        ]
    )


def test_the_probe_asks_each_server() -> None:
    with LiveServer(DemoServer(100).app()) as live:
        probe = ModelProbe(0.001, gpu_memory=lambda: None)
        hosted = ("gpt", "openai/gpt-4.1-mini", "")
        gone = ("mistral", "hosted_vllm/mistral", "http://127.0.0.1:9/v1")
        probe.turn(router(("fast", "hosted_vllm/llama", f"{live.url}/v1"), hosted, gone))
        assert probe.figures("loaded") == [({"model": "fast"}, 1.0), ({"model": "mistral"}, 0.0)]
        assert probe.figures("queue") == [({"model": "fast"}, 0.0)]
        kinds = {labels["memory_type"]: value for labels, value in probe.figures("memory")}
        assert kinds["gpu"] > kinds["ram"] > 0


def test_gpu_memory_of_a_local_server_from_a_fake_nvml() -> None:
    """NVML is FAKE here: no test machine has a GPU."""
    with LiveServer(DemoServer(100).app()) as live:
        probe = ModelProbe(0.001, gpu_memory=lambda: 42.0)
        probe.turn(router(("fast", "hosted_vllm/llama", f"{live.url}/v1")))
        assert ({"model": "fast", "memory_type": "gpu"}, 42.0) in probe.figures("memory")


def test_nvml_is_asked_and_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    """A FAKE pynvml with two GPUs."""
    fake = ModuleType("pynvml")
    said: list[str] = []
    fake.NVMLError = type("NVMLError", (Exception,), {})  # type: ignore[attr-defined]
    fake.nvmlInit = lambda: said.append("init")  # type: ignore[attr-defined]
    fake.nvmlShutdown = lambda: said.append("shutdown")  # type: ignore[attr-defined]
    fake.nvmlDeviceGetCount = lambda: 2  # type: ignore[attr-defined]
    fake.nvmlDeviceGetHandleByIndex = lambda index: index  # type: ignore[attr-defined]
    fake.nvmlDeviceGetMemoryInfo = lambda handle: SimpleNamespace(used=10 + handle)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pynvml", fake)
    assert nvml_memory() == 21
    assert said == ["init", "shutdown"]


def _fails_within(active: InFlight) -> None:
    with active.request():
        active.model("llama")
        raise RuntimeError


def test_active_calls_never_stay_counted() -> None:
    active = InFlight()
    with active.request():
        active.model("llama")
        active.model("second name")
        assert active.counts() == {"llama": 1}
        with pytest.raises(RuntimeError):
            _fails_within(active)
        assert active.counts() == {"llama": 1}
    assert active.counts() == {}
