"""What OTLP clients may send, and what hostile ones do."""

import base64
import gzip
import json
import os
import time
import zlib
from typing import Any

import grpc
import httpx
import pytest
from google.protobuf import json_format
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.spans import chat, request, span, trace_id


def partial(answer: httpx.Response) -> tuple[int, str]:
    assert answer.headers["content-type"] == "application/x-protobuf"
    message = ExportTraceServiceResponse.FromString(answer.content)
    return message.partial_success.rejected_spans, message.partial_success.error_message


def test_a_span_is_visible_within_a_second_or_so(project: Project) -> None:
    trace = trace_id()
    started = time.monotonic()
    answer = project.send(request(chat(trace)))
    assert (answer.status_code, answer.content) == (200, b"")
    while project.get(f"/telemetry/v1/traces/{trace.hex()}").status_code == 404:
        assert time.monotonic() - started < 60  # generous: machines of tests are busy; the bench measures it
        time.sleep(0.02)


def test_both_ports_take_spans(project: Project) -> None:
    trace = trace_id()
    headers = {**project.headers, "Content-Type": "application/x-protobuf"}
    answer = project.server.http.post(
        f"{project.server.url}/v1/traces", content=request(span(trace)), headers=headers
    )
    assert answer.status_code == 200
    assert project.trace(trace.hex())["trace"]["span_count"] == 1


@pytest.mark.parametrize("encoding", ["gzip", "deflate"])
def test_compressed_bodies(project: Project, encoding: str) -> None:
    trace = trace_id()
    body = request(span(trace))
    packed = gzip.compress(body) if encoding == "gzip" else zlib.compress(body)
    assert project.send(packed, **{"Content-Encoding": encoding}).status_code == 200
    assert project.trace(trace.hex())["trace"]["span_count"] == 1


def test_every_member_of_a_gzip_body_counts(project: Project) -> None:
    traces = [trace_id(), trace_id()]
    packed = b"".join(gzip.compress(request(span(trace))) for trace in traces)
    assert project.send(packed, **{"Content-Encoding": "gzip"}).status_code == 200
    for trace in traces:
        assert project.trace(trace.hex())["trace"]["span_count"] == 1


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        (gzip.compress(request(span(b"t" * 16))) + b"rubbish", {"Content-Encoding": "gzip"}, 400),
        (b"junk that is no protobuf", {}, 400),
        (b"\xff" * 64, {}, 400),
        (b"\x0a\xff\xff\xff\xff\x0f", {}, 400),
        (request(span(b"t" * 16)) + b"\x0a", {}, 400),
        (b"not gzip", {"Content-Encoding": "gzip"}, 400),
        (gzip.compress(b"x" * 5000, mtime=0)[:-9], {"Content-Encoding": "gzip"}, 400),
        (b"", {"Content-Encoding": "br"}, 415),
        (b"<xml/>", {"Content-Type": "text/xml"}, 415),
        (b"{", {"Content-Type": "application/json"}, 400),
        (b"[]", {"Content-Type": "application/json"}, 400),
        (b"7", {"Content-Type": "application/json"}, 400),
        (b'{"resourceSpans": 5}', {"Content-Type": "application/json"}, 400),
        (
            b'{"resourceSpans": [{"scopeSpans": [{"spans": [{"name": {}}]}]}]}',
            {"Content-Type": "application/json"},
            400,
        ),
        (b"[" * 100_000, {"Content-Type": "application/json"}, 400),
        (b'{"resourceSpans":' + b'[{"resourceSpans":' * 2000, {"Content-Type": "application/json"}, 400),
        (b"", {"Content-Type": ""}, 415),
    ],
)
def test_what_is_no_request_is_refused_and_counted(
    project: Project, body: bytes, headers: dict[str, str], status: int
) -> None:
    before = project.ingest()["rejected_requests"]
    assert project.send(body, **headers).status_code == status
    assert project.ingest()["rejected_requests"] == before + 1


def test_an_empty_request_is_fine(project: Project) -> None:
    assert project.send(b"").status_code == 200


def test_invalid_utf8_is_refused(project: Project) -> None:
    body = request(span(trace_id(), "NAME")).replace(b"NAME", b"\xff\xfe\xfd\xfc")
    assert project.send(body).status_code == 400


@pytest.mark.parametrize("packed", [False, True])
def test_a_body_over_the_limit_is_413(project: Project, packed: bool) -> None:
    body = request(span(trace_id(), attributes={"big": "x" * (3 * 2**20)}))
    if packed:  # small on the wire, large when unpacked
        assert project.send(gzip.compress(body), **{"Content-Encoding": "gzip"}).status_code == 413
    else:
        assert project.send(body).status_code == 413


