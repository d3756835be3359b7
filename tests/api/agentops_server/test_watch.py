"""What the server finds out for alerts, on its /metrics: budgets, agents in a loop, anomalies."""

import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.spans import chat, request, span, trace_id

SETTINGS = {
    "AGENTOPS_WATCH_SECONDS": "0.2",
    "AGENTOPS_ANOMALY_SECONDS": "0.5",
    "AGENTOPS_BUDGETS": "team:research=10,model:llama=4,all=100",
}
HOUR_NS = 3600 * 10**9
Labels = frozenset[tuple[str, str]]


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AgentOpsProcess]:
    with AgentOpsProcess(tmp_path_factory.mktemp("watched"), SETTINGS) as running:
        yield running


@pytest.fixture
def project(watched: AgentOpsProcess) -> Project:
    return watched.new_project()


def samples(server: AgentOpsProcess, name: str) -> dict[Labels, float]:
    """The samples of a metric by their labels."""
    page = httpx.get(f"{server.url}/metrics", timeout=60).text
    return {
        frozenset(sample.labels.items()): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
        if sample.name == name
    }


def labels(**pairs: str) -> Labels:
    return frozenset(pairs.items())


def soon(check: Callable[[], bool], timeout_s: float = 120) -> None:
    deadline = time.monotonic() + timeout_s
    while not check():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.05)


def rounds(server: AgentOpsProcess, what: str, number: int = 2) -> None:
    """Wait until the server has looked again that often."""
    name = "agentops_watch_last_seconds"
    for _ in range(number):
        before = samples(server, name).get(labels(what=what), 0)
        soon(lambda before=before: samples(server, name).get(labels(what=what), 0) > before)  # type: ignore[misc]


def test_budgets_are_spent_and_the_counter_never_falls(watched: AgentOpsProcess, project: Project) -> None:
    rounds(watched, "budgets")
    assert samples(watched, "agentops_budget_usd") == {
        labels(scope="team", name="research"): 10,
        labels(scope="model", name="llama"): 4,
        labels(scope="all", name=""): 100,
    }

    def moved(before: dict[Labels, float], name: str) -> dict[str, float]:
        now = samples(watched, name)
        return {dict(key)["scope"]: round(value - before[key], 6) for key, value in now.items()}

    names = ("agentops_budget_spent_usd", "agentops_budget_spending_usd_total")
    before = {name: samples(watched, name) for name in names}
    research = {"litellm.team_alias": "research"}
    # Seen twice, by the SDK and by the gateway: paid once.
    twice = trace_id()
    project.send(
        request(
            chat(trace_id(), model="llama", cost=1.5, attributes=research),
            chat(trace_id(), model="mistral", cost=2.0, attributes=research),
            chat(trace_id(), model="llama", cost=0.25, attributes={"litellm.team_alias": "other"}),
            chat(twice, model="llama", cost=0.5, response_id="r1"),
            chat(twice, model="llama", cost=0.5, response_id="r1"),
        )
    )
    project.settle()
    wanted = {"team": 3.5, "model": 2.25, "all": 4.25}
    for name in names:
        soon(lambda name=name: moved(before[name], name) == wanted)  # type: ignore[misc]
    # Data that goes away was spent all the same.
    listed = watched.http.get(f"{watched.url}/telemetry/v1/projects", headers=watched.service_headers)
    (name,) = (one["name"] for one in listed.json()["projects"] if one["id"] == project.id)
    gone = watched.http.delete(
        f"{watched.url}/telemetry/v1/projects/{project.id}",
        params={"confirm": name},
        headers=watched.service_headers,
    )
    assert gone.status_code == 204, gone.text
    soon(lambda: moved(before[names[0]], names[0])["all"] == 0)
    assert moved(before[names[1]], names[1]) == wanted


def tool(trace: bytes, arguments: str, name: str = "search", **more: str) -> bytes:
    given = {
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": name,
        "gen_ai.tool.call.arguments": arguments,
        **more,
    }
    # Of now: only the last quarter of an hour is watched, and the test may run long after it was loaded.
    now = time.time_ns() - 10**9
    return request(span(trace, f"execute_tool {name}", attributes=dict(given), base_ns=now))


