"""`/api/agentops/analytics/guardrails` against a plain Python count over the same spans."""

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from fixtures.agentops_process import AgentOpsProcess
from fixtures.spans import request, span, trace_id

FROM, TO = datetime(2026, 10, 23, tzinfo=UTC), datetime(2026, 10, 28, tzinfo=UTC)


def test_runs_and_interventions_by_guardrail_and_day(server: AgentOpsProcess, admin: httpx.Client) -> None:
    project, chance = server.new_project(), random.Random(7)
    runs: Counter[tuple[str, str, str]] = Counter()
    bodies = []
    for _ in range(120):
        at = FROM + timedelta(seconds=chance.randrange(int((TO - FROM).total_seconds())))
        name = chance.choice(["no-ssn", "no-swearing"])
        said = chance.choice(["success", "success", "guardrail_intervened", "guardrail_failed_to_respond"])
        attributes: dict[str, Any] = {
            "agentops.span.kind": "guardrail",
            "guardrail.name": name,
            "guardrail.status": said,
            "guardrail.mode": "pre_call",
        }
        base = int(at.timestamp() * 1e9)
        trace = trace_id()
        bodies.append(
            request(span(trace, "root", base_ns=base), span(trace, "g", attributes=attributes, base_ns=base))
        )
        runs[(name, said, at.date().isoformat())] += 1
    # Some come twice: once counts.
    for body in [*bodies, *chance.sample(bodies, 20)]:
        assert project.send(body).status_code == 200
    project.settle()
    answer = admin.get(
        "/api/agentops/analytics/guardrails",
        params={
            "project_id": project.id,
            "start_time": FROM.isoformat(),
            "end_time": TO.isoformat(),
            "interval": "day",
        },
    )
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["runs"], found["interval"], found["complete"]) == (120, "1d", True)
    assert len(found["guardrails"]) == 2
    for one in found["guardrails"]:
        mine = Counter({key[1:]: count for key, count in runs.items() if key[0] == one["name"]})
        total = sum(mine.values())
        blocked = sum(count for (said, _), count in mine.items() if said == "guardrail_intervened")
        failed = sum(count for (said, _), count in mine.items() if said == "guardrail_failed_to_respond")
        assert (one["runs"], one["blocked"], one["failed"]) == (total, blocked, failed)
        assert one["block_rate"] == blocked / total
        assert (one["modes"], one["latency_avg_ms"], one["trace_count"]) == (["pre_call"], 100.0, total)
        assert len(one["blocked_trace_ids"]) == min(5, blocked)
        by_day = {point["time"][:10]: (point["runs"], point["blocked"]) for point in one["series"]}
        assert len(by_day) == 5
        for day, counted in by_day.items():
            of_day = {said: count for (said, when), count in mine.items() if when == day}
            assert counted == (sum(of_day.values()), of_day.get("guardrail_intervened", 0))
    none = admin.get("/api/agentops/analytics/guardrails", params={"project_id": server.new_project().id})
    assert (none.json()["runs"], none.json()["guardrails"]) == (0, [])
