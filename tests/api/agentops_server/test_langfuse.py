"""Traces go to Langfuse as well: once stored, priced, with its header, and without being lost on the way."""

import base64
import gzip
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from agentops_server.fanout.mapping import for_langfuse
from fixtures.agentops_process import AgentOpsProcess
from fixtures.prometheus_text import Page
from fixtures.spans import chat, request, span, trace_id

KEYS = {"LANGFUSE_PUBLIC_KEY": "pk-lf-1", "LANGFUSE_SECRET_KEY": "sk-lf-2"}


class FakeLangfuse:
    """FAKE Langfuse: takes OTLP where Langfuse takes it; `status` makes it refuse."""

    def __init__(self) -> None:
        self.status = 200
        self.requests = 0
        self.spans: dict[bytes, Any] = {}
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                outer.requests += 1
                body = gzip.decompress(self.rfile.read(int(self.headers["Content-Length"])))
                known = f"Basic {base64.b64encode(b'pk-lf-1:sk-lf-2').decode()}"
                fits = (
                    self.path == "/api/public/otel/v1/traces"
                    and self.headers["x-langfuse-ingestion-version"] == "4"
                    and self.headers["Content-Type"] == "application/x-protobuf"
                )
                status = outer.status if fits else 400
                status = status if self.headers["Authorization"] == known else 401
                if status == 200:
                    for group in ExportTraceServiceRequest.FromString(body).resource_spans:
                        for scope in group.scope_spans:
                            outer.spans |= {one.span_id: one for one in scope.spans}
                self.send_response(status)
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    @contextmanager
    def running(self) -> Iterator["FakeLangfuse"]:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        try:
            yield self
        finally:
            self._server.shutdown()
            self._server.server_close()


def until(condition: Callable[[], bool], timeout_s: float = 120) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.05)


def counted(server: AgentOpsProcess, outcome: str) -> float:
    page = Page(server.http.get(f"{server.url}/metrics").text)
    name = "agentops_langfuse_spans_total"
    return (
        page(name, outcome=outcome)
        if any(one.labels.get("outcome") == outcome for one in page.samples if one.name == name)
        else 0
    )


def damaged_bytes(server: AgentOpsProcess) -> float:
    return Page(server.http.get(f"{server.url}/metrics").text)("agentops_langfuse_damaged_bytes_total")


def attributes(one: Any) -> dict[str, Any]:
    return {pair.key: pair.value for pair in one.attributes}


@pytest.fixture(scope="module")
def langfuse() -> Iterator[FakeLangfuse]:
    with FakeLangfuse().running() as fake:
        yield fake


def test_what_is_stored_goes_to_langfuse_with_its_cost(langfuse: FakeLangfuse, tmp_path: Path) -> None:
    server = AgentOpsProcess(tmp_path, {"LANGFUSE_URL": langfuse.url, **KEYS})
    with server:
        project = server.default_project()
        trace = trace_id()
        before = len(langfuse.spans)
        assert project.send(request(chat(trace, cost=0.25), span(trace))).status_code == 200
        until(lambda: len(langfuse.spans) == before + 2)
        mine = [one for one in langfuse.spans.values() if one.trace_id == trace]
        (priced,) = [one for one in mine if "gen_ai.usage.total_cost" in attributes(one)]
        assert attributes(priced)["gen_ai.usage.cost"].double_value == 0.25
        for one in mine:
            assert attributes(one)["langfuse.trace.metadata.portal_project"].string_value == project.id
        until(lambda: counted(server, "sent") == 2)
        assert list((tmp_path / "agentops/langfuse").iterdir()) == []
        # The portal's own is as it was.
        assert project.trace(trace.hex())["trace"]["cost_usd"] == 0.25
        assert "sk-lf-2" not in server.log_path.read_text()


def test_nothing_is_lost_while_langfuse_is_away_and_the_server_is_killed(
    langfuse: FakeLangfuse, tmp_path: Path
) -> None:
    langfuse.status = 503
    server = AgentOpsProcess(tmp_path, {"LANGFUSE_URL": langfuse.url, **KEYS})
    try:
        with server:
            project = server.default_project()
            sent = [span(trace_id()) for _ in range(6)]
            for one in sent[:3]:
                assert project.send(request(one)).status_code == 200
            project.settle()
            asked = langfuse.requests
            until(lambda: langfuse.requests > asked)
            server.kill()
            server.start()
            for one in sent[3:]:
                assert project.send(request(one)).status_code == 200
            project.settle()
            assert not {one.span_id for one in sent} & set(langfuse.spans)
            langfuse.status = 200
            until(lambda: {one.span_id for one in sent} <= set(langfuse.spans), 60)
    finally:
        langfuse.status = 200


