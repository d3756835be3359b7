"""Each kind of call through the real gateway, and the span that tells of it."""

import json
import time
from typing import Any
from uuid import UUID

import httpx
import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from prometheus_client.parser import text_string_to_metric_families

from fixtures.exporter import CATALOGUE
from fixtures.otlp_sink import attributes

from .conftest import MASTER_KEY, Gateway, wait_until

WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Current weather of a city",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


def span_of(gateway: Gateway, response_id: str) -> tuple[Span, dict[str, Any]]:
    found = gateway.sink.wait(lambda span: attributes(span).get("gen_ai.response.id") == response_id)
    assert len(found) == 1
    return found[0], attributes(found[0])


def span_with(gateway: Gateway, text: str) -> tuple[Span, dict[str, Any]]:
    """The span whose input holds `text`."""
    found = gateway.sink.wait(lambda span: text in attributes(span).get("gen_ai.input.messages", ""))
    return found[0], attributes(found[0])


def test_chat(gateway: Gateway) -> None:
    before = time.time_ns()
    answer = gateway.chat(
        "Hello",
        "qwen-235b",
        max_tokens=6,
        temperature=0.3,
        user="kim",
        metadata={"tags": ["prod", "billing"], "mode": "fast"},
        headers={"x-litellm-session-id": "session-7"},
    )
    after = time.time_ns()
    assert answer.status_code == 200
    body = answer.json()
    span, values = span_of(gateway, body["id"])
    assert span.name == "chat qwen-235b"
    assert span.kind == Span.SPAN_KIND_CLIENT
    assert span.status.code == 1
    assert before <= span.start_time_unix_nano < span.end_time_unix_nano <= after
    assert not span.parent_span_id
    assert span.trace_id == UUID(answer.headers["x-litellm-call-id"]).bytes
    expected = {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "vllm",
        "gen_ai.request.model": "qwen-235b",
        "gen_ai.response.model": "qwen-235b",
        "gen_ai.response.finish_reasons": ["length"],
        "gen_ai.request.stream": False,
        "gen_ai.request.max_tokens": 6,
        "gen_ai.request.temperature": 0.3,
        "gen_ai.usage.input_tokens": body["usage"]["prompt_tokens"],
        "gen_ai.usage.output_tokens": 6,
        "gen_ai.usage.total_tokens": body["usage"]["total_tokens"],
        "enduser.id": "kim",
        "session.id": "session-7",
        "agentops.tags": '["prod","billing"]',
        "portal.mode": "fast",
        "litellm.call_id": answer.headers["x-litellm-call-id"],
        "litellm.cache_hit": False,
        "litellm.model_group": "qwen-235b",
    }
    assert {key: values.get(key) for key in expected} == expected
    usage = body["usage"]
    cached = usage["prompt_tokens_details"]["cached_tokens"]
    price = (usage["prompt_tokens"] - cached) * 6e-7 + cached * 1.5e-7 + 6 * 2.4e-6
    assert values["gen_ai.usage.total_cost"] == pytest.approx(price)
    assert json.loads(values["gen_ai.input.messages"]) == [{"role": "user", "content": "Hello"}]
    assert (
        json.loads(values["gen_ai.output.messages"])[0]["content"] == body["choices"][0]["message"]["content"]
    )
    assert "gen_ai.server.time_to_first_token" not in values
    assert gateway.sink.resources[-1]["service.name"] == "litellm"


@pytest.mark.parametrize("include_usage", [False, True])
def test_stream(gateway: Gateway, include_usage: bool) -> None:
    options = {"stream_options": {"include_usage": True}} if include_usage else {}
    chunks = gateway.stream(f"What does an agent cost? {include_usage}", "llama", **options)
    span, values = span_of(gateway, chunks[0]["id"])
    text = "".join(choice["delta"].get("content") or "" for chunk in chunks for choice in chunk["choices"])
    written = sum(bool(choice["delta"].get("content")) for chunk in chunks for choice in chunk["choices"])
    assert values["gen_ai.request.stream"] is True
    assert values["gen_ai.usage.output_tokens"] == written
    duration = (span.end_time_unix_nano - span.start_time_unix_nano) / 1e9
    assert 0 < values["gen_ai.server.time_to_first_token"] <= duration
    assert json.loads(values["gen_ai.output.messages"])[0]["content"] == text
    assert values["gen_ai.usage.total_cost"] > 0


