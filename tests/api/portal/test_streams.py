"""Exports and the live tail, over real sockets: rights, resume, slow and breaking servers."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from fixtures.fake_agentops import FakeAgentOps, trace_id_of
from fixtures.portal import RunningPortal
from portal.agentops.streams.hub import QUEUE, LiveEvent, Watcher

EXPORT, LIVE = "/api/agentops/export", "/api/agentops/live"


def test_an_export_passes_through_and_is_noted(admin: httpx.Client, fake: FakeAgentOps) -> None:
    asked = {"format": "jsonl", "q": "status:error", "status": "ERROR", "end_time": "2026-01-31T09:00:00Z"}
    answer = admin.post(EXPORT, params={"project_id": "p-two"}, json=asked)
    assert answer.status_code == 200
    assert answer.text.splitlines() == [f"trace {number}" for number in range(230)]
    assert answer.headers["x-total-count"] == "230"
    assert answer.headers["content-disposition"] == 'attachment; filename="fake.jsonl"'
    assert answer.headers["cache-control"] == "no-store"
    sent = dict(fake.requests[-1].query_params)
    assert sent == {
        "project_id": "p-two",
        "format": "jsonl",
        "q": "status:error",
        "status": "ERROR",
        "start_time": "2026-01-30T09:00:00.000000Z",
        "end_time": "2026-01-31T09:00:00.000000Z",
    }
    noted = admin.get("/api/audit", params={"action": "traces.export"}).json()["events"]
    assert [(one["target"], one["details"]["format"]) for one in noted] == [("p-two", "jsonl")]


def test_an_export_that_breaks_off_is_seen_to(admin: httpx.Client, fake: FakeAgentOps) -> None:
    fake.breaks_off = True
    with pytest.raises(httpx.RemoteProtocolError):
        admin.post(EXPORT, json={})
    fake.breaks_off = False
    assert admin.post(EXPORT, json={}).status_code == 200


def test_an_export_that_cannot_be_noted_is_given_up(
    portal: RunningPortal, admin: httpx.Client, fake: FakeAgentOps
) -> None:
    fake.padding = b"x" * 1_000_000  # more than connections hold: it waits for its reader
    with portal.parts.database.write() as db:
        db.execute(text("DROP TABLE audit_events"))
    answer = admin.post(EXPORT, json={})
    assert (answer.status_code, fake.requests[-1].url.path) == (503, "/telemetry/v1/export")
    deadline = time.monotonic() + 60
    while fake.exporting:
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize(("mode", "status"), [("error_503", 503), ("error_500", 502), ("refuses_token", 502)])
def test_a_server_that_cannot(admin: httpx.Client, fake: FakeAgentOps, mode: str, status: int) -> None:
    fake.mode = mode
    answer = admin.post(EXPORT, json={})
    assert (answer.status_code, set(answer.json())) == (status, {"error"})


@pytest.mark.parametrize("body", [{"format": "xml"}, {"q": 1}, {"unknown": 1}, {"start_time": "never"}])
def test_wrong_exports_are_refused(admin: httpx.Client, body: dict[str, Any]) -> None:
    assert admin.post(EXPORT, json=body).status_code == 422


class Viewer:
    """A client of the live tail that reads in a thread."""

    def __init__(self, response: httpx.Response) -> None:
        self.events: list[dict[str, str]] = []
        self.ended = threading.Event()
        self._response = response
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        fields: dict[str, str] = {}
        try:
            for line in self._response.iter_lines():
                if line:
                    name, _, value = line.partition(": ")
                    fields[name] = value
                elif fields:
                    self.events.append(fields)
                    fields = {}
        except httpx.HTTPError:
            pass
        self.ended.set()

    def traces(self) -> list[str]:
        return [one["id"] for one in self.events if one.get("event") == "trace"]

    def states(self) -> list[bool]:
        return [json.loads(one["data"])["connected"] for one in self.events if one.get("event") == "state"]


@contextmanager
def _watching(client: httpx.Client, **headers: str) -> Iterator[Viewer]:
    with client.stream("GET", LIVE, params={"project_id": "p-one"}, headers=headers) as response:
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/event-stream")
        yield Viewer(response)


def _until(condition: Any) -> None:
    deadline = time.monotonic() + 120
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.01)


def test_all_who_watch_share_one_connection(
    portal: RunningPortal, admin: httpx.Client, fake: FakeAgentOps
) -> None:
    with portal.signed_in() as other, _watching(admin) as one, _watching(other) as two:
        _until(lambda: one.states() == two.states() == [True])
        fake.live_count = 3
        _until(lambda: one.traces() == two.traces() == ["1", "2", "3"])
        shown = json.loads(next(event for event in one.events if event.get("event") == "trace")["data"])
        assert shown["trace_id"] == trace_id_of(1)
        assert "a_field_of_a_later_release" not in shown
        assert sum(request.url.path.endswith("/live") for request in fake.requests) == 1


def test_those_who_come_back_go_on_where_they_were(admin: httpx.Client, fake: FakeAgentOps) -> None:
    fake.live_count = 5
    with _watching(admin, **{"Last-Event-ID": "2"}) as first:  # a new channel: asked for upstream
        _until(lambda: first.traces() == ["3", "4", "5"])
        with _watching(admin, **{"Last-Event-ID": "4"}) as second:  # from what is kept
            _until(lambda: second.traces() == ["5"])
        with _watching(admin, **{"Last-Event-ID": "unknown"}) as third:
            _until(lambda: any(event.get("event") == "gap" for event in third.events))


def test_the_server_goes_away_and_comes_back(admin: httpx.Client, fake: FakeAgentOps) -> None:
    with _watching(admin) as viewer:
        _until(lambda: viewer.states() == [True])
        fake.live_count = 1
        _until(lambda: viewer.traces() == ["1"])
        fake.mode = "error_503"
        _until(lambda: viewer.states()[-1] is False)
        fake.live_count = 2
        fake.mode = "normal"
        _until(lambda: viewer.traces() == ["1", "2"])  # nothing lost, nothing twice
        assert viewer.states() == [True, False, True]


def test_a_filter_that_the_server_refuses(admin: httpx.Client) -> None:
    for _ in range(2):
        answer = admin.get(LIVE, params={"q": "("})
        assert (answer.status_code, answer.json()["error"]["code"]) == (422, "invalid_filter")


def test_a_filter_that_turns_out_to_ask_for_too_much_ends_the_stream(
    admin: httpx.Client, fake: FakeAgentOps
) -> None:
    with _watching(admin) as viewer:
        _until(lambda: viewer.states() == [True])
        fake.live_is_too_big = True
        assert viewer.ended.wait(120)
        assert viewer.events[-1]["event"] == "too_big"
    answer = admin.get(LIVE, params={"project_id": "p-one"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (422, "query_too_big")
    fake.live_is_too_big = False
    with _watching(admin) as viewer:  # not for ever: the window moves on
        _until(lambda: viewer.states() == [True])


def test_a_slow_client_holds_nothing_up() -> None:
    watcher = Watcher()
    for number in range(QUEUE * 3):
        watcher.put(LiveEvent("trace", id=str(number)))
    waiting = list(watcher._waiting)
    assert len(waiting) <= QUEUE + 1
    assert waiting[0].kind == "gap"
    assert waiting[-1].id == str(QUEUE * 3 - 1)
