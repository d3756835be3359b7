"""Several servers over one ClickHouse server: nothing is lost, nothing counts twice, whoever took it."""

import random
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from agentops_server.store.migrate import migrations
from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.clickhouse import ClickHouse
from fixtures.postgres import postgres_server
from fixtures.spans import chat, request, span, trace_id

pytestmark = pytest.mark.faults

_DATABASE = "agentops"


@pytest.fixture
def clickhouse(tmp_path: Path) -> Iterator[ClickHouse]:
    with ClickHouse(tmp_path / "clickhouse") as server:
        yield server


@pytest.fixture
def replicas(tmp_path: Path, clickhouse: ClickHouse) -> Iterator[list[AgentOpsProcess]]:
    """Two servers that were started at the same moment, each with its own data folder."""
    first = AgentOpsProcess(tmp_path / "first")
    second = AgentOpsProcess(tmp_path / "second", api_key=first.api_key, service_token=first.service_token)
    for server in (first, second):
        server.settings |= {
            "CLICKHOUSE_URL": clickhouse.url(_DATABASE),
            "AGENTOPS_DATABASE_URL": f"sqlite:///{tmp_path / 'projects.db'}",
        }
    try:
        with ThreadPoolExecutor(2) as pool:
            yield list(pool.map(AgentOpsProcess.start, (first, second)))
    finally:
        for server in (first, second):
            server.__exit__(None, None, None)


def test_projects_and_keys_in_a_shared_postgresql(tmp_path: Path) -> None:
    """Two servers that start at once on an empty database; a key made through one opens the other."""
    with postgres_server() as url:
        first = AgentOpsProcess(tmp_path / "first")
        second = AgentOpsProcess(
            tmp_path / "second", api_key=first.api_key, service_token=first.service_token
        )
        address = url.replace("postgresql+psycopg://", "postgresql://")
        try:
            with ThreadPoolExecutor(2) as pool:
                for server in (first, second):
                    server.settings["AGENTOPS_DATABASE_URL"] = address
                list(pool.map(AgentOpsProcess.start, (first, second)))
            assert first.default_project().id == second.default_project().id
            project = first.new_project()
            assert second.token(project.api_key)["project_id"] == project.id
        finally:
            for server in (first, second):
                server.__exit__(None, None, None)


def through(server: AgentOpsProcess, project: Project) -> Project:
    """The same project, asked from another server."""
    return Project(server, project.id, project.api_key, project.token)


def test_servers_that_start_together_migrate_once(
    clickhouse: ClickHouse, replicas: list[AgentOpsProcess]
) -> None:
    applied = clickhouse.sql("SELECT version FROM schema_migrations ORDER BY version", _DATABASE).split()
    assert [int(version) for version in applied] == sorted(migrations())
    assert clickhouse.sql("EXISTS TABLE schema_lock", _DATABASE).strip() == "0"
    told = [server.log_path.read_text().count("applied migrations") for server in replicas]
    assert sorted(told) == [0, 1]


def test_the_same_spans_sent_to_both_count_once(replicas: list[AgentOpsProcess]) -> None:
    first, second = replicas
    project = first.new_project()
    sides = [project, through(second, project)]
    traces = [trace_id() for _ in range(12)]
    # Some spans of each trace go to one side only, some to both at the same moment.
    shared = [request(chat(trace, cost=0.5), *(span(trace) for _ in range(3))) for trace in traces]
    own = [[request(chat(trace, cost=0.25)) for trace in traces] for _ in sides]

    def send(side: int) -> None:
        bodies = [*shared, *own[side], *shared]
        random.Random(side).shuffle(bodies)
        for body in bodies:
            assert sides[side].send(body).status_code == 200

    threads = [threading.Thread(target=send, args=(side,)) for side in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for side in sides:
        side.settle()
    for side in sides:
        found = {trace["trace_id"]: trace for trace in side.traces(limit=200)}
        assert set(found) == {trace.hex() for trace in traces}
        assert {trace["span_count"] for trace in found.values()} == {6}
        assert {trace["cost_usd"] for trace in found.values()} == {1.0}
        totals = side.get("/telemetry/v1/metrics").json()["totals"]
        assert (totals["trace_count"], totals["span_count"], totals["cost_usd"]) == (12, 72, 12.0)


def test_one_dies_under_load(replicas: list[AgentOpsProcess]) -> None:
    first, second = replicas
    project = first.new_project()
    sides = [project, through(second, project)]
    acknowledged: list[bytes] = []
    stop = threading.Event()

    def send(side: Project) -> None:
        while not stop.is_set():
            trace = trace_id()
            if side.send(request(chat(trace, cost=0.5), span(trace))).status_code == 200:
                acknowledged.append(trace)

    survivor = threading.Thread(target=send, args=(sides[1],))
    survivor.start()
    for _ in range(40):
        trace = trace_id()
        if sides[0].send(request(chat(trace, cost=0.5), span(trace))).status_code == 200:
            acknowledged.append(trace)
    first.kill()
    first.start()
    stop.set()
    survivor.join()
    for side in sides:
        side.settle()
    totals = sides[1].get("/telemetry/v1/metrics").json()["totals"]
    expected = len(acknowledged)
    assert totals["trace_count"] == expected
    assert totals["span_count"] == 2 * expected
    assert totals["cost_usd"] == pytest.approx(0.5 * expected)


def test_spans_wait_while_the_clickhouse_server_is_away(
    clickhouse: ClickHouse, replicas: list[AgentOpsProcess]
) -> None:
    server = replicas[0]
    project = server.new_project()
    before, during = trace_id(), trace_id()
    project.send(request(chat(before, cost=0.5)))
    project.settle()
    clickhouse.kill()
    assert project.send(request(chat(during, cost=0.5))).status_code == 200
    answer = project.get("/telemetry/v1/traces")
    assert answer.status_code == 503, answer.text
    assert answer.elapsed.total_seconds() < 30
    clickhouse.start()
    project.settle()
    assert {trace["trace_id"] for trace in project.traces()} == {before.hex(), during.hex()}
    ingest = project.ingest()
    assert (ingest["lost_spans"], ingest["dead_lettered_spans"]) == (0, 0)
    for replica in replicas:
        log = replica.log_path.read_text()
        assert "a password" not in log
        assert "a%20password" not in log
