"""What is still on its way when its project is deleted: dropped and counted, never stored for nobody."""

import threading
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.books import books, check, settled
from fixtures.prometheus_text import Page
from fixtures.refusing import RefusingStore, refusing
from fixtures.signals import gauge, log, log_request, metric_request
from fixtures.spans import chat, request, trace_id
from fixtures.stores import STORES

pytestmark = pytest.mark.faults

SLOW = {"AGENTOPS_FLUSH_INTERVAL_MS": "60000"}
WORDS = {"traces": "spans", "logs": "log_records", "metrics": "metric_points"}


def call(server: AgentOpsProcess, method: str, path: str, **more: Any) -> httpx.Response:
    url = f"{server.url}/telemetry/v1{path}"
    return server.http.request(method, url, headers=server.service_headers, timeout=60, **more)


def make(server: AgentOpsProcess, name: str) -> Project:
    made = call(server, "POST", "/projects", json={"name": name}).json()
    key = made["key"]["api_key"]
    return Project(server, made["project"]["id"], key, server.token(key)["token"])


def delete(server: AgentOpsProcess, project: Project, name: str) -> None:
    answer = call(server, "DELETE", f"/projects/{project.id}", params={"confirm": name})
    assert answer.status_code == 204, answer.text


def send(project: Project, signal: str, body: bytes) -> int:
    headers = {"Content-Type": "application/x-protobuf", **project.headers}
    url = f"{project.server.otlp_url}/v1/{signal}"
    return project.server.http.post(url, content=body, headers=headers).status_code


TABLES = (
    "spans",
    "traces",
    "trace_times",
    "trace_rollups",
    "call_rollups",
    "failed_trace_rollups",
    "failed_call_rollups",
    "logs",
    "metric_points",
)


def nothing_is_left(place: RefusingStore, project_ids: list[str]) -> None:
    """Not a row of theirs, whoever asks."""
    ids = ", ".join(f"'{one}'" for one in project_ids)
    counts = place.run(*(f"SELECT count() FROM {table} WHERE project_id IN ({ids})" for table in TABLES))
    assert dict(zip(TABLES, counts, strict=True)) == dict.fromkeys(TABLES, "0")


def deleted_items(server: AgentOpsProcess, project_id: str, signal: str) -> float:
    page = Page(server.http.get(f"{server.url}/metrics").text)
    labels = {"project": project_id, "outcome": "project_deleted"}
    assert page(f"agentops_lost_{WORDS[signal]}_total") == 0
    return page(f"agentops_{WORDS[signal]}_total", **labels)


@pytest.mark.parametrize("store", STORES)
def test_what_waits_in_the_spool_goes_with_its_project(tmp_path: Path, store: str) -> None:
    with refusing(store, tmp_path, dict(SLOW)) as place:
        server = place.server
        gone, stays = make(server, "a name"), make(server, "another name")
        time.sleep(0.5)
        bodies = {
            "traces": request(chat(trace_id()), chat(trace_id())),
            "logs": log_request(log("one"), log("two")),
            "metrics": metric_request(gauge("warmth", 1.5, 2.5)),
        }
        for project in (gone, stays):
            for signal, body in bodies.items():
                assert send(project, signal, body) == 200
        delete(server, gone, "a name")
        assert send(gone, "traces", bodies["traces"]) == 401
        server.kill()
        del server.settings["AGENTOPS_FLUSH_INTERVAL_MS"]
        server.start()
        settled(stays)
        again = make(server, "a name")
        assert again.id != gone.id
        for signal in bodies:
            assert deleted_items(server, gone.id, signal) == 2
            assert books(again, signal)["accepted"] == 0
            state = books(stays, signal)
            check(state)
            assert (state["stored"], state["lost"]) == (2, 0)
        assert again.traces() == []
        nothing_is_left(place, [gone.id])


def test_deletion_while_spans_come_in(tmp_path: Path) -> None:
    """Batches are under way all the time: none of them leaves anything behind."""
    with refusing("embedded", tmp_path, {"AGENTOPS_FLUSH_INTERVAL_MS": "10"}) as place:
        server, stays = place.server, place.server.default_project()
        gone = []
        for number in range(3):
            project = make(server, "again and again")
            gone.append(project.id)
            taken = _send_until_refused(server, project, number)
            deadline = time.monotonic() + 120
            while (page := Page(server.http.get(f"{server.url}/metrics").text))(
                "agentops_waiting_spans", project=project.id
            ):
                assert time.monotonic() < deadline
                time.sleep(0.05)
            accepted = {"project": project.id, "outcome": "accepted"}
            assert page("agentops_spans_total", **accepted) == 2 * taken
            assert page("agentops_lost_spans_total") == 0
        check(books(stays))
        nothing_is_left(place, gone)


def _send_until_refused(server: AgentOpsProcess, project: Project, seed: int) -> int:
    """Send while the project is deleted; returns how many requests were taken."""
    taken = [0, 0]

    def client(number: int) -> None:
        with httpx.Client(trust_env=False, timeout=60) as http:
            headers = {**project.headers, "Content-Type": "application/x-protobuf"}
            while True:
                body = request(chat(trace_id()), chat(trace_id()))
                answer = http.post(f"{server.otlp_url}/v1/traces", content=body, headers=headers)
                if answer.status_code == 401:
                    return
                assert answer.status_code == 200
                taken[number] += 1

    threads = [threading.Thread(target=client, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    time.sleep(0.5 + 0.2 * seed)
    delete(server, project, "again and again")
    for thread in threads:
        thread.join()
    return sum(taken)
