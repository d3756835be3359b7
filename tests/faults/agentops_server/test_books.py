"""What a server says of what it was sent adds up, whatever happened to it; what is lost, it says."""

import contextlib
import random
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.books import books, check, letters, settled, wait_saved
from fixtures.gateway import wait_until
from fixtures.prometheus_text import Page
from fixtures.refusing import refusing
from fixtures.signals import gauge, log, log_request, metric_request
from fixtures.spans import request, span, trace_id

pytestmark = pytest.mark.faults

# Long enough that nothing is stored before a kill.
SLOW = {"AGENTOPS_FLUSH_INTERVAL_MS": "60000"}
ITEMS = {"traces": 5, "logs": 3, "metrics": 2}


def body(signal: str, chance: random.Random) -> bytes:
    """A request of ITEMS items; sometimes one of them is refused by the store."""
    name = "refused" if chance.random() < 0.1 else "work"
    number = chance.random()
    match signal:
        case "traces":
            trace = trace_id()
            return request(span(trace, name), *(span(trace) for _ in range(4)))
        case "logs":
            return log_request(log(f"{name} {number}"), log(f"a {number}"), log(f"b {number}"))
        case _:
            return metric_request(gauge(name, number, number))


class Clients:
    """Send all signals of a project, some requests twice, until they are told to stop."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.acknowledged = dict.fromkeys(ITEMS, 0)
        """Items of requests that were answered 200; an answer that a kill ate may have been one, too."""
        self.unsure = dict.fromkeys(ITEMS, 0)
        self.repeated: set[str] = set()
        """Signals of which a request was acknowledged twice."""
        self.has_refused = False
        """Whether a span that the store refuses was acknowledged."""
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=self._send, args=(signal, number)) for number, signal in enumerate(ITEMS)
        ]

    def __enter__(self) -> "Clients":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _send(self, signal: str, seed: int) -> None:
        chance = random.Random(seed)
        url = f"{self.project.server.otlp_url}/v1/{signal}"
        headers = {**self.project.headers, "Content-Type": "application/x-protobuf"}
        with httpx.Client(trust_env=False, timeout=60, headers=headers) as http:
            while not self._stop.is_set():
                made = body(signal, chance)
                for number in range(2 if chance.random() < 0.3 else 1):
                    try:
                        status = http.post(url, content=made).status_code
                    except httpx.TransportError:
                        self.unsure[signal] += ITEMS[signal]
                        time.sleep(0.1)
                        continue
                    assert status == 200
                    self.acknowledged[signal] += ITEMS[signal]
                    if number:
                        self.repeated.add(signal)
                    self.has_refused |= signal == "traces" and b"refused" in made
                time.sleep(0.15)


def test_the_numbers_add_up_after_chaos(tmp_path: Path) -> None:
    """Kills, restarts, requests sent twice, refusals, replays and discards: each item is in one place."""
    chance = random.Random(79)
    with refusing("embedded", tmp_path) as place:
        server, project = place.server, place.server.new_project()
        service = {"headers": server.service_headers, "params": {"project_id": project.id}}
        base = f"{server.url}/telemetry/v1/dead-letters"
        with Clients(project) as clients:
            for end in (server.kill, server.stop, server.kill):
                time.sleep(chance.uniform(1, 2))
                with contextlib.suppress(httpx.TransportError):
                    server.http.post(f"{base}/replay", json={"all": True}, **service)  # type: ignore[arg-type]
                for signal in ITEMS:
                    check_while_running(project, signal)
                end()
                server.start()
            # A slow machine needs longer for some of everything.
            wait_until(lambda: clients.has_refused and clients.repeated == set(ITEMS))
            time.sleep(1)
        settled(project)
        chosen = [one["id"] for one in letters(project)][:2]
        if chosen:
            discarded = server.http.post(f"{base}/discard", json={"ids": chosen}, **service)  # type: ignore[arg-type]
            assert discarded.json()["dead_letters"] == len(chosen)
        before = {signal: books(project, signal) for signal in ITEMS}
        for signal, state in before.items():
            check(state)
            assert state["lost"] == 0
            sent = clients.acknowledged[signal]
            assert sent <= state["accepted"] <= sent + clients.unsure[signal]
            assert state["duplicate"] > 0
        assert before["traces"]["dead_lettered"] + before["traces"]["discarded"] > 0
        assert (
            project.get("/telemetry/v1/metrics").json()["totals"]["span_count"] == before["traces"]["stored"]
        )
        check_the_metrics(server, project, before["traces"])
        server.kill()
        server.start()
        assert {signal: books(project, signal) for signal in ITEMS} == before


def check_while_running(project: Project, signal: str) -> None:
    state = books(project, signal)
    check(state)
    assert state["lost"] == 0


def check_the_metrics(server: AgentOpsProcess, project: Project, state: dict[str, int]) -> None:
    page = Page(server.http.get(f"{server.url}/metrics").text)

    def value(outcome: str) -> int:
        labels = {"project": project.id, "outcome": outcome}
        # What never happened has no series.
        known = any(one.name == "agentops_spans_total" and one.labels == labels for one in page.samples)
        return int(page("agentops_spans_total", **labels)) if known else 0

    for outcome in ("accepted", "stored", "duplicate"):
        assert value(outcome) == state[outcome]
    gone = value("discarded") + value("replayed") + value("expired")
    assert value("dead_lettered") == state["dead_lettered"] + gone
    assert page("agentops_waiting_spans", project=project.id) == 0
    assert page("agentops_lost_spans_total") == 0


def test_requests_that_are_not_taken_are_counted_by_reason(tmp_path: Path) -> None:
    with AgentOpsProcess(tmp_path) as server:
        project = server.default_project()
        good = request(span(trace_id()), span(bytes(16)))
        assert project.send(good).status_code == 200
        assert project.send(b"\xff\xff").status_code == 400
        assert project.send(b"{}", **{"Content-Type": "text/plain"}).status_code == 415
        assert project.send(good, Authorization="Bearer nonsense").status_code == 401
        wait_saved(server, "SELECT sum(requests) FROM requests", 3)
        server.kill()
        server.start()
        state = project.ingest()
        assert state["rejected_by_reason"] == {"malformed": 1, "content_type": 1, "bad_token": 1}
        assert state["rejected_requests"] == 3
        assert state["rejected_spans"] == 1
        page = Page(server.http.get(f"{server.url}/metrics").text)
        assert page("agentops_ingest_requests_total", reason="malformed") == 1


def segments(folder: Path) -> list[Path]:
    return sorted((folder / "agentops" / "spool").glob("*.seg"))


def damage_payload(path: Path, trace: bytes) -> None:
    data = bytearray(path.read_bytes())
    data[data.find(trace) + 20] ^= 0xFF
    path.write_bytes(data)


def cut_out(path: Path, trace: bytes) -> None:
    """As a disk that gives back zeros: not even the head of the record can be read."""
    data = bytearray(path.read_bytes())
    at = data.find(trace)
    data[at - 150 : at + 100] = bytes(250)
    path.write_bytes(data)


def delete(path: Path, trace: bytes) -> None:
    path.unlink()


@pytest.mark.parametrize(
    ("harm", "is_saved", "lost"),
    [(damage_payload, False, 3), (cut_out, False, 3), (delete, True, 15)],
    ids=["payload", "zeros", "gone"],
)
def test_what_the_disk_loses_is_said(
    tmp_path: Path, harm: Callable[[Path, bytes], None], is_saved: bool, lost: int
) -> None:
    with AgentOpsProcess(tmp_path, dict(SLOW)) as server:
        project = server.default_project()
        time.sleep(1)  # the writer's first look at the empty spool is over
        traces = [trace_id() for _ in range(5)]
        for trace in traces:
            assert project.send(request(*(span(trace) for _ in range(3)))).status_code == 200
        if is_saved:
            wait_saved(server, "SELECT sum(items) FROM counts WHERE outcome = 'accepted'", 15)
        server.kill()
        (path,) = segments(tmp_path)
        harm(path, traces[2])
        server.settings.clear()
        server.start()
        settled(project)
        state = books(project)
        check(state)
        assert state == {
            **state,
            "accepted": 15,
            "stored": 15 - lost,
            "duplicate": 0,
            "dead_lettered": 0,
            "lost": lost,
        }
        page = Page(server.http.get(f"{server.url}/metrics").text)
        assert page("agentops_lost_spans_total") == lost
        server.kill()
        server.start()
        assert books(project) == state
