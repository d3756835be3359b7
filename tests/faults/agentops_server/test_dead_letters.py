"""What the store refuses is kept, listed, replayed or discarded; its neighbours are stored."""

import contextlib
import gzip
import sqlite3
import stat
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.books import books, check, letters, settled, wait_for_letters
from fixtures.refusing import RefusingStore, refusing
from fixtures.signals import gauge, log, log_request, metric_request
from fixtures.spans import chat, request, span, trace_id
from fixtures.stores import STORES

pytestmark = pytest.mark.faults


def act(project: Project, path: str, body: dict[str, Any] | None = None, method: str = "POST") -> Any:
    """Replay or discard, as the portal does."""
    server = project.server
    return httpx.request(
        method,
        f"{server.url}/telemetry/v1/dead-letters/{path}",
        json=body,
        headers=server.service_headers,
        params={"project_id": project.id},
        timeout=60,
        trust_env=False,
    )


def post(project: Project, signal: str, body: bytes) -> None:
    headers = {"Content-Type": "application/x-protobuf", **project.headers}
    answer = project.server.http.post(f"{project.server.otlp_url}/v1/{signal}", content=body, headers=headers)
    assert answer.status_code == 200, answer.text


def two_services(*spans: Any) -> bytes:
    """Half of the spans under one resource, half under another."""
    middle = len(spans) // 2
    first = request(*spans[:middle], resource={"service.name": "first"})
    return first + request(*spans[middle:], resource={"service.name": "second"})


@pytest.mark.parametrize("store", STORES)
def test_from_refusal_to_replay(tmp_path: Path, store: str) -> None:
    with refusing(store, tmp_path) as place:
        project = place.server.new_project()
        trace = trace_id()
        spans = [chat(trace, cost=0.25) for _ in range(12)]
        spans[3].name = "refused because of its name"
        spans[10].name = "refused, too"
        bodies = {
            "traces": two_services(*spans),
            "logs": log_request(log("fine"), log("refused words", trace=trace), log("fine, too")),
            "metrics": metric_request(gauge("warmth", 1.5, 2.5), gauge("refused", 3.5, 4.5)),
        }
        for signal, body in bodies.items():
            post(project, signal, body)
        found = wait_for_letters(project, 5)
        settled(project)
        refused_only_what_is_at_fault(project, found)
        tells_what_is_wrong(project, found, trace.hex(), spans[3].span_id.hex())
        nobody_else_may(project, found)

        one = next(letter for letter in found if letter["name"] == "refused, too")
        assert act(project, f"{one['id']}/replay").status_code == 202
        settled(project)
        ids = {letter["id"] for letter in wait_for_letters(project, 5)}
        assert one["id"] not in ids
        assert act(project, f"{one['id']}/replay").status_code == 404
        check(books(project))

        place.allow()
        replays_and_sends_again_at_once(project, bodies["traces"])
        found_trace = project.trace(trace.hex())["trace"]
        assert (found_trace["span_count"], found_trace["cost_usd"]) == (12, 3.0)
        assert letters(project) == []
        for signal, stored in (("traces", 12), ("logs", 3), ("metrics", 4)):
            state = books(project, signal)
            check(state)
            assert (state["stored"], state["dead_lettered"], state["lost"]) == (stored, 0, 0)


def refused_only_what_is_at_fault(project: Project, found: list[dict[str, Any]]) -> None:
    assert sorted(letter["signal"] for letter in found) == ["logs", "metrics", "metrics", "traces", "traces"]
    assert {letter["spans"] for letter in found} == {1}
    for signal, stored, dead in (("traces", 10, 2), ("logs", 2, 1), ("metrics", 2, 2)):
        state = books(project, signal)
        check(state)
        assert (state["stored"], state["dead_lettered"], state["lost"]) == (stored, dead, 0)
    totals = project.get("/telemetry/v1/metrics").json()["totals"]
    assert (totals["span_count"], totals["cost_usd"]) == (10, 2.5)


def tells_what_is_wrong(project: Project, found: list[dict[str, Any]], trace: str, span_id: str) -> None:
    by_name = {letter["name"]: letter for letter in found}
    letter = by_name["refused because of its name"]
    assert (letter["trace_id"], letter["span_id"], letter["field"]) == (trace, span_id, "name")
    assert "breaks the rule not_name" in letter["reason"]
    assert "refused because of its name" in letter["reason"]
    for noise in ("DB::", "Exception", "/agentops/", "version"):
        assert noise not in letter["reason"]
    assert {one["field"] for one in found if one["signal"] == "logs"} == {"body"}

    detail = project.get(f"/telemetry/v1/dead-letters/{letter['id']}").json()
    (resource,) = detail["content"]["resourceSpans"]
    assert resource["resource"]["attributes"][0]["value"] == {"stringValue": "first"}
    (shown,) = resource["scopeSpans"][0]["spans"]
    assert (shown["name"], shown["traceId"], shown["spanId"]) == (letter["name"], trace, span_id)
    assert detail["is_cut"] is False
    assert [one["id"] for one in letters(project, limit=2)] == [one["id"] for one in found]
    assert len(letters(project, signal="logs")) == 1
    assert project.get("/telemetry/v1/dead-letters", cursor="nonsense").status_code == 400


