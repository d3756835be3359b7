"""Exports hold exactly the traces of the filter, in every format, and stop when asked to."""

import csv
import io
import json
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pyarrow.parquet
import pytest

from api.agentops_query.world import World
from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.spans import request, span, trace_id


def export(world: World, **params: Any) -> httpx.Response:
    answer = world.project.get("/telemetry/v1/export", **{**world.window, **params})
    assert answer.status_code == 200, answer.text
    return answer


def listed(world: World, q: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        page = world.get("traces", q=q, order="asc", limit=200, **cursor)
        found += page["traces"]
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


@pytest.mark.parametrize("q", ["", "status:error", "user:nobody"])
def test_jsonl_is_the_list(world: World, q: str) -> None:
    answer = export(world, q=q, format="jsonl")
    expected = listed(world, q)
    assert [json.loads(line) for line in answer.text.splitlines()] == expected
    assert answer.headers["x-total-count"] == str(len(expected))
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert answer.headers["content-disposition"].endswith('.jsonl"')


@pytest.mark.parametrize("q", ["", "user:nobody"])
def test_csv_is_the_list(world: World, q: str) -> None:
    rows = list(csv.DictReader(io.StringIO(export(world, q=q, format="csv").text)))
    expected = listed(world, q)
    assert [row["trace_id"] for row in rows] == [one["trace_id"] for one in expected]
    for row, one in zip(rows, expected, strict=True):
        assert json.loads(row["models"]) == one["models"]
        assert row["cost_usd"] == ("" if one["cost_usd"] is None else str(one["cost_usd"]))
        assert row["user"] == (one["user"] or "")


@pytest.mark.parametrize("q", ["", "user:nobody"])
def test_parquet_is_the_list(world: World, q: str) -> None:
    table = pyarrow.parquet.read_table(io.BytesIO(export(world, q=q, format="parquet").content))
    expected = listed(world, q)
    found = table.to_pylist()
    assert [row["trace_id"] for row in found] == [one["trace_id"] for one in expected]
    for row, one in zip(found, expected, strict=True):
        assert (
            row["start_time"].isoformat(timespec="microseconds").replace("+00:00", "Z") == one["start_time"]
        )
        assert {name: row[name] for name in ("cost_usd", "models", "ttft_ms", "total_tokens")} == {
            name: one[name] for name in ("cost_usd", "models", "ttft_ms", "total_tokens")
        }


def test_formulas_in_csv_are_disarmed(project: Project) -> None:
    project.send(
        request(span(trace_id(), "=HYPERLINK(1)"), span(trace_id(), "+1"), span(trace_id(), 'a,"b"\nc'))
    )
    project.settle()
    rows = list(csv.DictReader(io.StringIO(project.get("/telemetry/v1/export").text, newline="")))
    assert sorted(row["name"] for row in rows) == ["'+1", "'=HYPERLINK(1)", 'a,"b"\nc']


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AgentOpsProcess]:
    """A server that exports little."""
    settings = {
        "AGENTOPS_EXPORT_ROWS": "3",
        "AGENTOPS_LIVE_CONNECTIONS": "1",
        "AGENTOPS_EXPORT_CONNECTIONS": "1",
    }
    with AgentOpsProcess(tmp_path_factory.mktemp("narrow"), settings) as running:
        yield running


def test_too_many_rows_are_refused_before_the_file_begins(narrow: AgentOpsProcess) -> None:
    project = narrow.new_project()
    project.send(request(*(span(trace_id(), f"n{index}") for index in range(5))))
    project.settle()
    answer = project.get("/telemetry/v1/export")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["details"]) == (
        422,
        "query_too_big",
        {"total": 5, "limit": 3},
    )
    assert "shorter window" in error["message"]
    # Nothing is held by what was refused.
    for _ in range(3):
        assert project.get("/telemetry/v1/export", q="name:n1").status_code == 200


def test_live_connections_are_bounded_and_given_back(narrow: AgentOpsProcess) -> None:
    project = narrow.new_project()
    url = f"{narrow.url}/telemetry/v1/live"

    def listen() -> int:
        """The status; a connection that is taken is checked to hold the only place, then left."""
        with narrow.http.stream("GET", url, headers=project.headers) as first:
            if first.status_code == 200:
                # Kept: httpx hangs up when the iterator is thrown away.
                lines = first.iter_lines()
                assert next(lines)
                refused = narrow.http.get(url, headers=project.headers)
                assert refused.status_code == 429
                assert refused.headers["retry-after"]
            return first.status_code

    for _ in range(3):
        # The place of who has left is free within a second or so.
        deadline = time.monotonic() + 120
        while (status := listen()) != 200:
            assert status == 429
            assert time.monotonic() < deadline
            time.sleep(0.1)


@pytest.mark.parametrize(
    "path", ["export", "live", "facets", "sessions", "flow", "errors", "filter/complete"]
)
def test_everything_needs_a_token_and_stays_in_its_project(world: World, project: Project, path: str) -> None:
    url = f"{world.project.server.url}/telemetry/v1/{path}"
    http = world.project.server.http
    assert http.get(url).status_code == 401
    assert http.get(url, params={"project_id": world.project.id}, headers=project.headers).status_code == 403
    service = world.project.server.service_headers
    assert http.get(url, headers=service).status_code == 422
    assert http.get(url, params={"project_id": "no-such"}, headers=service).status_code == 404


@pytest.mark.parametrize(
    "path", ["export", "live", "facets", "sessions", "flow", "errors", "traces", "metrics"]
)
def test_a_wrong_filter_is_refused_with_its_place_everywhere(world: World, path: str) -> None:
    answer = world.project.get(f"/telemetry/v1/{path}", q="status:ok modle:x")
    assert answer.status_code == 422
    details = answer.json()["error"]["details"]
    assert (details["position"], details["length"], details["suggestion"]) == (10, 5, "model")