@pytest.mark.parametrize("stream", [False, True])
def test_tool_call(gateway: Gateway, stream: bool) -> None:
    question = "What is the weather in Busan?"
    if stream:
        identity = gateway.stream(question, tools=[WEATHER])[0]["id"]
    else:
        identity = gateway.chat(question, tools=[WEATHER]).json()["id"]
    _, values = span_of(gateway, identity)
    assert values["gen_ai.response.finish_reasons"] == ["tool_calls"]
    (call,) = json.loads(values["gen_ai.output.messages"])[0]["tool_calls"]
    assert call["name"] == "get_weather"
    assert json.loads(call["arguments"]) == {"city": "Busan"}
    assert values["gen_ai.request.tools"] == ["get_weather"]


def test_embeddings(gateway: Gateway) -> None:
    answer = gateway.post("/v1/embeddings", {"model": "bge-m3", "input": ["an embedding", "임베딩"]})
    assert answer.status_code == 200
    _, values = span_with(gateway, "임베딩")
    assert values["gen_ai.operation.name"] == "embeddings"
    assert values["gen_ai.usage.input_tokens"] == answer.json()["usage"]["prompt_tokens"]
    assert values["gen_ai.usage.total_cost"] == pytest.approx(values["gen_ai.usage.input_tokens"] * 1e-8)
    assert "gen_ai.output.messages" not in values


def test_images(gateway: Gateway) -> None:
    answer = gateway.post("/v1/images/generations", {"model": "flux-schnell", "prompt": "a pier", "n": 2})
    assert len(answer.json()["data"]) == 2
    span, values = span_with(gateway, "a pier")
    assert span.name == "image_generation flux-schnell"
    assert values["gen_ai.operation.name"] == "image_generation"
    assert values["gen_ai.usage.total_cost"] == pytest.approx(2 * 0.003)
    assert json.loads(values["gen_ai.output.messages"])[0]["content"] == "[image] a pier\n[image] a pier"
    assert b"iVBOR" not in span.SerializeToString(), "pictures stay out of the trace"


def test_speech_and_transcription(gateway: Gateway) -> None:
    body = {"model": "kokoro-82m", "input": "Your parcel is on its way.", "voice": "alloy"}
    spoken = gateway.post("/v1/audio/speech", body)
    assert spoken.content.startswith(b"RIFF")
    span, values = span_with(gateway, "Your parcel")
    assert span.name == "speech kokoro-82m"
    assert f"{len(spoken.content)} bytes" in values["gen_ai.output.messages"]
    assert "gen_ai.usage.total_cost" not in values, "no price is not free"
    heard = httpx.post(
        f"{gateway.base}/v1/audio/transcriptions",
        data={"model": "whisper-large-v3"},
        files={"file": ("parcel.wav", spoken.content, "audio/wav")},
        headers={"Authorization": f"Bearer {MASTER_KEY}"},
        timeout=60,
    )
    assert heard.status_code == 200
    (span,) = gateway.sink.wait(lambda span: span.name == "transcription whisper-large-v3")
    values = attributes(span)
    assert json.loads(values["gen_ai.output.messages"])[0]["content"] == heard.json()["text"]
    assert values["gen_ai.usage.total_cost"] == pytest.approx(heard.json()["duration"] * 1e-5)


def test_rerank(gateway: Gateway) -> None:
    documents = ["a recipe", "memory of the GPU"]
    body = {"model": "bge-reranker-v2-m3", "query": "GPU memory, please", "documents": documents}
    answer = gateway.post("/v1/rerank", body).json()
    span, values = span_with(gateway, "GPU memory, please")
    assert span.name == "rerank bge-reranker-v2-m3"
    assert values["gen_ai.response.id"] == answer["id"]
    assert json.loads(values["gen_ai.output.messages"])[0]["content"].startswith("document 1: 0.")


@pytest.mark.parametrize("stream", [False, True])
def test_responses(gateway: Gateway, stream: bool) -> None:
    question = f"Hello by the Responses API {stream}"
    answer = gateway.post("/v1/responses", {"model": "mistral", "input": question, "stream": stream})
    assert answer.status_code == 200
    _, values = span_with(gateway, question)
    if stream:
        lines = [line for line in answer.text.splitlines() if line.startswith("data: {")]
        body = json.loads(lines[-1][6:])["response"]
        assert values["gen_ai.server.time_to_first_token"] > 0
    else:
        body = answer.json()
        assert values["gen_ai.response.id"] == body["id"]
    assert values["gen_ai.operation.name"] == "chat"
    assert values["gen_ai.usage.input_tokens"] == body["usage"]["input_tokens"]
    assert values["gen_ai.usage.output_tokens"] == body["usage"]["output_tokens"] > 0
    assert values["gen_ai.usage.total_cost"] > 0
    text = body["output"][0]["content"][0]["text"]
    assert json.loads(values["gen_ai.output.messages"])[0]["content"] == text


