"""Messages from every vocabulary, nested v4 attributes, chart buckets, typed values."""

import json
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agentops_server.query.messages import input_of, output_of
from agentops_server.query.metrics import bucket_starts, step_seconds, zone
from agentops_server.query.models import SpanEvent
from agentops_server.query.values import iso_ns
from agentops_server.v4.shapes import nested, span_type
from kit.errors import Unprocessable
from kit.timerange import TimeRange

# Machines of tests are busy: slowness is no failure.
busy = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

INPUTS: dict[str, dict[str, Any]] = {
    "indexed, out of order, with a hole": {
        "gen_ai.prompt.7.content": "안녕?",
        "gen_ai.prompt.7.role": "user",
        "gen_ai.prompt.0.content": "be short",
        "gen_ai.prompt.0.role": "system",
    },
    "openai-like list": {
        "gen_ai.input.messages": json.dumps(
            [
                {"role": "system", "content": "be short"},
                {"role": "user", "content": [{"type": "text", "text": "안녕?"}]},
            ]
        )
    },
    "semantic convention parts": {
        "gen_ai.input.messages": json.dumps(
            [
                {"role": "system", "parts": [{"type": "text", "content": "be short"}]},
                {"role": "user", "parts": [{"type": "text", "content": "안녕?"}]},
            ]
        )
    },
    "system instructions apart": {
        "gen_ai.system_instructions": json.dumps([{"type": "text", "content": "be short"}]),
        "gen_ai.input.messages": json.dumps([{"role": "user", "content": "안녕?"}]),
    },
    "openinference": {
        "llm.input_messages.1.message.role": "user",
        "llm.input_messages.1.message.content": "안녕?",
        "llm.input_messages.0.message.role": "system",
        "llm.input_messages.0.message.content": "be short",
    },
    "messages in a request body": {
        "input.value": json.dumps(
            {
                "model": "m",
                "messages": [{"role": "system", "content": "be short"}, {"role": "user", "content": "안녕?"}],
            }
        )
    },
}


@pytest.mark.parametrize("attributes", INPUTS.values(), ids=INPUTS.keys())
def test_inputs_mean_the_same(attributes: dict[str, Any]) -> None:
    found = input_of("llm", attributes)
    assert found.messages is not None
    assert [(one.role, one.content) for one in found.messages] == [("system", "be short"), ("user", "안녕?")]


OUTPUTS: dict[str, dict[str, Any]] = {
    "indexed": {
        "gen_ai.completion.0.role": "assistant",
        "gen_ai.completion.0.content": "",
        "gen_ai.completion.0.finish_reason": "tool_calls",
        "gen_ai.completion.0.tool_calls.0.id": "c1",
        "gen_ai.completion.0.tool_calls.0.name": "search",
        "gen_ai.completion.0.tool_calls.0.arguments": '{"q": 1}',
    },
    "openai-like": {
        "gen_ai.output.messages": json.dumps(
            [
                {
                    "role": "assistant",
                    "content": None,
                    "finish_reason": "tool_calls",
                    "tool_calls": [
                        {
                            "id": "c1",
                            "type": "function",
                            "function": {"name": "search", "arguments": '{"q": 1}'},
                        }
                    ],
                }
            ]
        )
    },
    "openai choices": {
        "gen_ai.completion": json.dumps(
            [
                {
                    "finish_reason": "tool_calls",
                    "message": {
                        "role": "assistant",
                        "tool_calls": [{"id": "c1", "function": {"name": "search", "arguments": '{"q": 1}'}}],
                    },
                }
            ]
        )
    },
    "parts": {
        "gen_ai.output.messages": json.dumps(
            [
                {
                    "role": "assistant",
                    "finish_reason": "tool_calls",
                    "parts": [{"type": "tool_call", "id": "c1", "name": "search", "arguments": {"q": 1}}],
                }
            ]
        )
    },
}


@pytest.mark.parametrize("attributes", OUTPUTS.values(), ids=OUTPUTS.keys())
def test_outputs_mean_the_same(attributes: dict[str, Any]) -> None:
    found = output_of("llm", attributes).messages
    assert found is not None
    (message,) = found
    assert (message.role, message.finish_reason) == ("assistant", "tool_calls")
    (call,) = message.tool_calls
    assert (call.id, call.name, json.loads(call.arguments)) == ("c1", "search", {"q": 1})


