"""Spans built from what LiteLLM hands to callbacks; the payloads are cut from recorded ones."""

import json
from typing import Any

import pytest

from agentops_events import CallEvent, error_type, redact
from agentops_messages import capture_limit, input_messages, output_messages
from fixtures.gateway_spans import build_span
from fixtures.otlp_sink import attributes

CALL_ID = "9a3db38e-f778-4494-b395-56019a25fdb9"
PRICES = {"input_cost_per_token": 3e-7, "output_cost_per_token": 9e-7}


def payload(**changes: Any) -> dict[str, Any]:
    """A standard_logging_object of LiteLLM 1.106.2, without what nobody reads."""
    return {
        "id": "chatcmpl-0d203739da4d4274b682c717cc5cb9e9",
        "litellm_call_id": CALL_ID,
        "call_type": "acompletion",
        "custom_llm_provider": "hosted_vllm",
        "startTime": 1795223700.085222,
        "endTime": 1795223700.538285,
        "completionStartTime": 1795223700.238285,
        "model": "hosted_vllm/llama",
        "model_group": "llama",
        "model_id": "14685b24",
        "api_base": "http://user:hunter2@gpu-1:8000/v1/chat/completions",
        "response_cost": 9.6e-05,
        "prompt_tokens": 116,
        "completion_tokens": 11,
        "total_tokens": 127,
        "metadata": {"usage_object": {"prompt_tokens_details": {"cached_tokens": 112}}},
        "request_tags": ["User-Agent: OpenAI", "User-Agent: OpenAI/Python 2.54.0", "prod"],
        "messages": [{"role": "user", "content": "weather in Busan?"}],
        "response": {
            "id": "chatcmpl-0d203739da4d4274b682c717cc5cb9e9",
            "model": "llama",
            "choices": [
                {"finish_reason": "stop", "index": 0, "message": {"role": "assistant", "content": "Rain."}}
            ],
        },
        "model_parameters": {"temperature": 0.2, "stop": "END", "stream": True},
        **changes,
    }


def failure(code: str, name: str, message: str, **changes: Any) -> CallEvent:
    error = {"error_code": code, "error_class": name, "error_message": message, "llm_provider": "hosted_vllm"}
    return CallEvent(
        True, payload(error_information=error, response=None, total_tokens=0, response_cost=0.0, **changes)
    )


def test_times_are_exact() -> None:
    span = build_span(CallEvent(False, payload(), {"arrival_time": 1795223700.080001}, stream=True))
    assert span.start_time_unix_nano == 1795223700_080001_000
    assert span.end_time_unix_nano == 1795223700_538285_000
    first = attributes(span)["gen_ai.server.time_to_first_token"]
    assert first == pytest.approx(0.158284)
    assert [event.time_unix_nano for event in span.events] == [1795223700_238285_000]


def test_arrival_far_from_the_start_is_not_believed() -> None:
    span = build_span(CallEvent(False, payload(), {"arrival_time": 5.0}))
    assert span.start_time_unix_nano == 1795223700_085222_000


def test_same_event_same_ids() -> None:
    first, second = build_span(CallEvent(False, payload())), build_span(CallEvent(False, payload()))
    assert first.SerializeToString() == second.SerializeToString()
    assert first.trace_id.hex() == CALL_ID.replace("-", "")
    other = build_span(CallEvent(False, payload(startTime=1795223700.085223)))
    assert other.span_id != first.span_id


def test_call_id_of_the_client_that_is_no_uuid() -> None:
    spans = [
        build_span(CallEvent(False, payload(litellm_call_id=one)))
        for one in ("order-7", "order-7", "order-8")
    ]
    assert spans[0].trace_id == spans[1].trace_id != spans[2].trace_id
    assert len(spans[0].trace_id) == 16


def test_credentials_stay_out() -> None:
    span = build_span(
        failure("500", "InternalServerError", "key sk-abc123def456 Bearer eyJhbGciOi.abc.def bad")
    )
    raw = span.SerializeToString()
    for secret in (b"sk-abc123def456", b"eyJhbGciOi", b"hunter2"):
        assert secret not in raw
    assert redact("http://u:p@host/x") == "http:[redacted]host/x"


