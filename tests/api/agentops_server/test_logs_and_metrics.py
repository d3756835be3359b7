"""Log records and metric points: taken in durably, each once, and read back."""

import gzip
import json
import os
import time
from collections.abc import Callable
from typing import Any

import grpc
import httpx
import pytest
from google.protobuf import json_format
from opentelemetry.proto.collector.logs.v1.logs_service_pb2 import (
    ExportLogsServiceRequest,
    ExportLogsServiceResponse,
)
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
    ExportMetricsServiceResponse,
)
from opentelemetry.proto.logs.v1.logs_pb2 import LogRecord

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.signals import gauge, log, log_request, metric_request, settle

SIGNALS: dict[str, Callable[[], bytes]] = {
    "logs": lambda: log_request(log("one"), log("two")),
    "metrics": lambda: metric_request(gauge("temperature", 20.5, 21)),
}
SERVICES = {"logs": "logs.v1.LogsService", "metrics": "metrics.v1.MetricsService"}


def post(project: Project, signal: str, body: bytes, *, port: str = "otlp", **headers: str) -> httpx.Response:
    base = project.server.otlp_url if port == "otlp" else project.server.url
    given = {"Content-Type": "application/x-protobuf", **project.headers, **headers}
    return project.server.http.post(f"{base}/v1/{signal}", content=body, headers=given)


def state(project: Project, signal: str) -> dict[str, Any]:
    return dict(project.ingest()[signal])


@pytest.mark.parametrize("signal", SIGNALS)
@pytest.mark.parametrize("port", ["otlp", "api"])
def test_both_ports_take_it_and_count_it_once(project: Project, signal: str, port: str) -> None:
    body = SIGNALS[signal]()
    for headers, sent in (({}, body), ({"Content-Encoding": "gzip"}, gzip.compress(body)), ({}, body)):
        answer = post(project, signal, sent, port=port, **headers)
        assert (answer.status_code, answer.content) == (200, b"")
        settle(project)
    found = state(project, signal)
    assert (found["accepted"], found["stored"], found["duplicate"]) == (6, 2, 4)
    assert found["spool_bytes"] == 0


@pytest.mark.parametrize("signal", SIGNALS)
def test_json_and_protobuf_are_the_same(project: Project, signal: str) -> None:
    body = SIGNALS[signal]()
    kind: Any = ExportLogsServiceRequest if signal == "logs" else ExportMetricsServiceRequest
    text = json_format.MessageToJson(kind.FromString(body)).encode()
    answer = post(project, signal, text, **{"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()) == (200, {})
    assert post(project, signal, body).status_code == 200
    settle(project)
    assert state(project, signal)["stored"] == 2


@pytest.mark.parametrize("signal", SIGNALS)
def test_grpc(project: Project, signal: str) -> None:
    body = SIGNALS[signal]()
    with grpc.insecure_channel(f"127.0.0.1:{project.server.grpc_port}") as channel:
        call = channel.unary_unary(f"/opentelemetry.proto.collector.{SERVICES[signal]}/Export")
        metadata = (("authorization", f"Bearer {project.token}"),)
        assert call(body, metadata=metadata) == b""
        with pytest.raises(grpc.RpcError) as refused:
            call(b"\xff\xff", metadata=metadata)
        assert refused.value.code() == grpc.StatusCode.INVALID_ARGUMENT
        with pytest.raises(grpc.RpcError) as refused:
            call(body, metadata=(("authorization", "Bearer nonsense"),))
        assert refused.value.code() == grpc.StatusCode.UNAUTHENTICATED
    settle(project)
    assert state(project, signal)["stored"] == 2


@pytest.mark.parametrize("signal", SIGNALS)
@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (b"junk that is no protobuf", {}, 400),
        (b"not gzip", {"Content-Encoding": "gzip"}, 400),
        (b"{", {"Content-Type": "application/json"}, 400),
        (b'{"resourceLogs": 5, "resourceMetrics": 5}', {"Content-Type": "application/json"}, 400),
        (b"<xml/>", {"Content-Type": "text/xml"}, 415),
        (b"\x00" * (2 * 2**20 + 1), {}, 413),
        (b"", {"Authorization": ""}, 401),
        (b"", {"Authorization": "Bearer nonsense"}, 401),
        (b"", {}, 200),
    ],
)
def test_what_is_refused(
    project: Project, signal: str, body: bytes, headers: dict[str, str], status: int
) -> None:
    answer = post(project, signal, body, **headers)
    assert answer.status_code == status
    if status == 400:
        assert answer.content  # with the reason


