"""kill -9 of the AgentOps server at random moments under load: what was acknowledged is there, each once.

    ./scripts/faults.sh kill --rounds 100 [--seed N] [--folder FOLDER]

Clients send spans, log records and metric points, again and again until they are acknowledged, as exporters
do; now and then they repeat what was acknowledged, or give up on what was not. In some rounds the server is
killed while it is still starting. In the end everything is read back over the SQL port and the API.
"""

import argparse
import random
import signal
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.ports import free_port
from fixtures.signals import gauge, log, log_request, metric_request, settle
from fixtures.spans import chat, request, trace_id

SPANS = 5
_COST = 0.125
_PASSWORD = "a password for reading"
_PAUSE_S = 0.01


def _spans() -> tuple[str, bytes]:
    trace = trace_id()
    return trace.hex(), request(*(chat(trace, cost=_COST) for _ in range(SPANS)))


def _log_record() -> tuple[str, bytes]:
    name = trace_id().hex()
    return name, log_request(log(name))


def _point() -> tuple[str, bytes]:
    name = trace_id().hex()
    return name, metric_request(gauge(name, 1.5))


_MAKE: dict[str, Callable[[], tuple[str, bytes]]] = {"traces": _spans, "logs": _log_record, "metrics": _point}


@dataclass
class Sent:
    """What the clients know: of traces, log records and points by name, sent at all or acknowledged."""

    sent: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in _MAKE})
    acknowledged: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in _MAKE})
    repeated: int = 0
    unanswered: int = 0


class Client(threading.Thread):
    """Sends one signal until it is stopped."""

    def __init__(self, project: Project, signal_name: str, known: Sent, seed: int) -> None:
        super().__init__()
        self._project = project
        self._signal = signal_name
        self._known = known
        self._chance = random.Random(seed)
        self.stopping = threading.Event()

    def run(self) -> None:
        headers = {**self._project.headers, "Content-Type": "application/x-protobuf"}
        url = f"{self._project.server.otlp_url}/v1/{self._signal}"
        with httpx.Client(trust_env=False, timeout=30, headers=headers) as http:
            while not self.stopping.is_set():
                name, body = _MAKE[self._signal]()
                self._known.sent[self._signal].add(name)
                if not self._send(http, url, body):
                    continue
                self._known.acknowledged[self._signal].add(name)
                if self._chance.random() < 0.1:
                    self._known.repeated += 1
                    self._send(http, url, body)
                time.sleep(_PAUSE_S)

    def _send(self, http: httpx.Client, url: str, body: bytes) -> bool:
        """Send until it is acknowledged; False: given up on."""
        while not self.stopping.is_set():
            try:
                if http.post(url, content=body).status_code == 200:
                    return True
            except httpx.TransportError:
                self._known.unanswered += 1
                if self._chance.random() < 0.02:
                    return False
            time.sleep(0.05)
        return False


@dataclass
class Result:
    """What was found in the end."""

    rounds: int
    kills_while_starting: int
    sent: Sent
    lost: dict[str, int]
    counted_twice: dict[str, int]
    wrong_figures: list[str]

    @property
    def is_good(self) -> bool:
        return not (any(self.lost.values()) or any(self.counted_twice.values()) or self.wrong_figures)

    def __str__(self) -> str:
        counts = ", ".join(f"{name} {len(found)}" for name, found in self.sent.acknowledged.items())
        return "\n".join(
            (
                f"rounds                     {self.rounds} ({self.kills_while_starting} killed at a start)",
                f"requests acknowledged      {counts} ({SPANS} spans each trace)",
                f"requests repeated          {self.sent.repeated}",
                f"requests without an answer {self.sent.unanswered}",
                f"acknowledged and lost      {self.lost}",
                f"counted twice              {self.counted_twice}",
                *(f"WRONG {line}" for line in self.wrong_figures),
                "good" if self.is_good else "BAD",
            )
        )


