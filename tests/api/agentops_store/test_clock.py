"""The clock was put back by an hour: what is newer still replaces what is older, and readers are told."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.clickhouse import ClickHouse
from fixtures.listener import Listener
from fixtures.spans import chat, request, span, trace_id

_DATABASE = "agentops"
_MINUTE_MS = 60_000
# As if the rows had been written in an hour from now.
_AHEAD = (
    "INSERT INTO {table} SELECT * REPLACE ({column} + toUInt64(3600e9) AS {column}) FROM {table} FINAL "
    "WHERE project_id = '{project}'"
)


@pytest.fixture
def project(tmp_path: Path, clickhouse: ClickHouse) -> Iterator[Project]:
    settings = {"CLICKHOUSE_URL": clickhouse.url(_DATABASE), "AGENTOPS_ROLLUP_SECONDS": "0.2"}
    with AgentOpsProcess(tmp_path, settings) as server:
        yield server.new_project()


def _put_back(clickhouse: ClickHouse, project: Project, table: str, column: str = "version") -> None:
    clickhouse.sql(_AHEAD.format(table=table, column=column, project=project.id), _DATABASE)


def _restart(project: Project) -> None:
    project.server.stop()
    project.server.start()


def test_traces(clickhouse: ClickHouse, project: Project) -> None:
    trace = trace_id()
    assert project.send(request(chat(trace, cost=0.5))).status_code == 200
    project.settle()
    _put_back(clickhouse, project, "traces")
    assert project.send(request(chat(trace, cost=0.25))).status_code == 200
    assert [(one["span_count"], one["cost_usd"]) for one in project.traces()] == [(2, 0.75)]
    # Also where it moves to another place.
    _put_back(clickhouse, project, "traces")
    assert project.send(request(chat(trace, cost=1, start_ms=-2 * _MINUTE_MS))).status_code == 200
    assert [(one["span_count"], one["cost_usd"]) for one in project.traces()] == [(3, 1.75)]
    totals = project.get("/telemetry/v1/metrics").json()["totals"]
    assert (totals["trace_count"], totals["span_count"]) == (1, 3)


def test_the_live_tail(clickhouse: ClickHouse, project: Project) -> None:
    assert project.send(request(span(trace_id(), "old"))).status_code == 200
    project.settle()
    _put_back(clickhouse, project, "traces")
    _restart(project)  # knows only what is stored
    live = Listener(project)
    try:
        sent = [trace_id() for _ in range(3)]
        for trace in sent:
            project.send(request(span(trace, "new")))
            project.settle()
        # What was the last is told again.
        told = [one["trace_id"] for one in live.traces(4)]
        assert told[1:] == [trace.hex() for trace in sent]
    finally:
        live.close()


def test_prices(clickhouse: ClickHouse, project: Project) -> None:
    headers = {"Authorization": f"Bearer {project.server.service_token}"}
    prices = f"{project.server.url}/telemetry/v1/prices?project_id={project.id}"
    wanted = {"model": "qwen-235b", "input": "1", "output": "2"}

    def stored() -> list[str]:
        found = project.server.http.get(prices, headers=headers).json()["prices"]
        return [str(float(price["input"])) for price in found]

    project.server.http.put(prices, json=wanted, headers=headers).raise_for_status()
    project.send(request(chat(trace := trace_id(), cost=None, tokens=(1_000_000, 0))))
    assert project.trace(trace.hex())["trace"]["cost_usd"] == 1
    for table in ("prices", "spans", "traces"):
        _put_back(clickhouse, project, table)
    project.server.http.put(prices, json={**wanted, "input": "3"}, headers=headers).raise_for_status()
    assert stored() == ["3.0"]
    reprice = prices.replace("prices?", "prices/reprice?")
    assert project.server.http.post(reprice, headers=headers).json() == {"calls": 1}
    assert project.trace(trace.hex())["trace"]["cost_usd"] == 3
    _put_back(clickhouse, project, "prices")
    assert project.server.http.delete(f"{prices}&model=qwen-235b", headers=headers).status_code == 204
    assert stored() == []


def test_rollups(clickhouse: ClickHouse, project: Project) -> None:
    made = f"SELECT sum(traces) FROM trace_rollups FINAL WHERE project_id = '{project.id}'"

    def rolled(traces: int) -> None:
        deadline = time.monotonic() + 120
        while clickhouse.sql(made, _DATABASE).strip() != str(traces):
            assert time.monotonic() < deadline
            time.sleep(0.1)

    project.send(request(span(trace_id(), start_ms=-60 * _MINUTE_MS)))
    rolled(1)
    _put_back(clickhouse, project, "trace_rollups", "computed")
    _put_back(clickhouse, project, "traces")
    project.send(request(span(trace_id(), start_ms=-60 * _MINUTE_MS)))
    rolled(2)
