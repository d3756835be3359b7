"""kill -9 while retention deletes: after the next start all that is past its time goes, and nothing else."""

import random
import time
from pathlib import Path

import pytest

from fixtures.agentops_process import AgentOpsProcess
from fixtures.policies import put_policy, read_policy
from fixtures.spans import BASE_NS, chat, request, trace_id

pytestmark = pytest.mark.faults
DAY_NS = 86_400 * 10**9


def test_a_kill_while_data_is_deleted(tmp_path: Path) -> None:
    chance = random.Random(75)
    with AgentOpsProcess(tmp_path, {"AGENTOPS_RETENTION_SECONDS": "1"}) as server:
        project = server.default_project()
        old = 0
        for days in (100, 60, 40, 2):
            spans = [chat(trace_id(), base_ns=BASE_NS - days * DAY_NS, cost=0.5) for _ in range(400)]
            assert project.send(request(*spans)).status_code == 200
            old += len(spans) if days > 30 else 0
        project.settle()
        for days in (90, 50, 30):
            assert put_policy(project, retention_days=days).status_code == 200
            time.sleep(chance.uniform(0, 0.4))
            server.kill()
            server.start()
        window = {"start_time": str(int(time.time()) - 200 * 86_400), "end_time": str(int(time.time()))}
        deadline = time.monotonic() + 120
        while (totals := project.get("/telemetry/v1/metrics", **window).json()["totals"])["span_count"] > 400:
            assert time.monotonic() < deadline, totals
            time.sleep(0.2)
        assert (totals["span_count"], totals["trace_count"], totals["cost_usd"]) == (400, 400, 200.0)
        # In the instant between the engine's word and ours a step may go uncounted; none counts twice.
        deleted = read_policy(project)["deleted"]
        assert deleted["spans"] <= old
        assert deleted["traces"] <= old
        assert deleted["spans"] + deleted["traces"] > 0
