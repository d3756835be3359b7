"""Mutated bodies at every way in of the AgentOps server: no 5xx, no crash, good spans are stored after it.

./scripts/faults.sh fuzz [--bodies 10000] [--seed N] [--folder FOLDER]
"""

import argparse
import http.client
import random
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from faults.mutations import Body, mutated
from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.signals import settle
from fixtures.spans import chat, request, trace_id

_CLIENTS = 3
_ALLOWED = {200, 400, 413, 415}


@dataclass
class Result:
    """What the server made of it."""

    bodies: int
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    dead_letters: int = 0

    def __str__(self) -> str:
        lines = [f"{self.bodies} bodies, {self.dead_letters} items became dead letters"]
        lines += [f"  {path:20} {status}: {count}" for (path, status), count in sorted(self.statuses.items())]
        lines += [f"BAD {fault}" for fault in self.faults[:20]]
        return "\n".join([*lines, "BAD" if self.faults else "good"])


def _send(project: Project, seed: int, count: int, result: Result) -> None:
    chance = random.Random(seed)
    connection = http.client.HTTPConnection("127.0.0.1", project.server.api_port, timeout=60)
    for number in range(count):
        body = mutated(chance)
        try:
            status, text = _post(connection, project, body)
        except (OSError, http.client.HTTPException) as error:
            # The answer may come before the body was read; the connection is closed then.
            connection.close()
            result.faults.append(f"seed {seed}, body {number}, {body.path}: {error!r}")
            continue
        result.statuses[body.path, status] += 1
        if status not in _ALLOWED:
            result.faults.append(f"seed {seed}, body {number}, {body.path}: {status} {text[:300]!r}")
    connection.close()


def _post(connection: http.client.HTTPConnection, project: Project, body: Body) -> tuple[int, bytes]:
    headers = {"Content-Type": body.content_type, "Trace-Id": "fuzz", **project.headers}
    if body.encoding:
        headers["Content-Encoding"] = body.encoding
    connection.request("POST", body.path, body.content, headers)
    answer = connection.getresponse()
    return answer.status, answer.read()


def run(server: AgentOpsProcess, project: Project, bodies: int, seed: int) -> Result:
    """Send them all, then see whether the server is well and the sums are right."""
    result = Result(bodies)
    share = bodies // _CLIENTS
    with ThreadPoolExecutor(_CLIENTS) as pool:
        for number in range(_CLIENTS):
            rest = bodies - share * (_CLIENTS - 1) if number == 0 else share
            pool.submit(_send, project, seed + number, rest, result).add_done_callback(
                lambda done: done.result()
            )
    assert server.process
    if server.process.poll() is not None:
        result.faults.append(f"the server ended with {server.process.returncode}")
        return result
    good = trace_id()
    answer = project.send(request(chat(good, cost=0.5)))
    if answer.status_code != 200:
        result.faults.append(f"a good request got {answer.status_code}")
    settle(project)
    found = project.get(f"/telemetry/v1/traces/{good.hex()}")
    if found.status_code != 200 or found.json()["trace"]["span_count"] != 1:
        result.faults.append(f"a good span is not there: {found.status_code}")
    _add_up(project, result)
    if "Traceback" in (log := server.log_path.read_text()):
        result.faults.append("the log has a traceback: " + log[log.index("Traceback") :][:1500])
    return result


def _add_up(project: Project, result: Result) -> None:
    """What was taken is stored, was there already, or is a dead letter; nothing else."""
    state = project.ingest()
    sums = {
        "traces": [state[f"{name}_spans"] for name in ("accepted", "stored", "duplicate", "dead_lettered")]
    }
    for name in ("logs", "metrics"):
        sums[name] = [state[name][what] for what in ("accepted", "stored", "duplicate", "dead_lettered")]
    for name, (accepted, *rest) in sums.items():
        result.dead_letters += rest[-1]
        if accepted != sum(rest):
            result.faults.append(f"{name}: {accepted} accepted, {rest} stored, repeated, dead")


def main() -> None:
    parser = argparse.ArgumentParser(prog="faults.sh fuzz", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--bodies", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=20_261_121)
    parser.add_argument("--folder", type=Path, help="where the server keeps its data (default: a new one)")
    given = parser.parse_args()
    started = time.monotonic()
    with (
        tempfile.TemporaryDirectory(prefix="faults-") as temporary,
        AgentOpsProcess(given.folder or Path(temporary)) as server,
    ):
        result = run(server, server.default_project(), given.bodies, given.seed)
    print(result)
    print(f"took {time.monotonic() - started:.0f} s, seed {given.seed}")
    sys.exit(bool(result.faults))


if __name__ == "__main__":
    main()
