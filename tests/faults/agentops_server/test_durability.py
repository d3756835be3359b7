"""An acknowledged span is never lost and never counted twice, whatever happens to the process."""

import time
from pathlib import Path

import pytest

from faults import kill
from fixtures.agentops_process import AgentOpsProcess
from fixtures.extent import IS_LONG
from fixtures.spans import chat, request, span, trace_id

pytestmark = pytest.mark.faults


def segments(folder: Path) -> list[Path]:
    return sorted((folder / "agentops" / "spool").glob("*.seg"))


# Long enough that nothing is stored before the kill: the spool alone must hold it.
SLOW = {"AGENTOPS_FLUSH_INTERVAL_MS": "60000"}


def test_kill_9_right_after_a_200(tmp_path: Path) -> None:
    with AgentOpsProcess(tmp_path) as server:
        project = server.default_project()
        trace = trace_id()
        assert project.send(request(chat(trace, cost=0.5))).status_code == 200
        server.kill()
        server.start()
        found = project.trace(trace.hex())["trace"]
        assert (found["span_count"], found["cost_usd"]) == (1, 0.5)


def test_two_kills_in_a_row_and_a_torn_tail(tmp_path: Path) -> None:
    with AgentOpsProcess(tmp_path, dict(SLOW)) as server:
        project = server.default_project()
        project.settle()
        first, second = trace_id(), trace_id()
        time.sleep(1)  # the writer's first look at the empty spool is over
        assert project.send(request(span(first))).status_code == 200
        server.kill()
        kept = segments(tmp_path)
        assert len(kept) == 1
        with kept[0].open("ab") as file:  # a write that the crash cut short; it was never acknowledged
            file.write(kept[0].read_bytes()[:40])
        server.start()
        server.kill()
        server.settings["AGENTOPS_FLUSH_INTERVAL_MS"] = "50"
        server.start()
        assert project.send(request(span(second))).status_code == 200
        for trace in (first, second):
            assert project.trace(trace.hex())["trace"]["span_count"] == 1
        assert project.ingest()["damaged_spool_bytes"] == 0


def test_damage_in_the_middle_loses_only_what_was_damaged(tmp_path: Path) -> None:
    with AgentOpsProcess(tmp_path, dict(SLOW)) as server:
        project = server.default_project()
        time.sleep(1)
        traces = [trace_id() for _ in range(5)]
        for trace in traces:
            assert project.send(request(span(trace, attributes={"filler": "x" * 500}))).status_code == 200
        server.kill()
        (path,) = segments(tmp_path)
        data = bytearray(path.read_bytes())
        hit = data.find(traces[2])
        data[hit + 30] ^= 0xFF
        path.write_bytes(data)
        server.settings.clear()
        server.start()
        project.settle()
        found = {one["trace_id"] for one in project.traces()}
        assert found == {trace.hex() for index, trace in enumerate(traces) if index != 2}
        assert project.ingest()["damaged_spool_bytes"] > 500
        assert len(list((tmp_path / "agentops" / "spool" / "quarantine").iterdir())) == 1


def test_a_segment_that_was_stored_but_not_deleted_counts_once(tmp_path: Path) -> None:
    with AgentOpsProcess(tmp_path, dict(SLOW)) as server:
        project = server.default_project()
        time.sleep(1)
        trace = trace_id()
        project.send(request(chat(trace, cost=0.25), chat(trace, cost=0.5)))
        server.kill()
        (path,) = segments(tmp_path)
        data = path.read_bytes()
        server.settings.clear()
        for _ in range(2):  # as if each kill had come between the insert and the deletion
            server.start()
            assert project.trace(trace.hex())["trace"]["span_count"] == 2
            server.kill()
            path.write_bytes(data)
        server.start()
        found = project.trace(trace.hex())
        assert (len(found["spans"]), found["trace"]["cost_usd"]) == (2, 0.75)
        totals = project.get("/telemetry/v1/metrics").json()["totals"]
        assert (totals["trace_count"], totals["span_count"], totals["cost_usd"]) == (1, 2, 0.75)


def test_sigterm_drains(tmp_path: Path) -> None:
    with AgentOpsProcess(tmp_path, dict(SLOW)) as server:
        project = server.default_project()
        time.sleep(1)
        trace = trace_id()
        project.send(request(span(trace)))
        assert len(segments(tmp_path)) == 1
        assert server.stop() == 0
        # On a machine on which storing one span takes longer than a stop may, the next start does it.
        assert segments(tmp_path) == [] or "time to leave" in server.log_path.read_text()
        server.start()
        assert len(project.trace(trace.hex())["spans"]) == 1


def test_a_full_spool_pushes_back_and_recovers(tmp_path: Path) -> None:
    with AgentOpsProcess(tmp_path, {**SLOW, "AGENTOPS_SPOOL_MAX_BYTES": str(2**20)}) as server:
        project = server.default_project()
        time.sleep(1)
        body = request(span(trace_id(), attributes={"filler": "x" * 300_000}))
        statuses = [project.send(body).status_code for _ in range(5)]
        assert statuses == [200, 200, 200, 503, 503]
        answer = project.send(body)
        assert int(answer.headers["retry-after"]) >= 1
        assert project.ingest()["rejected_requests"] == 3


def test_only_one_process_uses_a_folder(tmp_path: Path) -> None:
    with AgentOpsProcess(tmp_path) as server:
        second = AgentOpsProcess(tmp_path)
        with pytest.raises(RuntimeError, match="another AgentOps server uses"):
            second.start()
        assert server.http.get(f"{server.url}/health").json() == {"message": "Server Up"}


def test_kills_at_random_moments_under_load(tmp_path: Path) -> None:
    """A short run of `./scripts/faults.sh kill`."""
    result = kill.run(tmp_path, rounds=30 if IS_LONG else 4, seed=20_261_121)
    assert result.is_good, str(result)
    assert min(map(len, result.sent.acknowledged.values())) > 6