def test_plain_completion(gateway: Gateway) -> None:
    answer = gateway.post("/v1/completions", {"model": "llama", "prompt": "GPU", "max_tokens": 5}).json()
    _, values = span_of(gateway, answer["id"])
    assert values["gen_ai.operation.name"] == "text_completion"
    assert json.loads(values["gen_ai.output.messages"])[0]["content"] == answer["choices"][0]["text"]


def test_cached_and_reasoning_tokens(gateway: Gateway) -> None:
    question = "Explain the KV cache in one sentence, please. " * 6
    gateway.chat(question, "qwen-235b")
    answer = gateway.chat(question + "[[demo:reasoning]]", "qwen-235b").json()
    _, values = span_of(gateway, answer["id"])
    usage = answer["usage"]
    assert (
        values["gen_ai.usage.cache_read_input_tokens"] == usage["prompt_tokens_details"]["cached_tokens"] > 0
    )
    assert (
        values["gen_ai.usage.reasoning_tokens"] == usage["completion_tokens_details"]["reasoning_tokens"] > 0
    )


def test_joins_the_callers_trace(gateway: Gateway) -> None:
    trace, parent = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"
    answer = gateway.chat(
        "Hi", headers={"traceparent": f"00-{trace}-{parent}-01", "tracestate": "a=b"}
    ).json()
    span, _ = span_of(gateway, answer["id"])
    assert (span.trace_id.hex(), span.parent_span_id.hex(), span.trace_state) == (trace, parent, "a=b")


@pytest.mark.parametrize("traceparent", ["", "00-zz-1-01", f"00-{'0' * 32}-{'1' * 16}-01", "ff-" + "1" * 32])
def test_starts_its_own_trace_when_the_callers_is_not_valid(gateway: Gateway, traceparent: str) -> None:
    answer = gateway.chat("Hi", headers={"traceparent": traceparent})
    span, _ = span_of(gateway, answer.json()["id"])
    assert span.trace_id == UUID(answer.headers["x-litellm-call-id"]).bytes
    assert not span.parent_span_id


@pytest.mark.parametrize(
    ("marker", "status", "error", "kind"),
    [
        ("error=429", 429, "RateLimitError", "rate_limit"),
        ("error=400", 400, "BadRequestError", "bad_request"),
        ("error=500", 500, "InternalServerError", "inference_error"),
        ("oom", 500, "InternalServerError", "oom"),
    ],
)
def test_failure(gateway: Gateway, marker: str, status: int, error: str, kind: str) -> None:
    answer = gateway.chat(f"fail {marker} [[demo:{marker}]]", num_retries=0)
    assert answer.status_code == status
    span, values = span_with(gateway, f"fail {marker}")
    assert span.status.code == 2
    assert span.status.message
    assert values["error.type"] == error
    assert values["error.code"] == str(status)
    assert values["portal.error_type"] == kind
    (event,) = [one for one in span.events if one.name == "exception"]
    assert "Traceback" not in str(event)
    assert "gen_ai.usage.total_cost" not in values


def test_timeout(gateway: Gateway) -> None:
    answer = gateway.chat("too slow [[demo:timeout]]", timeout=0.5, num_retries=0)
    assert answer.status_code == 408
    span, values = span_with(gateway, "too slow")
    assert values["portal.error_type"] == "timeout"
    assert span.end_time_unix_nano - span.start_time_unix_nano >= 5e8


def test_stream_that_breaks_off(gateway: Gateway) -> None:
    gateway.stream("breaks off, tell me about cost [[demo:midstream_abort]]")
    span, values = span_with(gateway, "breaks off")
    assert span.status.code == 2
    assert values["portal.error_type"] == "connection"


def test_client_that_leaves(gateway: Gateway) -> None:
    headers = {"Authorization": f"Bearer {MASTER_KEY}"}
    body = {
        "model": "qwen-235b",
        "messages": [{"role": "user", "content": "leaves early [[demo:tokens=30000]]"}],
        "stream": True,
    }
    with httpx.stream(
        "POST", f"{gateway.base}/v1/chat/completions", json=body, headers=headers, timeout=60
    ) as answer:
        lines = answer.iter_lines()
        for _ in range(6):
            next(lines)
    span, values = span_with(gateway, "leaves early")
    assert values["litellm.client_disconnected"] is True
    assert span.status.code == 1
    # Those that were written until then. LiteLLM mostly ends it at the model at once, but not always.
    assert 0 < values["gen_ai.usage.output_tokens"] <= 30000


