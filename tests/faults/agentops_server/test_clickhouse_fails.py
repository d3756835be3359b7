"""ClickHouse refuses, is slow, is away, answers rubbish: what was acknowledged is stored once in the end."""

import random
import signal
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from faults.agentops_server.conftest import Remote
from fixtures.agentops_process import AgentOpsProcess
from fixtures.clickhouse import ClickHouse
from fixtures.faulty_clickhouse import (
    HUNG_UP,
    Fault,
    Reply,
    broken,
    cut_the_answer,
    lose_the_answer,
    refused,
)
from fixtures.signals import gauge, log, log_request, metric_request, settle
from fixtures.spans import chat, request, span, trace_id

pytestmark = pytest.mark.faults

_chance = random.Random(20_261_121)


def _rubbish(_body: bytes, _ask: Callable[[], Reply]) -> Reply:
    return Reply(_chance.choice([200, 200, 302, 404, 500, 503]), {}, _chance.randbytes(200))


def _slow(_body: bytes, ask: Callable[[], Reply]) -> Reply:
    time.sleep(0.4)
    return ask()


FAULTS: dict[str, Fault] = {
    "hangs up": broken(HUNG_UP),
    "the answer is lost": lose_the_answer,
    "the answer is cut": cut_the_answer,
    "someone else says 200": broken(Reply(200, {"Content-Type": "text/html"}, b"<html>Welcome</html>")),
    "someone else says 200 and nothing": broken(Reply(200)),
    "someone else says 204": broken(Reply(204)),
    "a proxy says 502": broken(Reply(502, {}, b"<html>Bad Gateway</html>")),
    "rubbish": _rubbish,
    "too many parts": refused(252),
    "disk full": refused(75),
    "no rights": refused(497),
    "out of memory": refused(241),
    "slow": _slow,
}


def test_what_is_acknowledged_meanwhile_is_stored_once(remote: Remote) -> None:
    """One fault after the other, in one run; each signal is sent during each."""
    project, way = remote.project, remote.way
    traces: list[str] = []
    for number, fault in enumerate(FAULTS.values()):
        way.fault, before = fault, way.seen["failed"]
        trace = trace_id()
        traces.append(trace.hex())
        assert project.send(request(chat(trace, cost=0.5), span(trace))).status_code == 200
        for path, body in (
            ("logs", log_request(log(f"record {number}"))),
            ("metrics", metric_request(gauge(f"point.{number}", 1.5))),
        ):
            answer = remote.server.http.post(
                f"{remote.server.otlp_url}/v1/{path}",
                content=body,
                headers={**project.headers, "Content-Type": "application/x-protobuf"},
            )
            assert answer.status_code == 200
        deadline = time.monotonic() + 120
        while way.seen["failed"] < before + 6:  # each writer has met it
            assert time.monotonic() < deadline
            time.sleep(0.02)
        way.fault = None
        settle(project)
    found = project.traces(limit=200)
    assert sorted(trace["trace_id"] for trace in found) == sorted(traces)
    assert {(trace["span_count"], trace["cost_usd"]) for trace in found} == {(2, 0.5)}
    state = project.ingest()
    expected = len(FAULTS)
    assert (state["stored_spans"], state["dead_lettered_spans"]) == (2 * expected, 0)
    for table, one in (("logs", "body"), ("metric_points", "name")):
        mine = f"WHERE project_id = '{project.id}'"
        rows = remote.clickhouse.sql(
            f"SELECT count(), uniqExact({one}) FROM {table} FINAL {mine}", "agentops"
        )
        assert rows.split() == [str(expected)] * 2
    assert remote.server.process
    assert remote.server.process.poll() is None


def test_reads_say_503_and_what_to_do(remote: Remote) -> None:
    project, way = remote.project, remote.way
    project.settle()
    for name, fault in FAULTS.items():
        if name in ("slow", "the answer is lost"):
            continue
        way.fault = fault
        for path in ("/telemetry/v1/traces", "/telemetry/v1/metrics", "/telemetry/v1/logs"):
            answer = project.get(path)
            allowed = (422, 503) if name == "out of memory" else (503,)
            assert answer.status_code in allowed, (name, path, answer.text)
            assert answer.json()["error"]["message"]
        assert project.get("/telemetry/v1/ingest").status_code == 200
        assert remote.server.http.get(f"{remote.server.url}/health").status_code == 200
    way.fault = None
    assert project.get("/telemetry/v1/traces").status_code == 200