def run(folder: Path, rounds: int, seed: int, clients: int = 2) -> Result:
    """Kill and start `rounds` times, then look. Raises `RuntimeError` when it does not start again."""
    chance = random.Random(seed)
    known = Sent()
    settings = {"AGENTOPS_SQL_PORT": str(free_port()), "AGENTOPS_SQL_PASSWORD": _PASSWORD}
    starting = 0
    with AgentOpsProcess(folder, settings) as server:
        project = server.default_project()
        threads = [Client(project, name, known, seed + number) for name in _MAKE for number in range(clients)]
        for thread in threads:
            thread.start()
        try:
            for _ in range(rounds):
                _wait_for_more(known)
                time.sleep(chance.uniform(0.05, 1.5))
                server.kill()
                if chance.random() < 0.25:
                    starting += 1
                    server.spawn()
                    time.sleep(chance.uniform(0, 3))
                    server.kill()
                server.start()
            _wait_for_more(known)
            time.sleep(0.5)
        finally:
            for thread in threads:
                thread.stopping.set()
            for thread in threads:
                thread.join()
        settle(project)
        return _look(project, int(settings["AGENTOPS_SQL_PORT"]), known, rounds, starting)


def _wait_for_more(known: Sent, timeout_s: float = 120) -> None:
    """Wait until something of every signal was acknowledged from now on, however slow the machine."""
    before = {name: len(found) for name, found in known.acknowledged.items()}
    deadline = time.monotonic() + timeout_s
    while not all(len(found) >= before[name] + 2 for name, found in known.acknowledged.items()):
        assert time.monotonic() < deadline, "nothing is acknowledged any more"
        time.sleep(0.02)


def _look(project: Project, sql_port: int, known: Sent, rounds: int, starting: int) -> Result:
    questions = {
        "traces": "SELECT lower(hex(trace_id)), count() FROM spans WHERE project_id = {p:String} GROUP BY 1",
        "logs": "SELECT body, count() FROM logs WHERE project_id = {p:String} GROUP BY 1",
        "metrics": "SELECT name, count() FROM metric_points WHERE project_id = {p:String} GROUP BY 1",
    }
    lost: dict[str, int] = {}
    twice: dict[str, int] = {}
    wrong: list[str] = []
    stored = {}
    for name, sql in questions.items():
        answer = httpx.post(
            f"http://127.0.0.1:{sql_port}/",
            params={"param_p": project.id, "final": "1", "default_format": "TSV"},
            content=sql,
            auth=("reader", _PASSWORD),
            timeout=60,
            trust_env=False,
        )
        assert answer.status_code == 200, answer.text
        stored[name] = {row.split("\t")[0]: int(row.split("\t")[1]) for row in answer.text.splitlines()}
        each = SPANS if name == "traces" else 1
        lost[name] = sum(stored[name].get(one, 0) < each for one in known.acknowledged[name])
        twice[name] = sum(count > each for count in stored[name].values())
        if strange := set(stored[name]) - known.sent[name]:
            wrong.append(f"{len(strange)} {name} that nobody sent")
    traces = _listed(project)
    if set(traces) != set(stored["traces"]):
        wrong.append(f"the list shows {len(traces)} traces, {len(stored['traces'])} are stored")
    if odd := [found for found in traces.values() if found != (SPANS, SPANS * _COST)]:
        wrong.append(f"{len(odd)} traces with other figures, like {odd[0]}")
    totals = project.get("/telemetry/v1/metrics").json()["totals"]
    expected = (len(traces), SPANS * len(traces), SPANS * _COST * len(traces))
    if (found := (totals["trace_count"], totals["span_count"], totals["cost_usd"])) != expected:
        wrong.append(f"the cards say {found}, right is {expected}")
    state = project.ingest()
    if state["dead_lettered_spans"] or state["damaged_spool_bytes"]:
        wrong.append(f"dead letters or damage: {state}")
    return Result(rounds, starting, known, lost, twice, wrong)


def _listed(project: Project) -> dict[str, tuple[int, float]]:
    found: dict[str, tuple[int, float]] = {}
    cursor = None
    while True:
        params = {"limit": 200, **({"cursor": cursor} if cursor else {})}
        page = project.get("/telemetry/v1/traces", **params).json()
        for one in page["traces"]:
            assert one["trace_id"] not in found, "listed twice"
            found[one["trace_id"]] = (one["span_count"], one["cost_usd"])
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="faults.sh kill", description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--seed", type=int, default=20_261_121)
    parser.add_argument("--folder", type=Path, help="where the server keeps its data (default: a new one)")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    with tempfile.TemporaryDirectory(prefix="faults-") as temporary:
        started = time.monotonic()
        result = run(given.folder or Path(temporary), given.rounds, given.seed)
    print(result)
    print(f"took                       {time.monotonic() - started:.0f} s, seed {given.seed}")
    sys.exit(not result.is_good)


if __name__ == "__main__":
    main()
