"""Exports and the live tail through the portal, from a real AgentOps server."""

import csv
import io
import json
import threading
import time

import httpx
import pyarrow.parquet

from fixtures.agentops_process import AgentOpsProcess
from fixtures.portal import RunningPortal
from fixtures.spans import chat, request, trace_id

COUNT = 500


def test_exports_hold_every_trace(admin: httpx.Client, server: AgentOpsProcess) -> None:
    project = server.new_project()
    sent = [trace_id() for _ in range(COUNT)]
    spans = [chat(trace, cost=0.25, start_ms=number) for number, trace in enumerate(sent)]
    assert project.send(request(*spans)).status_code == 200
    project.settle()

    def export(form: str, **more: str) -> bytes:
        answer = admin.post(
            "/api/agentops/export", params={"project_id": project.id}, json={"format": form, **more}
        )
        assert answer.status_code == 200, answer.text
        assert answer.headers["x-total-count"] == str(COUNT)
        return answer.content

    expected = [trace.hex() for trace in sent]
    rows = list(csv.DictReader(io.StringIO(export("csv").decode())))
    assert [row["trace_id"] for row in rows] == expected
    assert sum(float(row["cost_usd"]) for row in rows) == COUNT * 0.25
    lines = [json.loads(line) for line in export("jsonl", q="model:qwen*").splitlines()]
    assert [line["trace_id"] for line in lines] == expected
    table = pyarrow.parquet.read_table(io.BytesIO(export("parquet")))
    assert table.column("trace_id").to_pylist() == expected
    wrong = admin.post("/api/agentops/export", params={"project_id": project.id}, json={"q": "cost>"})
    assert (wrong.status_code, wrong.json()["error"]["code"]) == (422, "invalid_filter")


def test_a_trace_is_told_of_when_it_comes(
    portal: RunningPortal, admin: httpx.Client, server: AgentOpsProcess
) -> None:
    project = server.new_project()
    told: list[str] = []

    def watch() -> None:
        path = "/api/agentops/live"
        with admin.stream("GET", path, params={"project_id": project.id}) as answer:
            assert answer.status_code == 200
            for line in answer.iter_lines():
                told.append(line)
                if line.startswith("data: {") and "trace_id" in line:
                    return

    reader = threading.Thread(target=watch, daemon=True)
    reader.start()
    deadline = time.monotonic() + 120
    while 'data: {"connected":true}' not in told:
        assert time.monotonic() < deadline
        time.sleep(0.02)
    trace = trace_id()
    assert project.send(request(chat(trace))).status_code == 200
    reader.join(120)
    assert not reader.is_alive()
    assert json.loads(told[-1].removeprefix("data: "))["trace_id"] == trace.hex()