def test_clickhouse_stands_still(remote: Remote) -> None:
    """SIGSTOP: it takes connections and never answers."""
    project = remote.project
    project.settle()
    assert remote.clickhouse.process
    remote.clickhouse.process.send_signal(signal.SIGSTOP)
    try:
        traces = []
        for _ in range(20):
            trace = trace_id()
            traces.append(trace.hex())
            answer = project.send(request(span(trace)))
            assert answer.status_code == 200
            assert answer.elapsed.total_seconds() < 10
        assert project.get("/telemetry/v1/ingest").json()["spool_bytes"] > 0
    finally:
        remote.clickhouse.process.send_signal(signal.SIGCONT)
    project.settle()
    assert sorted(trace["trace_id"] for trace in project.traces()) == sorted(traces)


def test_a_segment_that_is_damaged_while_it_waits(remote: Remote) -> None:
    """Only what was damaged is missing; it is kept aside and counted, not dropped without a word."""
    project, way = remote.project, remote.way
    project.settle()
    way.fault = broken(HUNG_UP)
    traces = [trace_id() for _ in range(5)]
    for trace in traces:
        assert project.send(request(span(trace, attributes={"filler": "x" * 500}))).status_code == 200
    time.sleep(0.5)
    # A slow machine seals a segment between two requests.
    spool = remote.server.folder / "agentops" / "spool"
    (way_in,) = (path for path in spool.glob("*.seg") if traces[2] in path.read_bytes())
    data = bytearray(way_in.read_bytes())
    hit = data.find(traces[2])
    data[hit - 40 : hit] = bytes(40)
    way_in.write_bytes(data)
    way.fault = None
    project.settle()
    found = {one["trace_id"] for one in project.traces()}
    assert found == {trace.hex() for index, trace in enumerate(traces) if index != 2}
    state = project.ingest()
    assert state["damaged_spool_bytes"] > 500
    (kept,) = (remote.server.folder / "agentops" / "spool" / "quarantine").iterdir()
    assert kept.read_bytes() == bytes(data)


def test_it_can_be_stopped_while_clickhouse_stands_still(remote: Remote) -> None:
    """What it had acknowledged is stored by the next start."""
    project = remote.project
    project.settle()
    assert remote.clickhouse.process
    remote.clickhouse.process.send_signal(signal.SIGSTOP)
    try:
        assert project.send(request(span(trace_id()))).status_code == 200
        time.sleep(1)  # the writer waits for an answer now
        assert remote.server.stop() == 0
    finally:
        remote.clickhouse.process.send_signal(signal.SIGCONT)
    remote.server.start()
    assert [trace["span_count"] for trace in project.traces()] == [1]


def test_questions_do_not_queue_up_while_clickhouse_stands_still(tmp_path: Path) -> None:
    """Three are asked at a time; those behind them are told in time, too, and later ones answered again."""
    with (
        ClickHouse(tmp_path / "clickhouse") as clickhouse,
        AgentOpsProcess(
            tmp_path / "server",
            {"CLICKHOUSE_URL": clickhouse.url("agentops"), "AGENTOPS_QUERY_SECONDS": "3"},
        ) as server,
    ):
        project = server.default_project()
        assert project.get("/telemetry/v1/traces").status_code == 200
        assert clickhouse.process
        clickhouse.process.send_signal(signal.SIGSTOP)
        try:
            with ThreadPoolExecutor(12) as pool:
                answers = list(pool.map(lambda _: project.get("/telemetry/v1/traces"), range(12)))
        finally:
            clickhouse.process.send_signal(signal.SIGCONT)
        assert {answer.status_code for answer in answers} == {503}
        # Three seconds for the question, ten of grace; four rounds of those would be 52.
        assert max(answer.elapsed.total_seconds() for answer in answers) < 35
        deadline = time.monotonic() + 120
        while project.get("/telemetry/v1/traces").status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.2)
