"""Replay and timeline of made-up traces: moments, running figures, critical path, self times, gaps."""

import random
from itertools import pairwise
from typing import Any

import orjson
import pytest

from fixtures.fake_agentops import trace_summary
from fixtures.told_spans import MS, told_span
from portal.agentops.replay.schemas import Replay, Timeline
from portal.agentops.replay.service import replay_of, timeline_of
from portal.agentops.replay.steps import Step, nanoseconds, step_of
from portal.agentops.schemas import TraceSummary

TRACE = TraceSummary.model_validate_json(orjson.dumps(trace_summary(0, "p")))


def _steps(*spans: dict[str, Any]) -> list[Step]:
    return [step_of(span) for span in spans]


def _replay(*spans: dict[str, Any]) -> Replay:
    return replay_of(TRACE, _steps(*spans), False)


def _timeline(*spans: dict[str, Any]) -> Timeline:
    return timeline_of(TRACE, _steps(*spans), False)


def _names(timeline: Timeline) -> list[tuple[str | None, float, float]]:
    by_id = {span.span_id: span.name for span in timeline.spans}
    return [
        (by_id.get(part.span_id or ""), part.offset_ns / MS, part.duration_ns / MS)
        for part in timeline.critical_path
    ]


def _said(role: str, content: str, *calls: tuple[str, str]) -> dict[str, Any]:
    return {
        "role": role,
        "content": content,
        "tool_calls": [{"id": "c", "name": name, "arguments": text} for name, text in calls],
    }


def _conversation() -> Replay:
    """An agent asks a model, which calls a tool, whose answer it then uses; SDK and gateway both report."""
    user, wants = _said("user", "weather?"), _said("assistant", "", ("weather", "{}"))
    tool, final = _said("tool", "sunny"), _said("assistant", "It is sunny.")

    def call(name: str, start: float, end: float, counted: bool, heard: list[Any], said: Any) -> Any:
        return told_span(
            name, start, end, "agent", kind="llm", counted=counted, total_tokens=10, cost_usd=0.25,
            cost_source="reported", ttft_ms=20.0 if counted else None,
            input={"messages": heard, "text": None}, output={"messages": [said], "text": None},
        )  # fmt: skip

    return _replay(
        told_span("agent", 0, 1000, kind="agent", input={"messages": None, "text": "weather?"},
              output={"messages": None, "text": "It is sunny."}),
        call("sdk 1", 100, 300, False, [user], wants),
        call("gate 1", 110, 290, True, [user], wants),
        told_span("weather", 300, 600, "agent", kind="tool", tool="weather",
              input={"messages": None, "text": "{}"}, output={"messages": None, "text": "sunny"}),
        call("gate 2", 610, 900, True, [user, wants, tool], final),
    )  # fmt: skip


