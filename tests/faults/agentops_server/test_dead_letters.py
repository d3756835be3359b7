"""What the store refuses is kept, listed, replayed or discarded; its neighbours are stored."""

import time
from pathlib import Path
from typing import Any

import pytest

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.spans import request, span, trace_id

pytestmark = pytest.mark.faults


def refused(trace: bytes) -> bytes:
    """A request that protobuf takes and the store does not: a span kind beyond 32 bits."""
    one = span(trace, "refused")
    kind = one.SerializeToString()
    at = kind.index(b"\x30\x01")  # field 6, the kind
    wide = kind[:at] + b"\x30\x81\x80\x80\x80\x80\x01" + kind[at + 2 :]
    scope = b"\x12" + bytes([len(wide)]) + wide
    resource = b"\x12" + _varint(len(scope)) + scope
    return b"\x0a" + _varint(len(resource)) + resource


def _varint(value: int) -> bytes:
    return bytes([value]) if value < 128 else bytes([value & 127 | 128, value >> 7])


def letters(server: AgentOpsProcess, project: Project) -> list[dict[str, Any]]:
    answer = project.get("/telemetry/v1/dead-letters")
    assert answer.status_code == 200, answer.text
    return list(answer.json()["dead_letters"])


def wait_for_letters(server: AgentOpsProcess, project: Project, count: int) -> list[dict[str, Any]]:
    deadline = time.monotonic() + 60
    while len(found := letters(server, project)) != count:
        assert time.monotonic() < deadline, found
        time.sleep(0.1)
    return found


def test_a_refused_request_and_its_neighbours(tmp_path: Path) -> None:
    with AgentOpsProcess(tmp_path, {"AGENTOPS_FLUSH_INTERVAL_MS": "800"}) as server:
        project = server.default_project()
        time.sleep(0.5)
        before, bad, after = trace_id(), trace_id(), trace_id()
        for body in (request(span(before)), refused(bad), request(span(after))):
            assert project.send(body).status_code == 200
        (letter,) = wait_for_letters(server, project, 1)
        assert letter["spans"] == 1
        assert letter["reason"]
        assert project.ingest()["dead_lettered_spans"] == 1
        kept = list((tmp_path / "agentops" / "dead_letters").iterdir())
        assert {path.stat().st_mode & 0o777 for path in kept} == {0o600}
        assert len(kept) == 2
        for trace in (before, after):
            assert project.trace(trace.hex())["trace"]["span_count"] == 1
        assert project.get(f"/telemetry/v1/traces/{bad.hex()}").status_code == 404

        base = f"{server.url}/telemetry/v1/dead-letters"
        service: dict[str, Any] = {"headers": server.service_headers, "params": {"project_id": project.id}}
        assert server.http.post(f"{base}/{letter['id']}/replay", headers=project.headers).status_code == 403
        assert server.http.post(f"{base}/{'0' * 32}/replay", **service).status_code == 404
        assert server.http.post(f"{base}/..%2f..%2flock/replay", **service).status_code == 404
        assert server.http.post(f"{base}/{letter['id']}/replay", **service).status_code == 202
        project.settle()
        (again,) = wait_for_letters(server, project, 1)
        assert again["id"] != letter["id"]

        server.kill()
        server.start()
        assert [one["id"] for one in letters(server, project)] == [again["id"]]
        assert server.http.delete(f"{base}/{again['id']}", **service).status_code == 204
        assert letters(server, project) == []


def test_a_dead_letter_that_cannot_be_written_is_written_later(tmp_path: Path) -> None:
    with AgentOpsProcess(tmp_path, {"AGENTOPS_FLUSH_INTERVAL_MS": "800"}) as server:
        project = server.default_project()
        folder = tmp_path / "agentops" / "dead_letters"
        assert not folder.exists()
        folder.write_text("in the way, as a full disk would be")
        assert project.send(refused(trace_id())).status_code == 200
        deadline = time.monotonic() + 30
        while "did not take a batch" not in server.log_path.read_text() or "File exists" not in (
            server.log_path.read_text()
        ):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert project.ingest()["spool_bytes"] > 0
        folder.unlink()
        wait_for_letters(server, project, 1)
        good = trace_id()
        assert project.send(request(span(good))).status_code == 200
        assert project.trace(good.hex())["trace"]["span_count"] == 1