def test_what_langfuse_never_takes_does_not_hold_up_the_rest(langfuse: FakeLangfuse, tmp_path: Path) -> None:
    server = AgentOpsProcess(tmp_path, {"LANGFUSE_URL": langfuse.url, **KEYS})
    langfuse.status = 400
    try:
        with server:
            project = server.default_project()
            assert project.send(request(span(trace_id()))).status_code == 200
            until(lambda: counted(server, "refused") == 1)
            langfuse.status = 200
            kept = span(trace_id())
            assert project.send(request(kept)).status_code == 200
            until(lambda: kept.span_id in langfuse.spans)
    finally:
        langfuse.status = 200


def test_what_is_damaged_while_it_waits_is_left_out_and_counted(
    langfuse: FakeLangfuse, tmp_path: Path
) -> None:
    langfuse.status = 503
    folder = tmp_path / "agentops/langfuse"
    server = AgentOpsProcess(tmp_path, {"LANGFUSE_URL": langfuse.url, **KEYS})
    try:
        with server:
            project = server.default_project()
            lost, kept = span(trace_id()), span(trace_id())
            for one in (lost, kept):
                assert project.send(request(one)).status_code == 200
                project.settle()
            until(lambda: lost.span_id in b"".join(file.read_bytes() for file in folder.glob("*.seg")))
            server.kill()
            (file,) = (file for file in folder.glob("*.seg") if lost.span_id in file.read_bytes())
            data = file.read_bytes()
            # One bit of the span's id; a segment may hold both.
            at = data.index(lost.span_id)
            file.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
            langfuse.status = 200
            server.start()
            until(lambda: kept.span_id in langfuse.spans)
            until(lambda: not list(folder.glob("*.seg")))
            assert not [one for one in langfuse.spans.values() if one.trace_id == lost.trace_id]
            until(lambda: 50 < damaged_bytes(server) <= len(data))
            assert counted(server, "sent") == 1
            assert server.log_path.read_text().count("was damaged on disk") == 1
    finally:
        langfuse.status = 200


def test_without_keys_or_told_otherwise_nothing_is_kept_for_it(
    langfuse: FakeLangfuse, tmp_path: Path
) -> None:
    asked = langfuse.requests
    for number, more in enumerate(({}, {**KEYS, "LANGFUSE_FANOUT": "collector"})):
        folder = tmp_path / str(number)
        folder.mkdir()
        with AgentOpsProcess(folder, {"LANGFUSE_URL": langfuse.url, **more}) as server:
            project = server.default_project()
            assert project.send(request(span(trace_id()))).status_code == 200
            project.settle()
            assert not (folder / "agentops/langfuse").exists()
    assert langfuse.requests == asked


def test_what_langfuse_reads_under_other_names_is_added_once() -> None:
    one = chat(trace_id(), cost=0.5)
    for key, text in (("enduser.id", "kim"), ("agentops.tags", json.dumps(["prod", 7, "eu"]))):
        one.attributes.add(key=key).value.string_value = text
    (part,) = for_langfuse(request(one), "p1")
    (found,) = ExportTraceServiceRequest.FromString(part).resource_spans[0].scope_spans[0].spans
    known = attributes(found)
    assert known["user.id"].string_value == "kim"
    assert [tag.string_value for tag in known["langfuse.trace.tags"].array_value.values] == ["prod", "eu"]
    assert known["gen_ai.usage.cost"].double_value == 0.5
    theirs = chat(trace_id(), cost=0.5)
    theirs.attributes.add(key="gen_ai.usage.cost").value.double_value = 0.125
    (part,) = for_langfuse(request(theirs), "p1")
    (found,) = ExportTraceServiceRequest.FromString(part).resource_spans[0].scope_spans[0].spans
    costs = [pair.value.double_value for pair in found.attributes if pair.key == "gen_ai.usage.cost"]
    assert costs == [0.125]


@pytest.mark.parametrize("payload", [b"", b"\xff\xff", request()])
def test_what_holds_no_span_is_not_sent(payload: bytes) -> None:
    assert for_langfuse(payload, "p1") == []


def test_a_large_request_is_sent_in_parts() -> None:
    spans = [span(trace_id(), "x" * 500_000) for _ in range(20)]
    parts = for_langfuse(request(*spans), "p1")
    assert len(parts) > 2
    assert all(len(part) < 4_000_000 for part in parts)
    found = [
        one.span_id
        for part in parts
        for group in ExportTraceServiceRequest.FromString(part).resource_spans
        for scope in group.scope_spans
        for one in scope.spans
    ]
    assert found == [one.span_id for one in spans]
