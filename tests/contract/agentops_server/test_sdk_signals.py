"""Logs and metrics of real SDKs, the JavaScript SDK, and what the AgentOps SDK uploads."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from contract.agentops_server.test_sdks import run, sdk_environment
from fixtures.agentops_process import ROOT, AgentOpsProcess, Project
from fixtures.signals import settle

PYTHON = """
    import json, logging, os
    from opentelemetry import trace
    protocol = "grpc" if os.environ["OTEL_EXPORTER_OTLP_PROTOCOL"] == "grpc" else "http"
    if protocol == "grpc":
        from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter
        from opentelemetry.exporter.otlp.proto.grpc.metric_exporter import OTLPMetricExporter
    else:
        from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
    from opentelemetry.sdk._logs import LoggerProvider, LoggingHandler
    from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
    from opentelemetry.sdk.metrics import MeterProvider
    from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider

    resource = Resource.create({"service.name": "otel-app"})
    logs = LoggerProvider(resource=resource)
    logs.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
    logger = logging.getLogger("app")
    logger.addHandler(LoggingHandler(logger_provider=logs))
    meters = MeterProvider(
        resource=resource, metric_readers=[PeriodicExportingMetricReader(OTLPMetricExporter())]
    )
    meter = meters.get_meter("app")
    meter.create_counter("calls", unit="{call}").add(3, {"model": "llama"})
    meter.create_histogram("took", unit="s").record(1.5, {"model": "llama"})
    meter.create_up_down_counter("waiting").add(2)
    with TracerProvider(resource=resource).get_tracer("app").start_as_current_span("work") as span:
        logger.warning("slow: %s s", 3, extra={"tries": 2})
        try:
            raise ValueError("boom")
        except ValueError:
            logger.exception("failed")
    logs.shutdown()
    meters.shutdown()
    print(json.dumps({"trace_id": format(span.get_span_context().trace_id, "032x")}))
"""


def exporter(server: AgentOpsProcess, project: Project, protocol: str) -> dict[str, str]:
    grpc = f"http://127.0.0.1:{server.grpc_port}"
    return {
        "OTEL_EXPORTER_OTLP_PROTOCOL": protocol,
        "OTEL_EXPORTER_OTLP_ENDPOINT": grpc if protocol == "grpc" else server.otlp_url,
        "OTEL_EXPORTER_OTLP_HEADERS": f"authorization=Bearer%20{project.token}",
    }


def total(project: Project, name: str) -> float:
    body = project.get("/telemetry/v1/metric-points/series", name=name, interval="day").json()
    return float(sum(value["value"] for one in body["series"] for value in one["values"]))


@pytest.mark.parametrize(
    ("protocol", "compression"), [("http/protobuf", "none"), ("http/protobuf", "gzip"), ("grpc", "none")]
)
def test_logs_and_metrics_of_the_python_sdk(
    server: AgentOpsProcess, project: Project, tmp_path: Path, protocol: str, compression: str
) -> None:
    environment = exporter(server, project, protocol)
    if compression != "none":
        environment["OTEL_EXPORTER_OTLP_COMPRESSION"] = compression
    trace = run(PYTHON, tmp_path, environment)["trace_id"]
    settle(project)
    slow, failed = project.get(f"/telemetry/v1/traces/{trace}/logs").json()["logs"]
    assert (slow["body"], slow["severity"], slow["service_name"]) == ("slow: 3 s", "WARN", "otel-app")
    assert slow["attributes"]["tries"] == 2
    assert (failed["severity"], failed["attributes"]["exception.message"]) == ("ERROR", "boom")
    kinds = {one["name"]: one["type"] for one in project.get("/telemetry/v1/metric-points").json()["metrics"]}
    assert {"calls": "sum", "took": "histogram", "waiting": "sum"}.items() <= kinds.items()
    assert (total(project, "calls"), total(project, "took"), total(project, "waiting")) == (3, 1.5, 2)
    assert project.ingest()["rejected_requests"] == 0


def test_the_javascript_sdk(server: AgentOpsProcess, project: Project) -> None:
    folder = ROOT / "tests/fixtures/otel_js"
    assert (folder / "node_modules").is_dir(), "run ./scripts/test.sh once: it installs the JavaScript SDK"
    node = shutil.which("node")
    assert node
    done = subprocess.run(
        [node, "agent.mjs"],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", **exporter(server, project, "http/json")},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    trace = json.loads(done.stdout.splitlines()[-1])["trace_id"]
    settle(project)
    found = project.trace(trace)
    assert (found["trace"]["name"], found["trace"]["service_name"]) == ("js-run", "js-agent")
    assert (found["trace"]["total_tokens"], found["trace"]["models"]) == (42, ["llama"])
    (record,) = project.get(f"/telemetry/v1/traces/{trace}/logs").json()["logs"]
    assert (record["body"], record["severity"], record["attributes"]) == ("slow answer", "WARN", {"tries": 2})
    assert total(project, "js.calls") == 3


AGENTOPS = """
    import json, time
    import agentops
    from opentelemetry import trace

    agentops.init(auto_start_session=False, fail_safe=False)
    session = agentops.start_trace("printing")
    trace_id = format(session.span.get_span_context().trace_id, "032x")
    client = agentops.get_client()
    deadline = time.monotonic() + 120
    while not client.api.v4.auth_token:  # it signs in in the background
        assert time.monotonic() < deadline
        time.sleep(0.02)
    log = client.api.v4.upload_logfile("what was printed", session.span.get_span_context().trace_id)
    thing = client.api.v4.upload_object(b'{"big": "object"}')
    agentops.end_trace(session, "Success")
    trace.get_tracer_provider().force_flush()
    print(json.dumps({"trace_id": trace_id, "log": log, "object": thing}))