def test_unknown_model(gateway: Gateway) -> None:
    answer = gateway.chat("which model is this", "no-such-model")
    assert answer.status_code in (400, 404)
    span, values = span_with(gateway, "which model is this")
    assert span.name == "chat no-such-model"
    assert span.status.code == 2
    assert values["gen_ai.request.model"] == "no-such-model"


@pytest.mark.parametrize("key", ["sk-wrong-key-123456", None])
def test_a_caller_with_a_wrong_key_is_refused_and_not_reported(gateway: Gateway, key: str | None) -> None:
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    headers["traceparent"] = "00-0af7651916cd43dd8448eb211c80319d-b7ad6b7169203331-01"
    body = {"model": "llama", "messages": [{"role": "user", "content": "let me in"}]}
    answer = httpx.post(f"{gateway.base}/v1/chat/completions", json=body, headers=headers, timeout=60)
    assert answer.status_code == 401
    assert "LITELLM_MASTER_KEY" in answer.text or "No API key" in answer.text
    # A later call with the right key has been reported; so the one before would be, too.
    span_of(gateway, gateway.chat("after the stranger").json()["id"])
    refused = [span for span in gateway.sink.spans if attributes(span).get("error.code") == "401"]
    assert refused == []
    assert not [span for span in gateway.sink.spans if b"let me in" in span.SerializeToString()]


def test_capture_can_be_lowered_by_a_header(gateway: Gateway) -> None:
    off = gateway.chat("a secret", headers={"x-agentops-capture-content": "false"}).json()
    short = gateway.chat("a longer secret", headers={"x-agentops-capture-content": "3"}).json()
    _, values = span_of(gateway, off["id"])
    assert "gen_ai.input.messages" not in values
    _, values = span_of(gateway, short["id"])
    assert json.loads(values["gen_ai.input.messages"])[0]["content"].startswith("a l…")


def metrics_text(gateway: Gateway) -> str:
    return httpx.get(
        f"{gateway.base}/metrics", headers={"Authorization": f"Bearer {MASTER_KEY}"}, timeout=60
    ).text


def test_every_metric_of_the_catalogue_is_emitted(gateway: Gateway) -> None:
    """What config/prometheus/metrics.yml says of the gateway: names, types and labels."""
    gateway.stream("one stream, so that there is a first token", "llama")
    gateway.sink.wait(lambda span: span.name == "chat llama")
    wait_until(lambda: "llm_model_loaded{" in metrics_text(gateway))
    families = {family.name: family for family in text_string_to_metric_families(metrics_text(gateway))}
    for metric in CATALOGUE:
        # Nobody configured a cache: its counters would read as misses.
        if metric["from"] != "gateway" or metric["name"].startswith("llm_cache_"):
            continue
        family = families[metric["name"].removesuffix("_total")]
        assert family.type == metric["type"], metric["name"]
        assert family.samples, metric["name"]
        labels = {name for sample in family.samples for name in sample.labels} - {"le"}
        assert labels == set(metric["labels"]), metric["name"]
    assert not [name for name in families if name.startswith("llm_cache_") and families[name].samples]


def test_models_nobody_configured_make_no_series(gateway: Gateway) -> None:
    for number in range(3):
        gateway.chat("a made-up model", f"made-up-{number}")
    wait_until(lambda: 'model="unknown"' in metrics_text(gateway))
    assert "made-up" not in metrics_text(gateway)


def test_models_and_health_do_not_wait_for_the_model_servers(gateway: Gateway) -> None:
    httpx.post(
        f"{gateway.demo}/demo/faults", json={"model": "*", "delay_s": 30}, timeout=60
    ).raise_for_status()
    headers = {"Authorization": f"Bearer {MASTER_KEY}"}
    for path in ("/v1/models", "/health/liveliness", "/health/readiness", "/metrics"):
        answer = httpx.get(gateway.base + path, headers=headers, timeout=25)
        assert answer.status_code == 200, path


def test_open_endpoints(gateway: Gateway) -> None:
    assert httpx.get(f"{gateway.base}/health/liveliness", timeout=60).status_code == 200
    models = httpx.get(
        f"{gateway.base}/v1/models", headers={"Authorization": f"Bearer {MASTER_KEY}"}, timeout=60
    ).json()
    assert {"qwen-235b", "llama", "mistral"} <= {one["id"] for one in models["data"]}
    assert httpx.get(f"{gateway.base}/v1/models", timeout=60).status_code == 401