def test_messages_in_events() -> None:
    events = [
        SpanEvent(time="", name="gen_ai.user.message", attributes={"content": "hi"}),
        SpanEvent(
            time="",
            name="gen_ai.choice",
            attributes={"message": '{"content": "ho"}', "finish_reason": "stop"},
        ),
    ]
    incoming, outgoing = input_of("llm", {}, events).messages, output_of("llm", {}, events).messages
    assert incoming is not None
    assert outgoing is not None
    assert incoming[0].content == "hi"
    assert (outgoing[0].content, outgoing[0].finish_reason) == ("ho", "stop")


def test_plain_text_of_decorated_functions() -> None:
    attributes = {
        "agentops.span.kind": "task",
        "agentops.task.input": '{"args": ["x"]}',
        "agentops.task.output": "y",
    }
    assert input_of("task", attributes).text == '{"args": ["x"]}'
    assert output_of("task", attributes).text == "y"
    assert input_of("task", attributes).messages is None


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=20,
)
keys = st.sampled_from(
    [
        "gen_ai.prompt",
        "gen_ai.prompt.0.role",
        "gen_ai.prompt.0.content",
        "gen_ai.prompt.3.tool_calls.0.name",
        "gen_ai.input.messages",
        "gen_ai.output.messages",
        "gen_ai.completion.0.tool_calls.1.arguments",
        "gen_ai.system_instructions",
        "input.value",
        "agentops.span.kind",
        "llm.output_messages.0.message.content",
    ]
)


@busy
@given(st.dictionaries(keys, json_like | json_like.map(json.dumps), max_size=8))
def test_no_attributes_break_the_reader(attributes: dict[str, Any]) -> None:
    input_of("llm", attributes)
    output_of("llm", attributes)


def test_nested_attributes() -> None:
    flat = {
        "gen_ai.prompt.1.role": "user",
        "gen_ai.prompt.0.role": "system",
        "gen_ai.usage.total": 3,
        "a": "leaf",
        "a.b": True,
        "holes.0": "x",
        "holes.2": "z",
        "no_zero.1": "one",
    }
    assert nested(flat) == {
        "gen_ai": {"prompt": [{"role": "system"}, {"role": "user"}], "usage": {"total": "3"}},
        "a": {"": "leaf", "b": "true"},
        "holes": ["x", None, "z"],
        "no_zero": {"1": "one"},
    }


@busy
@given(st.dictionaries(st.text("ab0129.", max_size=12), st.text(max_size=3), max_size=12))
def test_nesting_loses_no_leaf(flat: dict[str, str]) -> None:
    def leaves(branch: Any) -> list[str]:
        if isinstance(branch, dict):
            return [leaf for below in branch.values() for leaf in leaves(below)]
        if isinstance(branch, list):
            return [leaf for below in branch for leaf in leaves(below)]
        return [] if branch is None else [branch]

    assert sorted(leaves(nested(flat))) == sorted(flat.values())


def test_a_hostile_index_or_depth_stays_small() -> None:
    assert nested({"x.0": "a", "x.999999": "b"}) == {"x": {"0": "a", "999999": "b"}}
    json.dumps(nested({".".join("a" * 5000): "deep"}))


def test_span_types() -> None:
    assert span_type({"gen_ai.system": 1, "agent.name": 1}) == "request"
    assert span_type({"my.agent.x": 1}) == "agent"
    assert span_type({"tool": 1}) == "tool"
    assert span_type({"tooling": 1}) == "other"


def test_buckets_of_days_begin_at_local_midnight_also_when_clocks_change() -> None:
    window = TimeRange(datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 3, 30, 12, tzinfo=UTC))
    starts = bucket_starts(window, 86400, ZoneInfo("Europe/Berlin"))
    assert [one.isoformat() for one in starts] == [
        "2026-03-27T23:00:00+00:00",
        "2026-03-28T23:00:00+00:00",
        "2026-03-29T22:00:00+00:00",
    ]


def test_intervals() -> None:
    month = TimeRange(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 31, tzinfo=UTC))
    assert step_seconds("day", month) == 86400
    with pytest.raises(Unprocessable, match="buckets"):
        step_seconds("minute", month)
    for name in ("Mars/Olympus", "../../etc/passwd", ""):
        with pytest.raises(Unprocessable, match="time_zone"):
            zone(name)


def test_times() -> None:
    assert iso_ns(1_767_225_600_123_456_789) == "2026-01-01T00:00:00.123456Z"
    assert iso_ns(2**64) == "2554-07-21T23:34:33.709551Z"