"""


def test_uploads_of_the_agentops_sdk(server: AgentOpsProcess, project: Project, tmp_path: Path) -> None:
    done: dict[str, Any] = run(AGENTOPS, tmp_path, sdk_environment(server, project))
    assert done["log"]["size"] == len("what was printed")
    for url in (done["log"]["url"], f"{server.url}/v4/logs/{done['trace_id']}"):
        read = server.http.get(url, headers=project.headers).json()
        assert read["trace_id"] == done["trace_id"]
    assert server.http.get(done["object"]["url"], headers=project.headers).json() == {"big": "object"}


SHORT = """
    import json
    import agentops
    agentops.init(auto_start_session=False)
    session = agentops.start_trace("short")
    agentops.end_trace(session, "Success")
    print(json.dumps({"trace_id": format(session.span.get_span_context().trace_id, "032x")}))
"""


def test_a_short_script_before_the_sdk_has_signed_in(tmp_path: Path) -> None:
    """The key is wrong: all that the SDK sends comes without a token, and the policy takes it in."""
    with AgentOpsProcess(tmp_path / "server") as server:
        project = server.default_project()
        environment = {
            **sdk_environment(server, project),
            "AGENTOPS_API_KEY": "00000000-0000-4000-8000-000000000000",
        }
        trace = run(SHORT, tmp_path, environment)["trace_id"]
        assert project.trace(trace)["trace"]["name"] == "short.session"
        assert project.ingest()["unauthenticated_requests"] >= 1
        server.new_project()  # a second project: from now on nobody can say whose they are
        refused = run(SHORT, tmp_path, environment)["trace_id"]
        project.settle()
        assert project.get(f"/telemetry/v1/traces/{refused}").status_code == 404
        assert project.ingest()["unauthenticated_requests"] >= 2


def test_a_token_that_has_expired_is_replaced_by_signing_in_again(
    server: AgentOpsProcess, project: Project
) -> None:
    import jwt

    claims = jwt.decode(project.token, options={"verify_signature": False})
    secret = server.environment()["AGENTOPS_JWT_SECRET"]
    expired = jwt.encode({**claims, "exp": claims["iat"] - 10}, secret, algorithm="HS256")
    for signal in ("traces", "logs", "metrics"):
        url = f"{server.otlp_url}/v1/{signal}"
        headers = {"Content-Type": "application/x-protobuf"}
        old = server.http.post(url, content=b"", headers={**headers, "Authorization": f"Bearer {expired}"})
        assert (old.status_code, old.headers["www-authenticate"]) == (401, "Bearer")
        again = server.token(project.api_key)["token"]
        new = server.http.post(url, content=b"", headers={**headers, "Authorization": f"Bearer {again}"})
        assert new.status_code == 200