def test_points_that_mean_nothing_are_left_out_and_named(project: Project) -> None:
    request = ExportMetricsServiceRequest.FromString(metric_request(gauge("good", 1.0)))
    metrics = request.resource_metrics[0].scope_metrics[0].metrics
    timeless, nameless = gauge("timeless", 1.0), gauge("", 1.0)
    timeless.gauge.data_points[0].time_unix_nano = 0
    metrics.extend([timeless, nameless])
    odd = metrics.add(name="odd")
    odd.histogram.data_points.add(
        time_unix_nano=time.time_ns(), count=3, bucket_counts=[1, 2], explicit_bounds=[1, 2]
    )
    answer = post(project, "metrics", request.SerializeToString())
    assert answer.status_code == 200
    partial = ExportMetricsServiceResponse.FromString(answer.content).partial_success
    assert partial.rejected_data_points == 3
    for reason in ("without a time", "without a metric name", "do not fit their bounds"):
        assert reason in partial.error_message
    settle(project)
    assert (state(project, "metrics")["stored"], state(project, "metrics")["rejected"]) == (1, 3)


def test_any_log_record_is_kept(project: Project) -> None:
    """Without times, with ids of a wrong length, twice the same, from another century."""
    odd = LogRecord(trace_id=b"short", span_id=b"x" * 20)
    old = LogRecord(time_unix_nano=5)
    body = log_request(odd, old, log("same", at_ns=1), log("same", at_ns=1))
    answer = post(project, "logs", body)
    assert ExportLogsServiceResponse.FromString(answer.content).partial_success.rejected_log_records == 0
    settle(project)
    assert state(project, "logs")["stored"] == 4
    assert post(project, "logs", body).status_code == 200
    settle(project)
    assert (state(project, "logs")["stored"], state(project, "logs")["duplicate"]) == (4, 4)
    assert len(project.get("/telemetry/v1/logs").json()["logs"]) == 4


def test_unauthenticated_exports_follow_the_policy(tmp_path: Any) -> None:
    with AgentOpsProcess(tmp_path) as server:  # one project, loopback: taken in
        project = server.default_project()
        for signal, body in SIGNALS.items():
            answer = server.http.post(
                f"{server.otlp_url}/v1/{signal}",
                content=body(),
                headers={"Content-Type": "application/x-protobuf"},
            )
            assert answer.status_code == 200
        settle(project)
        assert [state(project, signal)["stored"] for signal in SIGNALS] == [2, 2]
        assert project.ingest()["unauthenticated_requests"] == 2


def test_acknowledged_records_survive_kill_9(tmp_path: Any) -> None:
    with AgentOpsProcess(tmp_path, {"AGENTOPS_FLUSH_INTERVAL_MS": "60000"}) as server:
        project = server.default_project()
        for signal, body in SIGNALS.items():
            assert post(project, signal, body()).status_code == 200
        assert all(state(project, signal)["spool_bytes"] for signal in SIGNALS)
        server.kill()
        server.settings["AGENTOPS_FLUSH_INTERVAL_MS"] = "50"
        server.start()
        settle(project)
        assert len(project.get("/telemetry/v1/logs").json()["logs"]) == 2
        assert project.get("/telemetry/v1/metric-points").json()["metrics"][0]["points"] == 2


def test_a_full_spool_says_when_to_come_back(tmp_path: Any) -> None:
    settings = {"AGENTOPS_SPOOL_MAX_BYTES": str(2**20), "AGENTOPS_FLUSH_INTERVAL_MS": "60000"}
    with AgentOpsProcess(tmp_path, settings) as server:
        project = server.default_project()
        body = log_request(log(os.urandom(400_000).hex()))
        assert post(project, "logs", body).status_code == 200
        answer = post(project, "logs", body)
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
        assert post(project, "metrics", SIGNALS["metrics"]()).status_code == 200  # has a spool of its own


def test_self_metrics_by_signal(project: Project) -> None:
    for signal, body in SIGNALS.items():
        post(project, signal, body())
    settle(project)
    text = project.server.http.get(f"{project.server.url}/metrics").text
    for name in ("agentops_log_records_total", "agentops_metric_points_total"):
        assert f'{name}{{outcome="stored",project="{project.id}"}} 2.0' in text
    for signal in ("traces", "logs", "metrics"):
        assert f'agentops_spool_bytes{{signal="{signal}"}} 0.0' in text
        assert f'agentops_insert_seconds_count{{signal="{signal}"}}' in text or signal == "traces"
    assert "/v1/logs" not in json.dumps(project.server.log_path.read_text().splitlines()[-3:])


def test_deleting_a_project_deletes_its_records(server: AgentOpsProcess) -> None:
    project = server.new_project()
    for signal, body in SIGNALS.items():
        post(project, signal, body())
    settle(project)
    service = server.service_headers
    params = {"project_id": project.id}
    name = next(
        one["name"]
        for one in server.http.get(f"{server.url}/telemetry/v1/projects", headers=service).json()["projects"]
        if one["id"] == project.id
    )
    gone = server.http.delete(
        f"{server.url}/telemetry/v1/projects/{project.id}", params={"confirm": name}, headers=service
    )
    assert gone.status_code == 204
    answer = server.http.get(f"{server.url}/telemetry/v1/logs", params=params, headers=service)
    assert answer.status_code == 404