def test_a_body_without_a_length_is_cut_off_at_the_limit(project: Project) -> None:
    def endless() -> Any:
        for _ in range(300):
            yield b"\x00" * 65536

    headers = {**project.headers, "Content-Type": "application/x-protobuf"}
    try:
        answer = project.server.http.post(
            f"{project.server.otlp_url}/v1/traces", content=endless(), headers=headers
        )
        assert answer.status_code == 413
    except httpx.TransportError:
        pass  # the server hung up before we had sent all: as good


def test_spans_with_bad_ids_are_left_out_and_named(project: Project) -> None:
    good = trace_id()
    bad = [span(good[:8]), span(b""), span(bytes(16)), span(good, span_id=b"12345")]
    zero = span(good)
    zero.span_id = bytes(8)
    answer = project.send(request(*bad, zero, span(good, "good")))
    assert answer.status_code == 200
    count, reason = partial(answer)
    assert count == 5
    assert "16 bytes" in reason
    assert [one["name"] for one in project.trace(good.hex())["spans"]] == ["good"]
    state = project.ingest()
    assert (state["accepted_spans"], state["rejected_spans"]) == (1, 5)


def test_every_kind_of_value_comes_back_as_it_was(project: Project) -> None:
    attributes: dict[str, Any] = {
        "text": "한글 \x00 'quoted' \\ \" {x:String}",
        "empty": "",
        "yes": True,
        "no": False,
        "int": -(2**63),
        "double": 1.2e-7,
        "whole double": 3.0,
        "none": None,
        "list": ["a", 1, 2.5, True, None, [1, ["deep"]], {"k": ["v"]}],
        "empty list": [],
        "map": {"a": {"b": [1, {"c": None}]}, "한": "글"},
        "empty map": {},
    }
    trace = trace_id()
    one = span(trace, attributes=attributes)
    event = one.events.add()
    event.name, event.time_unix_nano = "happened", one.start_time_unix_nano
    event.attributes.extend(span(trace, attributes={"exception.message": "boom", "n": 7}).attributes)
    link = one.links.add()
    link.trace_id, link.span_id, link.trace_state = b"L" * 16, b"l" * 8, "a=b"
    link.attributes.extend(span(trace, attributes={"why": ["x"]}).attributes)
    project.send(request(one, resource={"deployment.environment": "test"}))
    found = project.trace(trace.hex())["spans"][0]
    assert found["attributes"] == attributes
    assert isinstance(found["attributes"]["whole double"], float)
    assert found["events"][0]["attributes"] == {"exception.message": "boom", "n": 7}
    assert found["links"] == [
        {"trace_id": "4c" * 16, "span_id": "6c" * 8, "trace_state": "a=b", "attributes": {"why": ["x"]}}
    ]
    assert found["resource_attributes"]["deployment.environment"] == "test"


def test_ten_thousand_attributes(project: Project) -> None:
    trace = trace_id()
    attributes = {f"key.{index}": index for index in range(10_000)}
    project.send(request(span(trace, attributes=attributes)))
    assert project.trace(trace.hex())["spans"][0]["attributes"] == attributes
    assert project.get(f"/v4/traces/detail/{trace.hex()}").status_code == 200


def test_the_project_is_the_tokens_whatever_the_client_says(project: Project) -> None:
    trace = trace_id()
    project.send(request(span(trace), resource={"agentops.project.id": "temporary"}))
    found = project.trace(trace.hex())["spans"][0]
    assert found["resource_attributes"]["agentops.project.id"] == project.id


@pytest.mark.parametrize("start", ["1970", "2300", "max"])
def test_a_lying_start_is_placed_at_its_arrival(project: Project, start: str) -> None:
    trace = trace_id()
    one = span(trace)
    one.start_time_unix_nano = {"1970": 0, "2300": 10_413_792_000 * 10**9, "max": 2**64 - 1}[start]
    one.end_time_unix_nano = min(one.start_time_unix_nano + 5_000_000, 2**64 - 1)
    assert project.send(request(one)).status_code == 200
    found = project.trace(trace.hex())
    assert [each["trace_id"] for each in project.traces()] == [trace.hex()]
    assert found["spans"][0]["attributes"]["portal.reported_start_unix_nano"] == one.start_time_unix_nano
    assert found["trace"]["duration_ns"] in (5_000_000, 0)


def test_an_end_before_the_start_is_no_duration(project: Project) -> None:
    trace = trace_id()
    one = span(trace, length_ms=-500)
    project.send(request(one))
    found = project.trace(trace.hex())
    assert found["trace"]["duration_ns"] == 0
    assert found["spans"][0]["attributes"]["portal.reported_end_unix_nano"] == one.end_time_unix_nano


@pytest.mark.parametrize("tokens", [-5, 2**62, "many", "1e300", 3.7, float("nan")])
def test_absurd_figures_are_no_figures(project: Project, tokens: Any) -> None:
    trace = trace_id()
    attributes = {"gen_ai.usage.input_tokens": tokens, "gen_ai.usage.total_cost": -1.0}
    project.send(request(chat(trace, cost=None, attributes=attributes)))
    found = project.trace(trace.hex())["spans"][0]
    assert found["prompt_tokens"] in (None, 3, 4)
    assert found["cost_usd"] is None


