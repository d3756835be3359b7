"""The disk is full: nothing is acknowledged that is not safe, and all goes on when there is room again."""

import time
from pathlib import Path

import httpx
import pytest

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.full_disk import small_disk
from fixtures.gateway import wait_until
from fixtures.prometheus_text import Page
from fixtures.signals import log, log_request, settle
from fixtures.spans import chat, request, trace_id

pytestmark = pytest.mark.faults


def _send(project: Project, sent: dict[int, list[str]], size: int = 20_000) -> httpx.Response:
    trace = trace_id()
    answer = project.send(request(chat(trace, cost=0.5, attributes={"filler": "x" * size})))
    sent.setdefault(answer.status_code, []).append(trace.hex())
    return answer


def test_a_full_disk(tmp_path: Path) -> None:
    folder = tmp_path / "disk"
    with small_disk(folder) as disk, AgentOpsProcess(folder) as server:
        project = server.default_project()
        sent: dict[int, list[str]] = {}
        for _ in range(3):
            _send(project, sent)
        project.settle()
        disk.fill()
        answers = [_send(project, sent) for _ in range(10)]
        refused = [answer for answer in answers if answer.status_code != 200]
        # What was left in the file system's last block may have taken one.
        assert len(refused) >= 8
        assert {answer.status_code for answer in refused} == {503}
        assert all(int(answer.headers["retry-after"]) >= 1 for answer in refused)
        assert b"disk" in refused[-1].content
        assert all(answer.elapsed.total_seconds() < 30 for answer in answers)
        assert project.get("/telemetry/v1/ingest").status_code == 200
        assert project.get("/telemetry/v1/traces").status_code == 200
        disk.free()
        deadline = time.monotonic() + 120
        while _send(project, sent).status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        record = log_request(log("after"))
        headers = {**project.headers, "Content-Type": "application/x-protobuf"}
        url = f"{server.otlp_url}/v1/logs"
        assert server.http.post(url, content=record, headers=headers).status_code == 200
        settle(project)
        _all_is_there(project, sent)
        assert server.process
        assert server.process.poll() is None


def test_the_disk_fills_between_the_answer_and_the_store(tmp_path: Path) -> None:
    """What waits in the spool stays there: the full disk is not the fault of the data."""
    folder = tmp_path / "disk"
    # Long enough to send it all, and to fill the disk, before anything is stored.
    slow = {"AGENTOPS_FLUSH_INTERVAL_MS": "10000"}
    with small_disk(folder) as disk, AgentOpsProcess(folder, slow) as server:
        project = server.default_project()
        sent: dict[int, list[str]] = {}
        time.sleep(1)  # the writer's first look at the empty spool is over
        assert _tries(server) == 0
        for _ in range(5):
            assert _send(project, sent).status_code == 200
        disk.fill()
        # More than the three tries after which data is to blame.
        wait_until(lambda: _tries(server) > 4)
        state = project.ingest()
        assert (state["dead_lettered_spans"], state["stored_spans"]) == (0, 0)
        assert state["spool_bytes"] > 5 * 20_000
        disk.free()
        project.settle()
        _all_is_there(project, sent)


def _tries(server: AgentOpsProcess) -> float:
    """How often the writer of spans went to the store."""
    page = Page(server.http.get(f"{server.url}/metrics").text)
    name = "agentops_insert_seconds_count"
    return sum(one.value for one in page.samples if one.name == name and one.labels["signal"] == "traces")


def _all_is_there(project: Project, sent: dict[int, list[str]]) -> None:
    found = project.traces(limit=200)
    traces = [trace["trace_id"] for trace in found]
    assert len(set(traces)) == len(traces)
    assert set(sent[200]) <= set(traces) <= {one for some in sent.values() for one in some}
    assert {(trace["span_count"], trace["cost_usd"]) for trace in found} == {(1, 0.5)}
    assert project.ingest()["dead_lettered_spans"] == 0


def test_a_copy_of_the_schema_that_was_cut_short(tmp_path: Path) -> None:
    """The engine keeps one in its working folder; a crash or a full disk may leave it empty."""
    with AgentOpsProcess(tmp_path) as server:
        project = server.default_project()
        server.kill()
        copies = list((tmp_path / "agentops" / "__cache__").iterdir())
        assert copies
        for copy in copies:
            copy.write_bytes(b"")
        server.start()
        sent: dict[int, list[str]] = {}
        assert _send(project, sent).status_code == 200
        project.settle()
        _all_is_there(project, sent)
