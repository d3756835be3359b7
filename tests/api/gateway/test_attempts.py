"""Retries and fallbacks through the real gateway: one call, with its tries below it."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from fixtures.agentops_process import AgentOpsProcess
from fixtures.otlp_sink import OtlpSink, attributes
from fixtures.ports import free_port
from fixtures.processes import ROOT, Process
from fixtures.prometheus_text import Page
from fixtures.spans import request

from .conftest import MASTER_KEY, Gateway, gateway_process, wait_until

COOLDOWN_S = 1.0


def deployment(group: str, name: str, base: str) -> dict[str, Any]:
    return {
        "model_name": group,
        "litellm_params": {"model": f"hosted_vllm/{group}", "api_base": f"{base}/v1", "api_key": "none"},
        "model_info": {"id": name, "input_cost_per_token": 3e-7, "output_cost_per_token": 9e-7},
    }


def configuration(folder: Path, bases: tuple[str, str]) -> Path:
    """Two replicas of llama, mistral to fall back to, a cache for those who ask, a guardrail."""
    guard = {
        "guardrail": "litellm_content_filter",
        "mode": "pre_call",
        "default_on": False,
        "patterns": [{"pattern_type": "prebuilt", "pattern_name": "us_ssn", "action": "BLOCK"}],
    }
    replicas = [deployment("llama", "llama-a", bases[0]), deployment("llama", "llama-b", bases[1])]
    config = {
        "model_list": [*replicas, deployment("mistral", "mistral-a", bases[0])],
        "litellm_settings": {
            # Beside LiteLLM's own metrics and traces.
            "callbacks": ["agentops_callback.instance", "prometheus", "otel", "langfuse_otel"],
            "num_retries": 2,
            "fallbacks": [{"llama": ["mistral"]}],
            "cache": True,
            "cache_params": {"type": "local", "mode": "default_off"},
        },
        "router_settings": {"allowed_fails": 0, "cooldown_time": COOLDOWN_S},
        "general_settings": {
            "master_key": "os.environ/LITELLM_MASTER_KEY",
            "custom_auth": "os.environ/GATEWAY_CUSTOM_AUTH",
        },
        "guardrails": [{"guardrail_name": "no-ssn", "litellm_params": guard}],
    }
    path = folder / "config.yaml"
    path.write_text(yaml.safe_dump(config))
    for name in ("agentops_callback.py", "gateway_auth.py"):
        (folder / name).symlink_to(ROOT / "litellm" / name)
    return path


@pytest.fixture(scope="module")
def others() -> Iterator[OtlpSink]:
    """A FAKE of a collector and of Langfuse: takes OTLP from LiteLLM's own callbacks."""
    sink = OtlpSink()
    sink.is_open = True
    yield sink
    sink.stop()


@pytest.fixture(scope="module")
def replicated(
    demo: str, others: OtlpSink, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Gateway, str]]:
    """A gateway over two demo servers, and the second server's base URL."""
    folder, port = tmp_path_factory.mktemp("replicated"), free_port()
    env = {"DEMO_MODEL_PORT": str(port), "DEMO_SPEED": "20"}
    command = [str(ROOT / ".venvs/servers/bin/python"), "litellm/demo_model_server.py"]
    sink, second = OtlpSink(), f"http://127.0.0.1:{port}"
    with Process("demo-2", command, env, folder) as other:
        other.wait_http(f"{second}/health", 300)
        sink.start()
        more = {"LITELLM_CONFIG": str(configuration(folder, (demo, second))), "GATEWAY_PROBE_SECONDS": "1"}
        others.start()
        more |= {"OTEL_EXPORTER": "otlp_http", "OTEL_ENDPOINT": f"{others.base}/v1/traces"}
        more |= {"LANGFUSE_PUBLIC_KEY": "pk-lf-test", "LANGFUSE_SECRET_KEY": "sk-lf-test"}
        more |= {"LANGFUSE_OTEL_HOST": others.base, "OTEL_BSP_SCHEDULE_DELAY": "200"}
        more |= {"PROMETHEUS_BEARER_TOKEN": "scrape-token-123"}
        process, base = gateway_process("gateway", folder, demo, sink.environment() | more)
        with process:
            process.wait_http(f"{base}/health/liveliness", 900)
            yield Gateway(base, demo, sink, folder, process), second
        sink.stop()


