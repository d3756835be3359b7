"""The machine's clock jumps while the server runs, and is wrong when it starts."""

import time
from pathlib import Path

import pytest

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.infra import leave_out
from fixtures.spans import chat, request, span, trace_id

pytestmark = pytest.mark.faults

_LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


class Clock:
    """The clock of one process, as far off as its file says."""

    def __init__(self, folder: Path) -> None:
        if not _LIBRARIES:
            leave_out("libfaketime is missing: apt install faketime")
        self._file = folder / "clock"
        self.turn(0)

    def turn(self, seconds: int) -> None:
        """From now on the clock is this far from the machine's."""
        waiting = self._file.with_suffix(".new")
        waiting.write_text(f"{seconds:+d}s")
        waiting.rename(self._file)

    @property
    def environment(self) -> dict[str, str]:
        return {
            "LD_PRELOAD": str(_LIBRARIES[0]),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": "1",
            # A clock that is set does not move the monotonic one.
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "DONT_FAKE_MONOTONIC": "1",
        }


def _send(project: Project, base_ns: int, sent: dict[str, bytes]) -> None:
    trace = trace_id()
    body = request(chat(trace, cost=0.5, base_ns=base_ns), span(trace, base_ns=base_ns))
    assert project.send(body).status_code == 200
    sent[trace.hex()] = body


def test_the_clock_jumps(tmp_path: Path) -> None:
    clock = Clock(tmp_path)
    sent: dict[str, bytes] = {}
    with AgentOpsProcess(tmp_path / "server", clock.environment) as server:
        project = server.default_project()
        for jump in (-7200, 3 * 86_400, -3 * 86_400):
            clock.turn(jump)
            time.sleep(1.2)  # the clock's file is looked at once a second
            _send(project, time.time_ns(), sent)  # from a client whose clock is right
            _send(project, time.time_ns() + jump * 10**9, sent)  # from one of the same machine
            assert project.ingest()["spool_oldest_age_s"] >= 0
            project.settle()
        # What was acknowledged under one clock is taken up under another.
        _send(project, time.time_ns(), sent)
        server.kill()
        clock.turn(86_400)
        server.start()
        _send(project, time.time_ns(), sent)
        server.kill()
        clock.turn(0)
        server.start()
        # All of it once more: late and repeated spans must not count twice, whatever versions they have.
        for body in sent.values():
            assert project.send(body).status_code == 200
        project.settle()
        window = {"start_time": str(time.time() - 10 * 86_400), "end_time": str(time.time() + 10 * 86_400)}
        found = project.traces(limit=200, **window)
        assert sorted(one["trace_id"] for one in found) == sorted(sent)
        assert {(one["span_count"], one["cost_usd"]) for one in found} == {(2, 0.5)}
        totals = project.get("/telemetry/v1/metrics", **window).json()["totals"]
        assert (totals["trace_count"], totals["span_count"]) == (len(sent), 2 * len(sent))
        assert project.ingest()["dead_lettered_spans"] == 0