def loops(
    server: AgentOpsProcess, project: Project, name: str = "agentops_agent_loop_calls"
) -> dict[str, float]:
    """By tool, of one project."""
    return {
        dict(key)["tool"]: value
        for key, value in samples(server, name).items()
        if dict(key)["project"] == project.id
    }


def test_a_tool_called_again_and_again_with_the_same_arguments_is_a_loop(
    watched: AgentOpsProcess, project: Project
) -> None:
    looping, busy, spread, long = trace_id(), trace_id(), [trace_id() for _ in range(7)], trace_id()
    for number in range(7):
        project.send(tool(looping, '{"q": "the same"}', **{"gen_ai.agent.name": "planner"}))
        # As often, but each time something else: work.
        project.send(tool(busy, f'{{"q": "page {number}"}}', "fetch"))
        # The same, each time in another trace: a cron job.
        project.send(tool(spread[number], "{}", "ping"))
        # Different after what the preview shows.
        project.send(tool(long, '{"text": "' + "x" * 300 + f'{number}"}}', "write"))
        # Not stored or not sent: nobody knows whether they are the same.
        project.send(tool(looping, "", "unknown"))
    project.settle()
    soon(lambda: loops(watched, project) == {"search": 7.0})
    rounds(watched, "loops")
    assert loops(watched, project) == {"search": 7.0}
    assert loops(watched, project, "agentops_agent_loop_traces") == {"search": 1.0}
    ((key, _),) = [
        one for one in samples(watched, "agentops_agent_loop_calls").items() if ("tool", "search") in one[0]
    ]
    assert dict(key)["agent"] == "planner"


def test_a_repeated_span_is_no_repeated_call(watched: AgentOpsProcess, project: Project) -> None:
    body = tool(trace_id(), '{"q": "sent again"}')
    for _ in range(8):
        project.send(body)
    project.settle()
    rounds(watched, "loops")
    assert loops(watched, project) == {}


def test_dear_and_slow_calls_are_unusual_while_others_are_not(
    watched: AgentOpsProcess, project: Project
) -> None:
    now = time.time_ns()
    for hour in range(30, 0, -1):
        past = [
            chat(
                trace_id(),
                model=model,
                cost=0.01,
                base_ns=now - hour * HOUR_NS,
                start_ms=number,
                length_ms=200,
            )
            for model in ("llama", "mistral")
            for number in range(12)
        ]
        project.send(request(*past))

    def now_of(model: str, cost: float, length_ms: float) -> bytes:
        calls = [
            chat(trace_id(), model=model, cost=cost, base_ns=now - 5 * 10**9, start_ms=n, length_ms=length_ms)
            for n in range(36)
        ]
        return request(*calls)

    project.send(now_of("llama", 0.5, 2000))
    project.send(now_of("mistral", 0.001, 210))
    project.settle()

    def unusual() -> dict[tuple[str, str], float]:
        found = samples(watched, "agentops_anomaly_times_usual")
        return {
            (dict(key)["name"], dict(key)["metric"]): value
            for key, value in found.items()
            if dict(key)["project"] == project.id and dict(key)["direction"] == "up"
        }

    soon(lambda: ("llama", "latency") in unusual())
    found = unusual()
    assert found["llama", "latency"] == pytest.approx(10, rel=0.05)
    assert found["llama", "cost"] > 4
    assert not {name for name, metric in found if metric in ("cost", "latency")} - {"llama"}


def test_a_server_that_does_not_watch_shows_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    off = {"AGENTOPS_WATCH_SECONDS": "0", "AGENTOPS_ANOMALY_SECONDS": "0", "AGENTOPS_BUDGETS": "all=5"}
    with AgentOpsProcess(tmp_path_factory.mktemp("off"), off) as server:
        page = server.http.get(f"{server.url}/metrics").text
        assert "agentops_watch_last_seconds{" not in page
        assert "agentops_budget_spent_usd{" not in page
        # What it may spend it knows all the same.
        assert samples(server, "agentops_budget_usd") == {labels(scope="all", name=""): 5}