@pytest.fixture
def pair(replicated: tuple[Gateway, str]) -> Iterator[tuple[Gateway, str]]:
    gateway, second = replicated
    gateway.sink.clear()
    yield replicated
    for base in (gateway.demo, second):
        httpx.delete(f"{base}/demo/faults", timeout=60)
    time.sleep(COOLDOWN_S + 0.1)


def fail(base: str, model: str, status: int = 500) -> None:
    assert (
        httpx.post(f"{base}/demo/faults", json={"model": model, "error": status}, timeout=60).status_code
        == 200
    )


def page(gateway: Gateway) -> Page:
    headers = {"Authorization": f"Bearer {MASTER_KEY}"}
    return Page(httpx.get(f"{gateway.base}/metrics", headers=headers, timeout=60).text)


def family(gateway: Gateway, call_id: str) -> tuple[Span, list[Span]]:
    """The one span of a call, and those below it."""
    found = gateway.sink.wait(lambda span: attributes(span).get("litellm.call_id") == call_id)
    assert len(found) == 1
    parts = [span for span in gateway.sink.spans if span.parent_span_id == found[0].span_id]
    return found[0], sorted(parts, key=lambda span: span.start_time_unix_nano)


def test_a_retry_mends_the_call(pair: tuple[Gateway, str]) -> None:
    gateway, _ = pair
    fail(gateway.demo, "llama")
    hit = None
    for number in range(30):  # the router picks a replica at random, and rests the failing one
        before = page(gateway)
        answer = gateway.chat(f"Hello, number {number}", "llama", max_tokens=4)
        assert answer.status_code == 200
        call, parts = family(gateway, answer.headers["x-litellm-call-id"])
        assert call.status.code == 1
        # On a slow machine the failing one may have rested enough before the second try, and fail it too.
        if len(parts) == 2:
            hit = (call, parts)
            break
    assert hit is not None
    call, (failed, answered) = hit
    assert attributes(call)["litellm.retries"] == 1
    told = attributes(failed)
    assert (told["litellm.model_id"], told["litellm.attempt.outcome"]) == ("llama-a", "failed")
    assert told["portal.error_type"] == "inference_error"
    assert told["litellm.cooldown"] is True
    assert failed.status.code == 0, "the caller got an answer: nothing may count as an error"
    assert attributes(answered)["litellm.model_id"] == "llama-b"
    assert answered.status.code == 1
    for part in (failed, answered):
        assert attributes(part)["agentops.span.kind"] == "http"
        assert not [key for key in attributes(part) if key.startswith("gen_ai.")]
        assert call.start_time_unix_nano <= part.start_time_unix_nano <= part.end_time_unix_nano
        assert part.end_time_unix_nano <= call.end_time_unix_nano
    after = page(gateway)
    step = after.minus(before)
    assert step("llm_requests_total", model="llama", status="error") == 0
    assert step("llm_requests_failed_total") == 0
    assert step("llm_attempts_failed_total", model="llama", error_type="inference_error") == 1
    assert step("llm_errors_total", model="llama") == 1
    assert step("llm_retries_total", model="llama") == 1
    assert step("llm_fallbacks_total") == 0


def test_a_fallback_mends_the_call(pair: tuple[Gateway, str]) -> None:
    gateway, second = pair
    fail(gateway.demo, "llama")
    fail(second, "llama", 503)
    before = page(gateway)
    answer = gateway.chat("Who answers?", "llama", max_tokens=4)
    assert answer.status_code == 200
    assert answer.json()["model"] == "mistral"
    call, parts = family(gateway, answer.headers["x-litellm-call-id"])
    assert call.status.code == 1
    assert call.name == "chat mistral"
    values = [attributes(part) for part in parts]
    assert values[-1]["litellm.model_group"] == "mistral"
    assert values[-1]["litellm.fallback"] == 1
    assert {one["litellm.model_group"] for one in values[:-1]} == {"llama"}
    step = page(gateway).minus(before)
    assert step("llm_requests_total") == step("llm_requests_total", model="mistral", status="success") == 1
    assert step("llm_requests_failed_total") == 0
    assert step("llm_fallbacks_total", model="llama") == 1
    assert step("llm_attempts_failed_total", model="llama") == len(parts) - 1


