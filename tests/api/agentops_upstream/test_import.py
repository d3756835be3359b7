"""What an upstream AgentOps database holds is here afterwards, once, and means what it would have meant."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from api.agentops_upstream import upstream
from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.clickhouse import ClickHouse
from fixtures.processes import ROOT
from fixtures.spans import BASE_NS, chat, pairs, request, span, trace_id

_DAY_NS = 86_400 * 10**9


@pytest.fixture(scope="module")
def clickhouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClickHouse]:
    with ClickHouse(tmp_path_factory.mktemp("upstream")) as server:
        upstream.create(server)
        yield server


def agent_trace(trace: bytes) -> list[Span]:
    """A trace as the AgentOps SDK reports it: session, agent, model calls, a tool, a failure."""
    root, agent, tool = os.urandom(8), os.urandom(8), os.urandom(8)
    failed = span(
        trace,
        "tool_call.search",
        parent=agent,
        span_id=tool,
        start_ms=250,
        status=2,
        message="no network",
        attributes={"gen_ai.tool.name": "search", "gen_ai.usage.total_cost": 0.002},
    )
    failed.events.add(
        time_unix_nano=BASE_NS,
        name="exception",
        attributes=pairs({"exception.type": "OSError", "exception.message": "no network"}),
    )
    failed.links.add(trace_id=trace, span_id=root, attributes=pairs({"why": "retry"}))
    return [
        span(
            trace,
            "research.session",
            span_id=root,
            length_ms=900,
            attributes={
                "agentops.span.kind": "session",
                "agentops.tags": ["prod", "a,b"],
                "agentops.session.end_state": "Success",
                "user.id": "kim",
                "session.id": "s-1",
            },
        ),
        span(
            trace,
            "writer.agent",
            parent=root,
            span_id=agent,
            start_ms=10,
            attributes={"agentops.span.kind": "agent", "agent.name": "writer"},
        ),
        chat(
            trace,
            cost=0.25,
            parent=agent,
            start_ms=20,
            response_id="call-1",
            attributes={
                "gen_ai.input.messages": json.dumps([{"role": "user", "content": "How much is 6 × 7?"}]),
                "gen_ai.output.messages": json.dumps([{"role": "assistant", "content": "42"}]),
                "gen_ai.request.stream": True,
                "gen_ai.usage.cache_read_input_tokens": 3,
            },
        ),
        chat(trace, cost=None, parent=agent, start_ms=120, model="no-such-model"),
        failed,
    ]


def project_of(server: AgentOpsProcess, project_id: str) -> Project:
    """A project that the import made, with a key of its own."""
    made = server.http.post(
        f"{server.url}/telemetry/v1/projects/{project_id}/keys",
        json={"name": "tests"},
        headers=server.service_headers,
    )
    assert made.status_code == 201, made.text
    key = made.json()["api_key"]
    return Project(server, project_id, key, server.token(key)["token"])


def follow(clickhouse: ClickHouse, **more: str) -> dict[str, str]:
    return {
        "AGENTOPS_UPSTREAM_URL": clickhouse.url(upstream.DATABASE),
        "AGENTOPS_UPSTREAM_POLL_SECONDS": "0.2",
        **more,
    }


def wait_for(project: Project, spans: int) -> None:
    """Until the project holds so many spans."""
    deadline = time.monotonic() + 120
    while True:
        project.settle()
        totals = project.get("/telemetry/v1/metrics").json()["totals"]
        if totals["span_count"] >= spans:
            assert totals["span_count"] == spans
            return
        assert time.monotonic() < deadline, totals
        time.sleep(0.1)


def wait_for_project(server: AgentOpsProcess, project_id: str) -> Project:
    deadline = time.monotonic() + 120
    while True:
        found = server.http.get(f"{server.url}/telemetry/v1/projects", headers=server.service_headers).json()
        if project_id in [project["id"] for project in found["projects"]]:
            return project_of(server, project_id)
        assert time.monotonic() < deadline
        time.sleep(0.1)


def neutral(value: Any, own: str) -> Any:
    """An answer without what must differ: the project, request ids, and types that upstream did not keep."""
    if isinstance(value, dict):
        return {key: neutral(one, own) for key, one in value.items() if key != "request_id"}
    if isinstance(value, list):
        return [neutral(one, own) for one in value]
    if isinstance(value, str) and value.startswith('["'):
        return json.loads(value)  # the exporter leaves out the spaces
    return "project" if value == own else value


def attribute_texts(detail: dict[str, Any]) -> dict[str, Any]:
    for one in detail["spans"]:
        one["attributes"] = dict(sorted(upstream.texts(pairs(one["attributes"])).items()))
        for event in one["events"]:
            event["attributes"] = upstream.texts(pairs(event["attributes"]))
    return detail


def test_it_means_the_same_as_what_was_sent(clickhouse: ClickHouse, tmp_path: Path) -> None:
    theirs, trace = str(uuid.uuid4()), trace_id()
    spans = agent_trace(trace)
    upstream.store(clickhouse, theirs, spans)
    with AgentOpsProcess(tmp_path, follow(clickhouse, AGENTOPS_UPSTREAM_PROJECTS=theirs)) as server:
        sent = server.new_project()
        assert sent.send(request(*spans)).status_code == 200
        brought = wait_for_project(server, theirs)
        wait_for(brought, len(spans))
        wait_for(sent, len(spans))
        pages = [
            f"/v4/traces/detail/{trace.hex()}",
            "/telemetry/v1/traces",
        ]
        for page in pages:
            answers = [neutral(one.get(page).json(), one.id) for one in (sent, brought)]
            assert answers[0] == answers[1], page
        for part in ("totals", "by_model"):
            figures = [one.get("/telemetry/v1/metrics").json()[part] for one in (sent, brought)]
            assert figures[0] == figures[1], part
        details = [
            attribute_texts(neutral(one.get(f"/telemetry/v1/traces/{trace.hex()}").json(), one.id))
            for one in (sent, brought)
        ]
        assert details[0] == details[1]
        assert details[1]["trace"]["cost_usd"] == 0.252
        assert details[1]["trace"]["tags"] == ["a,b", "prod"]


def test_old_spans_keep_their_time(clickhouse: ClickHouse, tmp_path: Path) -> None:
    theirs = str(uuid.uuid4())
    traces = {days: trace_id() for days in (1, 500, 900)}
    for days, trace in traces.items():
        upstream.store(clickhouse, theirs, [chat(trace, base_ns=BASE_NS - days * _DAY_NS)])
    with AgentOpsProcess(tmp_path, follow(clickhouse, AGENTOPS_UPSTREAM_PROJECTS=theirs)) as server:
        brought = wait_for_project(server, theirs)
        deadline = time.monotonic() + 120
        while brought.ingest()["stored_spans"] < 3 and time.monotonic() < deadline:
            time.sleep(0.1)
        for days, trace in traces.items():
            start = brought.trace(trace.hex())["trace"]["start_time"]
            expected = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime((BASE_NS - days * _DAY_NS) // 10**9))
            assert start.startswith(expected)


def test_it_goes_on_after_a_crash_and_follows(clickhouse: ClickHouse, tmp_path: Path) -> None:
    theirs = str(uuid.uuid4())
    traces = [trace_id() for _ in range(40)]
    for number, trace in enumerate(traces):
        upstream.store(
            clickhouse, theirs, [chat(trace, cost=0.5, start_ms=number), span(trace, start_ms=number)]
        )
    with AgentOpsProcess(tmp_path, follow(clickhouse, AGENTOPS_UPSTREAM_PROJECTS=theirs)) as server:
        time.sleep(0.3)
        server.kill()
        server.start()
        brought = wait_for_project(server, theirs)
        wait_for(brought, 80)
        # A span that ended late lies before the place that was reached; a new one behind it.
        upstream.store(clickhouse, theirs, [span(traces[0], "late", start_ms=-600_000)])
        upstream.store(clickhouse, theirs, [chat(trace_id(), cost=0.5, start_ms=5_000)])
        wait_for(brought, 82)
        totals = brought.get("/telemetry/v1/metrics").json()["totals"]
        assert (totals["trace_count"], totals["cost_usd"]) == (41, 20.5)
        # What was deleted here does not come back.
        gone = server.http.delete(
            f"{server.url}/telemetry/v1/projects/{theirs}",
            params={"confirm": f"upstream {theirs[:8]}"},
            headers=server.service_headers,
        )
        assert gone.status_code in (200, 202, 204), gone.text
        time.sleep(1)
        found = server.http.get(f"{server.url}/telemetry/v1/projects", headers=server.service_headers).json()
        assert theirs not in [project["id"] for project in found["projects"]]


def run_command(server: AgentOpsProcess, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "agentops_server.upstream", *arguments],
        env=server.environment(),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_the_command_brings_it_over_once_however_often(clickhouse: ClickHouse, tmp_path: Path) -> None:
    theirs, other, ours = str(uuid.uuid4()), str(uuid.uuid4()), str(uuid.uuid4())
    for _ in range(3):
        upstream.store(clickhouse, theirs, agent_trace(trace_id()))
    upstream.store(clickhouse, other, agent_trace(trace_id()))
    server = AgentOpsProcess(tmp_path)
    tmp_path.mkdir(exist_ok=True)
    url = clickhouse.url(upstream.DATABASE)
    first = run_command(server, "--from", url, "--project", f"{theirs}={ours}")
    assert first.returncode == 0, first.stderr
    assert f"project {ours}: 15 spans\n15 spans brought over, 0 rows" in first.stdout
    again = run_command(server, "--from", url, "--project", f"{theirs}={ours}")
    assert "\n0 spans brought over" in f"\n{again.stdout}"
    (tmp_path / "agentops" / "upstream.json").unlink()
    forgotten = run_command(server, "--from", url, "--project", f"{theirs}={ours}")
    assert "15 spans brought over" in forgotten.stdout
    for done in (first, again, forgotten):
        assert "a%20password" not in done.stdout + done.stderr
    with server:
        brought = project_of(server, ours)
        wait_for(brought, 15)
        found = server.http.get(f"{server.url}/telemetry/v1/projects", headers=server.service_headers).json()
        assert other not in [project["id"] for project in found["projects"]]
        busy = run_command(server, "--from", url)
        assert busy.returncode != 0
        assert re.search("another AgentOps server uses", busy.stderr)


def test_rows_without_valid_ids_are_counted(clickhouse: ClickHouse, tmp_path: Path) -> None:
    theirs = str(uuid.uuid4())
    good = chat(trace_id())
    bad = chat(trace_id(), start_ms=1)
    bad.trace_id = b"short"
    upstream.store(clickhouse, theirs, [good, bad])
    server = AgentOpsProcess(tmp_path)
    done = run_command(server, "--from", clickhouse.url(upstream.DATABASE), "--project", theirs)
    assert "1 spans brought over, 1 rows without valid ids left out" in done.stdout


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_command_ends_while_the_database_hangs(number: signal.Signals, tmp_path: Path) -> None:
    server = AgentOpsProcess(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        process = subprocess.Popen(
            [sys.executable, "-m", "agentops_server.upstream"],
            env={
                **server.environment(),
                "AGENTOPS_UPSTREAM_URL": f"http://u:p@127.0.0.1:{silent.getsockname()[1]}/otel_2",
            },
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            silent.settimeout(200)
            asked, _ = silent.accept()
            process.send_signal(number)
            # Less than the five minutes for which it waits for an answer.
            _, said = process.communicate(timeout=150)
            asked.close()
        finally:
            if process.returncode is None:
                process.kill()
                process.communicate()
    assert process.returncode == 1
    assert said == "stopped before everything was brought over: start it again, and it goes on from there.\n"


def test_no_database_there(tmp_path: Path) -> None:
    server = AgentOpsProcess(tmp_path)
    done = run_command(server, "--from", "http://u:a-secret@127.0.0.1:9/otel_2")
    assert done.returncode != 0
    assert "a-secret" not in done.stderr
