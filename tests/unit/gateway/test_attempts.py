"""One request, told in pieces, becomes one event."""

from typing import Any

from agentops_attempts import HELD_S, CallTracker
from agentops_events import Attempt, CallEvent

ERROR = {"error_class": "InternalServerError", "error_code": "500", "error_message": "boom"}


def event(failed: bool, end: float = 2.0, call_id: str = "c1") -> CallEvent:
    payload: dict[str, Any] = {"litellm_call_id": call_id, "startTime": 1.0, "endTime": end}
    return CallEvent(failed, payload | ({"error_information": ERROR} if failed else {}))


def tried(end: float = 2.0) -> Attempt:
    return Attempt(1.0, end, "llama", "llama-a", "http://a/v1", 0, ERROR)


def test_without_failed_tries_events_pass() -> None:
    tracker = CallTracker()
    assert tracker.succeeded(event(False)) == event(False)
    assert tracker.failed(event(True)) == event(True)
    assert tracker.ended("c1", ERROR, 3.0) is None


def test_a_mended_failure_is_no_failure() -> None:
    tracker = CallTracker()
    tracker.attempt("c1", tried())
    assert tracker.failed(event(True)) is None
    assert tracker.succeeded(event(False, 4.0)).attempts == (tried(),)
    assert tracker.ended("c1", ERROR, 5.0) is None
    assert tracker.close(9.0) == []


def test_a_failure_lasts_until_the_request_ends() -> None:
    tracker = CallTracker()
    for end in (2.0, 3.0):
        tracker.attempt("c1", tried(end))
        tracker.failed(event(True, end))
    final = tracker.ended("c1", {**ERROR, "error_code": "429", "error_class": "RateLimitError"}, 5.0)
    assert final is not None
    assert (final.end, final.error["error_code"], len(final.attempts)) == (5.0, "429", 2)


def test_the_end_may_be_told_before_the_failure() -> None:
    tracker = CallTracker()
    tracker.attempt("c1", tried())
    assert tracker.ended("c1", ERROR, 3.0) is None
    final = tracker.failed(event(True))
    assert final is not None
    assert len(final.attempts) == 1


def test_an_end_that_never_comes() -> None:
    tracker = CallTracker()
    tracker.attempt("c1", tried())
    tracker.failed(event(True))
    assert tracker.overdue(HELD_S) == []
    assert [one.call_id for one in tracker.overdue(HELD_S + 3)] == ["c1"]
    tracker.attempt("c2", tried())
    tracker.failed(event(True, call_id="c2"))
    assert [one.call_id for one in tracker.close(4.0)] == ["c2"]