def test_words_are_told_once_and_in_order() -> None:
    told = [
        (event.offset_ns // MS, event.kind, event.role, event.content or event.arguments)
        for event in _conversation().events
        if event.kind in ("message", "tool_call")
    ]
    assert told == [
        (0, "message", "user", "weather?"),
        (290, "tool_call", None, "{}"),
        (600, "message", "tool", "sunny"),
        (900, "message", "assistant", "It is sunny."),
    ]


def test_the_same_answer_twice_is_two_answers() -> None:
    hello = {"messages": [_said("assistant", "hello")], "text": None}
    found = _replay(
        *(told_span(f"c{at}", at, at + 5, kind="llm", counted=True, output=hello) for at in (0, 10, 20))
    )
    assert [event.offset_ns // MS for event in found.events if event.kind == "message"] == [5, 15, 25]


def test_tokens_and_cost_count_each_call_once_when_it_ends() -> None:
    found = _conversation().events
    running = [(event.offset_ns // MS, event.total_tokens, event.cost_usd) for event in found]
    assert running[0] == (0, 0, None)
    assert [one for one in running if one[0] == 290][-1] == (290, 10, 0.25)
    assert running[-1] == (1000, 20, 0.5)
    assert [event.open_spans for event in found][-1] == 0
    assert max(event.open_spans for event in found) == 3
    assert [event.offset_ns // MS for event in found if event.kind == "first_token"] == [130, 630]


def test_moments_are_in_order_and_parents_hold_their_children() -> None:
    found = _replay(
        told_span("child", 0, 10, "root"),
        told_span("root", 0, 10),
        told_span("point", 5, 5, "root"),
        told_span("next", 10, 20),
    )
    by_id = {span.span_id: span.name for span in found.spans}
    order = [(by_id[event.span_id], event.kind) for event in found.events]
    assert order == [
        ("root", "span_start"),
        ("child", "span_start"),
        ("point", "span_start"),
        ("point", "span_end"),
        ("child", "span_end"),
        ("root", "span_end"),
        ("next", "span_start"),
        ("next", "span_end"),
    ]


def test_critical_path_of_overlapping_children() -> None:
    found = _timeline(
        told_span("root", 0, 100),
        told_span("a", 10, 60, "root"),
        told_span("b", 20, 90, "root"),
        told_span("b1", 30, 50, "b"),
        told_span("late", 95, 98, "root"),
    )
    assert _names(found) == [
        ("root", 0, 20),
        ("b", 20, 10),
        ("b1", 30, 20),
        ("b", 50, 40),
        ("root", 90, 5),
        ("late", 95, 3),
        ("root", 98, 2),
    ]
    own = {span.name: (span.self_ns / MS, span.critical_ns / MS) for span in found.spans}
    assert own == {"root": (17, 27), "a": (50, 0), "b": (50, 50), "b1": (20, 20), "late": (3, 3)}


def test_gaps_and_several_roots() -> None:
    found = _timeline(
        told_span("one", 0, 50),
        told_span("work", 10, 20, "one"),
        told_span("more", 40, 50, "one"),
        told_span("two", 80, 100),
    )
    by_id = {span.span_id: span.name for span in found.spans}
    gaps = [(by_id.get(gap.span_id or ""), gap.offset_ns / MS, gap.duration_ns / MS) for gap in found.gaps]
    assert gaps == [("one", 0, 10), ("one", 20, 20), (None, 50, 30)]
    assert (None, 50, 30) in _names(found)
    assert sum(one.share for one in found.by_kind) == pytest.approx(1)
    assert {one.kind for one in found.by_kind} == {"task", "idle"}


def test_children_that_outlive_their_parents_and_broken_parents() -> None:
    found = _timeline(
        told_span("root", 0, 10), told_span("async", 5, 50, "root"), told_span("orphan", 20, 30, "nobody"),
        told_span("x", 1, 2, "y"), told_span("y", 1, 3, "x"), told_span("self", 4, 5, "self"),
    )  # fmt: skip
    assert found.duration_ns == 50 * MS
    assert sum(part.duration_ns for part in found.critical_path) == found.duration_ns
    assert {span.name for span in found.spans if span.parent_span_id is None} >= {"root", "orphan", "self"}
    assert len(found.spans) == 6


def test_nothing_at_all() -> None:
    assert _replay().events == []
    assert _timeline().critical_path == []
    assert _timeline(told_span("point", 1, 1)).duration_ns == 0


def test_path_and_self_times_of_random_trees() -> None:
    chance = random.Random(5)
    for _ in range(200):
        spans: list[dict[str, Any]] = []
        for number in range(chance.randrange(1, 25)):
            start = chance.randrange(0, 1000)
            parent = f"s{chance.randrange(number)}" if number and chance.random() < 0.8 else None
            spans.append(told_span(f"s{number}", start, start + chance.randrange(0, 300), parent))
        found = _timeline(*spans)
        # The parts lie end to end, from the start to the end, and each lies within its span.
        assert sum(part.duration_ns for part in found.critical_path) == found.duration_ns
        assert all(
            before.offset_ns + before.duration_ns == after.offset_ns
            for before, after in pairwise(found.critical_path)
        )
        by_id = {span.span_id: span for span in found.spans}
        for part in found.critical_path:
            if part.span_id:
                whole = by_id[part.span_id]
                assert whole.offset_ns <= part.offset_ns
                assert part.offset_ns + part.duration_ns <= whole.offset_ns + whole.duration_ns
        for span in found.spans:  # counted millisecond by millisecond
            children = [one for one in found.spans if one.parent_span_id == span.span_id and one is not span]
            own = sum(
                not any(one.offset_ns <= at < one.offset_ns + one.duration_ns for one in children)
                for at in range(span.offset_ns, span.offset_ns + span.duration_ns, MS)
            )
            assert span.self_ns == own * MS
        replay = _replay(*spans)
        offsets = [event.offset_ns for event in replay.events]
        assert offsets == sorted(offsets)
        assert [event.open_spans for event in replay.events][-1] == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:01.000001Z", 1_000_001_000),
        ("1970-01-01T09:00:00.123456789+09:00", 123_456_789),
    ],
)
def test_times_are_exact(text: str, expected: int) -> None:
    assert nanoseconds(text) == expected
