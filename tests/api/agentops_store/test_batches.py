"""What a batch makes of a store where another server stopped half-way."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.clickhouse import ClickHouse
from fixtures.spans import chat, request, span, trace_id

_DATABASE = "agentops"
_MINUTE_MS = 60_000
_DAYS_AGO = (datetime.now(UTC) - timedelta(days=10)).isoformat()
_TIMES = (
    "INSERT INTO trace_times SELECT project_id, trace_id, first_start - INTERVAL 5 MINUTE, last_start "
    "FROM trace_times WHERE trace_id = unhex('{}')"
)


@pytest.fixture
def project(tmp_path: Path, clickhouse: ClickHouse) -> Iterator[Project]:
    address = {"CLICKHOUSE_URL": clickhouse.url(_DATABASE)}
    with AgentOpsProcess(tmp_path, address) as server:
        yield server.new_project()


def _counted(project: Project) -> tuple[int, int]:
    """Traces and spans by the cards."""
    totals = project.get("/telemetry/v1/metrics").json()["totals"]
    return totals["trace_count"], totals["span_count"]


def test_a_crash_right_after_the_times_of_a_trace(clickhouse: ClickHouse, project: Project) -> None:
    """The trace is known to begin earlier, its row stands where it began before: it moves."""
    trace = trace_id()
    late = request(span(trace, start_ms=0))
    assert project.send(late).status_code == 200
    project.settle()
    clickhouse.sql(_TIMES.format(trace.hex()), _DATABASE)
    assert project.send(request(span(trace, start_ms=-5 * _MINUTE_MS))).status_code == 200
    assert [one["span_count"] for one in project.traces()] == [2]
    assert _counted(project) == (1, 2)


def test_a_trace_that_moves_again_and_again_is_there_once(project: Project) -> None:
    trace = trace_id()
    for minutes in (0, 7, 3, 200, 90, 2000):
        assert project.send(request(chat(trace, start_ms=-minutes * _MINUTE_MS))).status_code == 200
        project.settle()
    assert [one["span_count"] for one in project.traces(start_time=_DAYS_AGO)] == [6]
    assert len(project.trace(trace.hex())["spans"]) == 6
    assert _counted(project) == (0, 0)  # it began before these 24 hours