def test_nothing_helps(pair: tuple[Gateway, str]) -> None:
    gateway, second = pair
    for base in gateway.demo, second:
        fail(base, "*", 503)
    before = page(gateway)
    answer = gateway.chat("Nobody answers", "llama", num_retries=0)
    assert answer.status_code == 503
    call, parts = family(gateway, answer.headers["x-litellm-call-id"])
    assert call.status.code == 2
    assert attributes(call)["portal.error_type"] == "unavailable"
    assert [attributes(part)["litellm.attempt.outcome"] for part in parts] == ["failed", "failed"]
    assert [attributes(part)["litellm.model_group"] for part in parts] == ["llama", "mistral"]
    assert call.end_time_unix_nano >= parts[-1].end_time_unix_nano
    assert {part.status.code for part in parts} == {0}
    step = page(gateway).minus(before)
    assert step("llm_requests_total") == step("llm_requests_total", model="llama", status="error") == 1
    assert step("llm_requests_failed_total", model="llama", error_type="unavailable") == 1
    assert step("llm_errors_total") == 2


def test_cache(pair: tuple[Gateway, str]) -> None:
    gateway, _ = pair
    before = page(gateway)
    asked = {"cache": {"use-cache": True}, "max_tokens": 5}
    first, second = (gateway.chat("Is this cached?", "mistral", **asked) for _ in range(2))
    gateway.chat("not asking the cache", "mistral", max_tokens=5)
    assert first.json()["id"] == second.json()["id"]
    found = gateway.sink.wait(lambda span: span.name == "chat mistral", count=3)
    by_call = {attributes(span)["litellm.call_id"]: attributes(span) for span in found}
    hit = by_call[second.headers["x-litellm-call-id"]]
    assert hit["litellm.cache_hit"] is True
    assert hit["gen_ai.usage.total_cost"] == 0
    assert by_call[first.headers["x-litellm-call-id"]]["litellm.cache_hit"] is False
    step = page(gateway).minus(before)
    assert step("llm_cache_hits_total", model="mistral") == 1
    assert step("llm_cache_misses_total", model="mistral") == 1
    assert step("llm_inference_duration_seconds_count", model="mistral") == 2
    assert step("llm_requests_total", model="mistral") == 3


def test_guardrail(pair: tuple[Gateway, str]) -> None:
    gateway, _ = pair
    before = page(gateway)
    passed = gateway.chat("my dog", "mistral", guardrails=["no-ssn"], max_tokens=4)
    assert passed.status_code == 200
    _, (guard,) = family(gateway, passed.headers["x-litellm-call-id"])
    assert (guard.name, attributes(guard)["agentops.span.kind"]) == ("guardrail no-ssn", "guardrail")
    assert attributes(guard)["guardrail.status"] == "success"
    blocked = gateway.chat("my number is 123-45-6789", "mistral", guardrails=["no-ssn"])
    assert blocked.status_code == 400
    (span,) = gateway.sink.wait(lambda span: span.name == "chat mistral" and span.status.code == 2)
    assert attributes(span)["portal.error_type"] == "guardrail"
    step = page(gateway).minus(before)
    assert step("llm_requests_failed_total", model="mistral", error_type="guardrail") == 1


def test_the_probe_tells_of_the_model_servers(pair: tuple[Gateway, str]) -> None:
    gateway, second = pair
    wait_for(gateway, "llm_model_loaded", 1, model="llama")
    for base in (gateway.demo, second):
        httpx.post(f"{base}/demo/faults", json={"model": "llama", "unloaded": True}, timeout=60)
    wait_for(gateway, "llm_model_loaded", 0, model="llama")
    assert page(gateway)("llm_model_loaded", model="mistral") == 1
    httpx.delete(f"{second}/demo/faults", timeout=60)
    wait_for(gateway, "llm_model_loaded", 1, model="llama")  # one replica is enough
    assert page(gateway)("llm_queue_depth", model="llama") == 0