def test_the_same_span_counts_once_however_it_comes(project: Project) -> None:
    trace = trace_id()
    first, second = chat(trace, cost=0.25), chat(trace, cost=0.5)
    bodies = [request(first, second), request(first, second), request(second), request(first, first)]
    for index, body in enumerate(bodies):
        assert project.send(body).status_code == 200
        if index % 2:  # some in one batch of the writer, some in another
            project.settle()
    found = project.trace(trace.hex())
    assert len(found["spans"]) == 2
    assert (found["trace"]["span_count"], found["trace"]["cost_usd"]) == (2, 0.75)
    state = project.ingest()
    assert (state["accepted_spans"], state["stored_spans"], state["duplicate_spans"]) == (7, 2, 5)
    totals = project.get("/telemetry/v1/metrics").json()["totals"]
    assert (totals["span_count"], totals["cost_usd"]) == (2, 0.75)


def test_the_same_ids_in_two_projects_are_two_spans(server: AgentOpsProcess) -> None:
    one, other = server.new_project(), server.new_project()
    trace, body = trace_id(), os.urandom(8)
    for project in (one, other):
        project.send(request(span(trace, project.id, span_id=body)))
    for project in (one, other):
        assert [each["name"] for each in project.trace(trace.hex())["spans"]] == [project.id]


def test_otlp_json(project: Project) -> None:
    trace = trace_id()
    one = chat(trace, attributes={"list": ["a", 1], "map": {"k": True}, "big": 2**62})
    link = one.links.add()
    link.trace_id, link.span_id = b"L" * 16, b"l" * 8
    document = json_format.MessageToDict(ExportTraceServiceRequest.FromString(request(one)))
    for span_in_json in document["resourceSpans"][0]["scopeSpans"][0]["spans"]:
        for item in (span_in_json, *span_in_json["links"]):
            for name in ("traceId", "spanId"):
                item[name] = base64.b64decode(item[name]).hex()
    document["unknown"] = {"of a later version": 1}
    body = json.dumps(document).encode()
    answer = project.send(body, **{"Content-Type": "application/json; charset=utf-8"})
    assert (answer.status_code, answer.json()) == (200, {})
    assert answer.headers["content-type"].startswith("application/json")
    packed = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    assert project.send(gzip.compress(body), **packed).status_code == 200
    found = project.trace(trace.hex())
    assert found["trace"]["span_count"] == 1
    attributes = found["spans"][0]["attributes"]
    assert (attributes["list"], attributes["map"], attributes["big"]) == (["a", 1], {"k": True}, 2**62)
    assert found["spans"][0]["otel_kind"] == "CLIENT"
    assert found["spans"][0]["links"][0]["trace_id"] == "4c" * 16


def test_otlp_json_says_what_was_left_out(project: Project) -> None:
    spans = [
        {"traceId": "xyz", "spanId": "ab" * 8, "name": "a"},
        {"traceId": "ab" * 16, "spanId": "", "name": "b"},
    ]
    body = json.dumps({"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]}).encode()
    answer = project.send(body, **{"Content-Type": "application/json"})
    assert answer.status_code == 200
    assert answer.json()["partialSuccess"]["rejectedSpans"] == "2"


def export(project: Project, body: bytes, token: str | None) -> bytes:
    metadata = [("authorization", f"Bearer {token}")] if token else []
    with grpc.insecure_channel(f"127.0.0.1:{project.server.grpc_port}") as channel:
        call = channel.unary_unary("/opentelemetry.proto.collector.trace.v1.TraceService/Export")
        return bytes(call(body, metadata=metadata, timeout=60))


def test_otlp_over_grpc(project: Project) -> None:
    trace = trace_id()
    assert export(project, request(chat(trace)), project.token) == b""
    bad = ExportTraceServiceResponse.FromString(export(project, request(span(b"short")), project.token))
    assert bad.partial_success.rejected_spans == 1
    assert project.trace(trace.hex())["trace"]["total_tokens"] == 17


@pytest.mark.parametrize(
    ("body", "token", "status"),
    [
        (b"junk that is no protobuf", "", grpc.StatusCode.INVALID_ARGUMENT),
        (b"", "wrong", grpc.StatusCode.UNAUTHENTICATED),
        (b"", None, grpc.StatusCode.UNAUTHENTICATED),
        (bytes(3 * 2**20), "", grpc.StatusCode.RESOURCE_EXHAUSTED),
    ],
)
def test_grpc_refusals(project: Project, body: bytes, token: str | None, status: grpc.StatusCode) -> None:
    with pytest.raises(grpc.RpcError) as refused:
        export(project, body, project.token if token == "" else token)
    assert refused.value.code() == status