def nobody_else_may(project: Project, found: list[dict[str, Any]]) -> None:
    other = project.server.new_project()
    http, base = project.server.http, f"{project.server.url}/telemetry/v1/dead-letters"
    letter = found[0]["id"]
    assert letters(other) == []
    assert other.get(f"/telemetry/v1/dead-letters/{letter}").status_code == 404
    assert act(other, f"{letter}/replay").status_code == 404
    assert act(other, letter, method="DELETE").status_code == 404
    assert act(other, "discard", {"ids": [letter]}).json()["dead_letters"] == 0
    assert http.get(base).status_code == 401
    # A key that reads and sends may look, but not act.
    assert http.post(f"{base}/{letter}/replay", headers=project.headers).status_code == 403
    assert http.post(f"{base}/replay", json={"all": True}, headers=project.headers).status_code == 403
    assert act(project, "0" * 32 + "/replay").status_code == 404
    assert act(project, "..%2f..%2flock/replay").status_code == 404
    both: dict[str, Any] = {"all": True, "ids": [letter]}
    wrong: dict[str, Any]
    for wrong in ({}, both, {"ids": []}, {"ids": [letter], "signal": "logs"}):
        assert act(project, "replay", wrong).status_code == 422
    assert len(letters(project)) == 5


def replays_and_sends_again_at_once(project: Project, body: bytes) -> None:
    done: list[dict[str, int]] = []

    def replay() -> None:
        done.append(act(project, "replay", {"all": True}).json())

    threads = [threading.Thread(target=replay) for _ in range(2)]
    threads.append(threading.Thread(target=post, args=(project, "traces", body)))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one["dead_letters"] for one in done) == 5
    assert all(one["remaining"] == 0 for one in done)
    settled(project)


def _varint(value: int) -> bytes:
    parts = bytearray()
    while value > 127:
        parts.append(value & 127 | 128)
        value >>= 7
    return bytes([*parts, value])


def wrapped(*spans: bytes) -> bytes:
    """A request of spans that are given as they go over the wire."""
    scope = b"".join(b"\x12" + _varint(len(one)) + one for one in spans)
    resource = b"\x12" + _varint(len(scope)) + scope
    return b"\x0a" + _varint(len(resource)) + resource


# What protobuf reads and ClickHouse refuses as it came.
ODDITIES = {
    "a kind beyond 32 bits": b"\x30\x81\x80\x80\x80\x80\x01",
    "a count beyond 32 bits": b"\x50\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01",
    "a name that is a number": b"\x28\x05",
    "a time in another encoding": b"\x38\x05",
    "a group": b"\xa3\x06\x08\x01\xa4\x06",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RefusingStore]:
    settings = {
        "AGENTOPS_DEAD_LETTERS_MAX": "6",
        "AGENTOPS_DEAD_LETTERS_MAX_BYTES": str(2**20),
        "AGENTOPS_FLUSH_INTERVAL_MS": "300",
    }
    with refusing("embedded", tmp_path_factory.mktemp("refusing"), settings) as made:
        yield made


def test_what_otlp_reads_is_stored_however_it_is_written(place: RefusingStore) -> None:
    project = place.server.new_project()
    trace = trace_id()
    odd = [span(trace, name).SerializeToString() + tail for name, tail in ODDITIES.items()]
    body = wrapped(span(trace, "plain").SerializeToString(), *odd)
    assert len(ExportTraceServiceRequest.FromString(body).resource_spans[0].scope_spans[0].spans) == 6
    assert project.send(body).status_code == 200
    settled(project)
    names = {one["name"] for one in project.trace(trace.hex())["spans"]}
    assert names == {"plain", *ODDITIES}
    assert letters(project) == []
    check(books(project))


def test_the_oldest_go_when_a_bound_is_reached(place: RefusingStore) -> None:
    project, neighbour = place.server.new_project(), place.server.new_project()
    post(neighbour, "traces", request(span(trace_id(), "refused neighbour")))
    post(project, "traces", request(*(span(trace_id(), f"refused {number}") for number in range(9))))
    settled(project)
    assert [one["name"] for one in letters(project)] == [f"refused {n}" for n in range(8, 2, -1)]
    big = span(trace_id(), "refused and large", attributes={"filler": "x" * (2**20 - 1000)})
    post(project, "traces", request(big))
    settled(project)
    kept = letters(project)
    assert kept[0]["name"] == "refused and large"
    assert len(kept) < 6
    assert sum(one["bytes"] for one in kept) <= 2**20
    state = books(project)
    check(state)
    assert (state["dead_lettered"], state["discarded"]) == (len(kept), 10 - len(kept))
    assert len(letters(neighbour)) == 1
    shown = project.get(f"/telemetry/v1/dead-letters/{kept[0]['id']}")
    assert shown.json()["is_cut"] is True
    assert len(shown.content) < 5000


