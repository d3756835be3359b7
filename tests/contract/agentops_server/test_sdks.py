"""The real AgentOps SDK and the OpenTelemetry SDK against the server, each in a process of its own."""

import json
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from fixtures.agentops_process import AgentOpsProcess, Project

AGENTOPS = """
    import json, os
    import agentops
    from agentops.sdk.decorators import agent, operation, tool
    from opentelemetry import trace

    agentops.init(auto_start_session=False, fail_safe=False)

    @tool(name="look_up", cost=0.03125)
    def look_up(city):
        return f"{city}: clear"

    @agent(name="weather")
    class Weather:
        @operation(name="answer")
        def answer(self, city):
            return look_up(city)

    session = agentops.start_trace("weather-run", tags=["sdk-test", "blue"])
    Weather().answer("Seoul")
    trace_id = format(session.span.get_span_context().trace_id, "032x")
    agentops.end_trace(session, os.environ["END_STATE"])
    trace.get_tracer_provider().force_flush()
    print(json.dumps({"trace_id": trace_id}))
"""

OPENTELEMETRY = """
    import json, os
    from opentelemetry import trace
    if os.environ["OTEL_EXPORTER_OTLP_PROTOCOL"] == "grpc":
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    else:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.trace import Status, StatusCode

    provider = TracerProvider(resource=Resource.create({"service.name": "otel-app"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    tracer = provider.get_tracer("my.lib", "1.2")
    with tracer.start_as_current_span("outer") as outer:
        with tracer.start_as_current_span("inner") as inner:
            inner.set_attributes({"gen_ai.request.model": "llama", "list": ["a", "b"]})
            try:
                raise ValueError("boom")
            except ValueError as error:
                inner.record_exception(error)
                inner.set_status(Status(StatusCode.ERROR, "boom"))
    provider.shutdown()
    print(json.dumps({"trace_id": format(outer.get_span_context().trace_id, "032x")}))
"""


def run(code: str, folder: Path, environment: dict[str, str]) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "HOME": str(folder), **environment},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "rror exporting" not in done.stderr, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


def sdk_environment(server: AgentOpsProcess, project: Project) -> dict[str, str]:
    return {
        "AGENTOPS_API_KEY": project.api_key,
        "AGENTOPS_API_ENDPOINT": server.url,
        "AGENTOPS_EXPORTER_ENDPOINT": f"{server.otlp_url}/v1/traces",
        "AGENTOPS_APP_URL": "http://127.0.0.1:3001",
    }


@pytest.mark.parametrize(
    ("end_state", "status"), [("Success", "OK"), ("Error", "ERROR"), ("Indeterminate", "INDETERMINATE")]
)
def test_the_agentops_sdk(tmp_path: Path, end_state: str, status: str) -> None:
    # A server with one project: what the SDK sends before it has a token is taken by the policy `auto`.
    with AgentOpsProcess(tmp_path / "server") as server:
        project = server.default_project()
        environment = {**sdk_environment(server, project), "END_STATE": end_state}
        found = project.trace(run(AGENTOPS, tmp_path, environment)["trace_id"])
    trace = found["trace"]
    assert trace["status"] == status
    assert trace["cost_usd"] == 0.03125
    assert trace["agents"] == ["weather"]
    assert {"sdk-test", "blue"} <= set(trace["tags"])
    kinds = {one["name"]: one["kind"] for one in found["spans"]}
    assert {"weather.agent": "agent", "answer.task": "task", "look_up.tool": "tool"}.items() <= kinds.items()
    by_name = {one["name"]: one for one in found["spans"]}
    assert by_name["look_up.tool"]["parent_span_id"] == by_name["answer.task"]["span_id"]
    assert "Seoul: clear" in by_name["look_up.tool"]["output"]["text"]
    assert "Seoul" in by_name["answer.task"]["input"]["text"]
    assert all(one["resource_attributes"]["agentops.project.id"] == project.id for one in found["spans"])


@pytest.mark.parametrize(
    ("protocol", "compression"),
    [("http/protobuf", "none"), ("http/protobuf", "gzip"), ("grpc", "none"), ("grpc", "gzip")],
)
def test_the_opentelemetry_sdk(
    server: AgentOpsProcess, project: Project, tmp_path: Path, protocol: str, compression: str
) -> None:
    grpc_url = f"http://127.0.0.1:{server.grpc_port}"
    environment = {
        "OTEL_EXPORTER_OTLP_PROTOCOL": protocol,
        "OTEL_EXPORTER_OTLP_ENDPOINT": grpc_url if protocol == "grpc" else server.otlp_url,
        "OTEL_EXPORTER_OTLP_HEADERS": f"authorization=Bearer {project.token}",
    }
    if compression != "none":  # which the gRPC exporter does not know
        environment["OTEL_EXPORTER_OTLP_COMPRESSION"] = compression
    found = project.trace(run(OPENTELEMETRY, tmp_path, environment)["trace_id"])
    assert (found["trace"]["name"], found["trace"]["status"]) == ("outer", "ERROR")
    assert found["trace"]["service_name"] == "otel-app"
    inner = next(one for one in found["spans"] if one["name"] == "inner")
    assert (inner["kind"], inner["model"], inner["scope_name"]) == ("llm", "llama", "my.lib")
    assert inner["attributes"]["list"] == ["a", "b"]
    assert inner["events"][0]["attributes"]["exception.message"] == "boom"