@pytest.mark.parametrize(
    ("amount", "information", "tokens", "hit", "expected"),
    [
        (0.25, {}, 5, False, 0.25),
        (0.0, PRICES, 5, False, 0.0),
        (0.0, {}, 5, False, None),
        (None, PRICES, 5, False, None),
        (0.0, {}, 5, True, 0.0),
        (0.0, PRICES, 0, False, None),
    ],
)
def test_unpriced_is_not_free(
    amount: float | None, information: dict[str, float], tokens: int, hit: bool, expected: float | None
) -> None:
    body = payload(response_cost=amount, total_tokens=tokens)
    event = CallEvent(False, body, metadata={"model_info": information}, cache_hit=hit)
    assert event.cost == expected
    assert attributes(build_span(event)).get("gen_ai.usage.total_cost") == expected


@pytest.mark.parametrize(
    ("code", "name", "message", "expected"),
    [
        ("500", "InternalServerError", "CUDA out of memory. Tried", "oom"),
        ("408", "Timeout", "timed out", "timeout"),
        ("429", "RateLimitError", "", "rate_limit"),
        ("401", "AuthenticationError", "", "auth"),
        ("400", "ContextWindowExceededError", "", "context_window"),
        ("404", "NotFoundError", "", "not_found"),
        ("400", "BadRequestError", "", "bad_request"),
        ("", "ReadError", "payload is not completed", "connection"),
        ("503", "ServiceUnavailableError", "", "unavailable"),
        ("500", "InternalServerError", "", "inference_error"),
    ],
)
def test_error_types(code: str, name: str, message: str, expected: str) -> None:
    assert error_type(failure(code, name, message)) == expected


def test_failure_has_no_usage_but_a_status() -> None:
    span = build_span(failure("429", "RateLimitError", "slow down"))
    values = attributes(span)
    assert (span.status.code, span.status.message) == (2, "slow down")
    assert not [name for name in values if name.startswith("gen_ai.usage.")]


@pytest.mark.parametrize(
    ("metadata", "headers", "tags", "expected"),
    [
        ({"mode": "creative"}, {}, [], "creative"),
        ({"mode": "anything"}, {}, [], "default"),
        ({}, {"x-portal-mode": "balanced"}, [], "balanced"),
        ({}, {}, ["mode:fast"], "fast"),
        ({}, {}, [], "default"),
    ],
)
def test_mode_is_one_of_four(
    metadata: dict[str, str], headers: dict[str, str], tags: list[str], expected: str
) -> None:
    event = CallEvent(False, payload(request_tags=tags), {"headers": headers}, metadata)
    assert event.mode == expected


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({}, "platform"),
        ({"team": "research"}, "research"),
        ({"team": "research", "user_api_key_team_alias": "of-the-key"}, "of-the-key"),
    ],
)
def test_a_keys_team_goes_before_what_the_caller_says(metadata: dict[str, str], expected: str) -> None:
    event = CallEvent(False, payload(), {"headers": {"x-portal-team": "platform"}}, metadata)
    assert attributes(build_span(event))["litellm.team_alias"] == expected


def test_tags_without_user_agents() -> None:
    assert json.loads(attributes(build_span(CallEvent(False, payload())))["agentops.tags"]) == ["prod"]


@pytest.mark.parametrize(
    ("setting", "restriction", "expected"),
    [
        ("true", None, 1_000_000),
        (None, None, 1_000_000),
        ("false", None, 0),
        ("300", None, 300),
        ("300", "true", 300),
        ("300", "20", 20),
        ("300", "5000", 300),
        ("true", "false", 0),
        ("false", "true", 0),
        ("nonsense", None, 0),
    ],
)
def test_restrictions_only_lower(setting: str | None, restriction: str | None, expected: int) -> None:
    assert capture_limit(setting, restriction) == expected


def test_content_parts() -> None:
    messages = [
        {
            "role": "user",
            "content": [
                {"type": "text", "text": "What is this?"},
                {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}},
            ],
        }
    ]
    assert input_messages(messages, 100) == [{"role": "user", "content": "What is this?\n[image_url]"}]
    assert input_messages("plain", 3) == [{"role": "user", "content": "pla… [5 characters, cut]"}]


def test_responses_api_output() -> None:
    response = {
        "output": [
            {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "Hi"}]},
            {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"},
        ]
    }
    assert output_messages(response, 100) == [
        {"role": "assistant", "content": "Hi"},
        {"role": "assistant", "content": "", "tool_calls": [{"id": "c1", "name": "f", "arguments": "{}"}]},
    ]