def test_discarding(place: RefusingStore) -> None:
    project = place.server.new_project()
    post(project, "traces", request(*(span(trace_id(), f"refused {n}") for n in range(4))))
    post(project, "logs", log_request(log("refused")))
    found = wait_for_letters(project, 5)
    logs = [one for one in found if one["signal"] == "logs"]
    spans = [one["id"] for one in found if one["signal"] == "traces"]
    assert act(project, spans[0], method="DELETE").status_code == 204
    assert act(project, spans[0], method="DELETE").status_code == 404
    done = act(project, "discard", {"ids": [spans[0], spans[1], "0" * 32]}).json()
    assert done == {"dead_letters": 1, "spans": 1, "remaining": 3}
    done = act(project, "discard", {"all": True, "signal": "traces"}).json()
    assert done == {"dead_letters": 2, "spans": 2, "remaining": 1}
    assert [one["id"] for one in letters(project)] == [logs[0]["id"]]
    settled(project)
    assert books(project)["discarded"] == 4
    for signal in ("traces", "logs"):
        check(books(project, signal))


def test_they_survive_a_kill_and_are_nobody_elses_to_read(place: RefusingStore) -> None:
    server = place.server
    project = server.new_project()
    post(project, "traces", request(span(trace_id(), "refused"), span(trace_id())))
    before = wait_for_letters(project, 1)
    settled(project)
    state = books(project)
    server.kill()
    server.start()
    assert letters(project) == before
    assert books(project) == state
    for path in (server.folder / "agentops").glob("ingest.db*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_kills_during_replays(place: RefusingStore) -> None:
    """However a replay is cut off, its spans are in one place."""
    server = place.server
    project = server.new_project()
    post(project, "traces", request(*(span(trace_id(), f"refused {n}") for n in range(6)), span(trace_id())))
    wait_for_letters(project, 6)
    settled(project)
    for pause_s in (0.0, 0.02):
        thread = threading.Thread(target=_replay_until_away, args=(project,))
        thread.start()
        time.sleep(pause_s)
        server.kill()
        thread.join()
        server.start()
        settled(project)
        assert len(wait_for_letters(project, 6)) == 6
        state = books(project)
        check(state)
        assert (state["accepted"], state["stored"], state["lost"]) == (7, 1, 0)


def _replay_until_away(project: Project) -> None:
    with contextlib.suppress(httpx.TransportError):
        act(project, "replay", {"all": True})


def test_a_dead_letter_that_cannot_be_written_is_written_later(place: RefusingStore) -> None:
    server = place.server
    project = server.new_project()
    settled(project)
    other = sqlite3.connect(server.folder / "agentops" / "ingest.db", isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")  # as a backup program would
        post(project, "traces", request(span(trace_id(), "refused"), span(trace_id())))
        deadline = time.monotonic() + 120
        while "database is locked" not in server.log_path.read_text():
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert project.ingest()["spool_bytes"] > 0
        assert server.http.get(f"{server.url}/health").status_code == 200
    finally:
        other.execute("ROLLBACK")
        other.close()
    wait_for_letters(project, 1)
    settled(project)
    state = books(project)
    check(state)
    # What the first try stored is not taken for sent twice.
    assert (state["stored"], state["duplicate"]) == (1, 0)


def test_what_needs_more_memory_than_there_is_stops_nobody(tmp_path: Path) -> None:
    """Three million empty attributes: a few kilobytes on the wire."""
    bomb = span(trace_id(), "bomb").SerializeToString() + b"\x4a\x00" * 3_000_000
    body = gzip.compress(wrapped(bomb), 1)
    assert len(body) < 50_000
    with AgentOpsProcess(tmp_path, {"AGENTOPS_CLICKHOUSE_MEMORY_BYTES": str(384 * 2**20)}) as server:
        project = server.default_project()
        assert project.send(body, **{"Content-Encoding": "gzip"}).status_code == 200
        assert project.send(request(span(trace_id()))).status_code == 200
        (letter,) = wait_for_letters(project, 1)
        assert (letter["name"], letter["code"]) == ("bomb", 241)
        assert letter["reason"].startswith("reading it takes more memory than the store has")
        settled(project)
        assert books(project)["stored"] == 1
        check(books(project))
        shown = project.get(f"/telemetry/v1/dead-letters/{letter['id']}")
        assert shown.json()["is_cut"] is True
        assert len(shown.content) < 10_000


def test_a_damaged_ledger_is_named_at_the_start(tmp_path: Path) -> None:
    with AgentOpsProcess(tmp_path) as server:
        server.stop()
        path = tmp_path / "agentops" / "ingest.db"
        path.write_bytes(b"no database" * 1000)
        with pytest.raises(RuntimeError, match=r"ingest.db is damaged .*: put it back from a backup"):
            server.start()