def test_who_may_read_the_metrics(pair: tuple[Gateway, str]) -> None:
    gateway, _ = pair
    for path in ("/metrics", "/metrics/"):
        for token, status in ((MASTER_KEY, 200), ("scrape-token-123", 200), ("sk-wrong", 401), ("", 401)):
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            assert httpx.get(gateway.base + path, headers=headers, timeout=60).status_code == status, (
                path,
                token,
            )
    text = page(gateway).text
    assert "litellm_proxy_total_requests_metric_total" in text  # LiteLLM's own callback, beside ours
    assert "llm_requests_total" in text


def test_what_the_server_makes_of_them(pair: tuple[Gateway, str], tmp_path: Path) -> None:
    """A fallback, a cache hit and a guardrail, as the real AgentOps server stores and counts them."""
    gateway, second = pair
    cached = {"cache": {"use-cache": True}, "max_tokens": 5}
    first, again = (gateway.chat("Stored from the cache?", "mistral", **cached) for _ in range(2))
    blocked = gateway.chat("stored: 123-45-6789", "mistral", guardrails=["no-ssn"])
    fail(gateway.demo, "llama")
    fail(second, "llama", 503)
    fallen = gateway.chat("Stored after a fallback?", "llama", max_tokens=4)
    assert (fallen.status_code, blocked.status_code) == (200, 400)
    gateway.sink.wait(lambda span: span.name == "chat mistral", count=4)
    with AgentOpsProcess(tmp_path) as server:
        project = server.default_project()
        assert project.send(request(*gateway.sink.spans)).status_code == 200

        def stored(answer: httpx.Response) -> dict[str, Any]:
            return project.trace(answer.headers["x-litellm-call-id"].replace("-", ""))

        traces = project.traces()
        assert [one["llm_call_count"] for one in traces] == [1] * 4
        assert sorted(one["status"] for one in traces) == ["ERROR", "OK", "OK", "OK"]
        found = stored(fallen)
        assert (found["trace"]["status"], found["trace"]["models"]) == ("OK", ["mistral"])
        tries = [one for one in found["spans"] if one["name"].startswith("attempt ")]
        assert len(tries) >= 2
        assert {one["kind"] for one in tries} == {"http"}
        assert tries[0]["attributes"]["portal.error_type"] in ("inference_error", "unavailable")
        assert (stored(again)["trace"]["cost_usd"], stored(first)["trace"]["cost_usd"] > 0) == (0, True)
        (failed,) = [one for one in traces if one["status"] == "ERROR"]
        spans = project.trace(failed["trace_id"])["spans"]
        assert {one["kind"] for one in spans} == {"llm", "guardrail"}


def test_litellms_own_callbacks_get_theirs_too(pair: tuple[Gateway, str], others: OtlpSink) -> None:
    """otel, langfuse_otel and prometheus beside ours: each tells of the same call."""
    gateway, _ = pair
    # LiteLLM counts a moment after the answer: the calls of the tests before, too.
    counted = litellms_count(gateway)
    while True:
        time.sleep(1)
        last, counted = counted, litellms_count(gateway)
        if counted == last:
            break
    before = page(gateway)
    answer = gateway.chat("Who hears of this?", "mistral", max_tokens=4, user="kim")
    identity = answer.json()["id"]
    call, _ = family(gateway, answer.headers["x-litellm-call-id"])
    assert attributes(call)["gen_ai.response.id"] == identity
    for path in ("/v1/traces", "/api/public/otel/v1/traces"):

        def told(path: str = path) -> list[Span]:
            spans = others.by_path.get(path, [])
            return [span for span in spans if identity in attributes(span).values()]

        wait_until(lambda told=told: bool(told()))
    assert others.heard["/api/public/otel/v1/traces"]["authorization"].startswith("Basic ")
    assert not [span for span in gateway.sink.spans if span.name.startswith(("litellm", "raw_gen_ai"))]
    wait_until(lambda: litellms_count(gateway) == counted + 1)
    assert page(gateway).minus(before)("llm_requests_total", model="mistral") == 1


def litellms_count(gateway: Gateway) -> float:
    """Calls of mistral by LiteLLM's own callback; 0 before the first."""
    name = "litellm_requests_metric_total"
    found = [one for one in page(gateway).samples if one.name == name]
    return sum(one.value for one in found if one.labels.get("model") == "mistral")


def wait_for(gateway: Gateway, name: str, value: float, **labels: str) -> None:
    wait_until(lambda: page(gateway)(name, **labels) == value)
