"""Two gateways with one Redis, a real one: they share the cache of answers and what rests after failures."""

import time
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from fixtures.gateway import Gateway, demo_server, gateway_process, metrics_page
from fixtures.infra import require
from fixtures.otlp_sink import OtlpSink, attributes
from fixtures.ports import free_port
from fixtures.processes import Process


@pytest.fixture(scope="module")
def two(demo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Gateway, Gateway, str]]:
    """Two gateways that balance two demo servers, and the second server's base URL."""
    folder, port, sink = tmp_path_factory.mktemp("two"), free_port(), OtlpSink()
    binary = require("redis-server", package="redis-server")
    command = [binary, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    with ExitStack() as stack:
        stack.enter_context(Process("redis", command, {}, folder))
        (folder / "second").mkdir()
        second = stack.enter_context(demo_server(folder / "second"))
        sink.start()
        stack.callback(sink.stop)
        env = {"REDIS_URL": f"redis://127.0.0.1:{port}/0", "VLLM_REPLICAS": f"{second}/v1"}
        # A hosted provider, played by the demo server.
        env |= {"OPENAI_API_KEY": "sk-demo", "OPENAI_API_BASE": f"{demo}/v1"}
        found = []
        for name in ("one", "other"):
            (folder / name).mkdir()
            process, base = gateway_process(name, folder / name, demo, sink.environment() | env)
            stack.enter_context(process)
            found.append(Gateway(base, demo, sink, folder / name, process))
        for gateway in found:
            gateway.process.wait_http(f"{gateway.base}/health/liveliness", 900)
        yield found[0], found[1], second


def test_an_answer_cached_by_one_is_known_to_the_other(two: tuple[Gateway, Gateway, str]) -> None:
    one, other, _ = two
    one.sink.clear()
    asked: dict[str, Any] = {"cache": {"use-cache": True}, "max_tokens": 5}
    first = one.chat("Cached in Redis?", **asked)
    again = other.chat("Cached in Redis?", **asked)
    unasked = other.chat("Cached in Redis?", max_tokens=5)
    assert first.json()["id"] == again.json()["id"] != unasked.json()["id"]
    found = {
        attributes(span)["litellm.call_id"]: attributes(span)
        for span in one.sink.wait(lambda span: span.name == "chat mistral", count=3)
    }
    hits = [found[answer.headers["x-litellm-call-id"]] for answer in (first, again, unasked)]
    assert [hit["litellm.cache_hit"] for hit in hits] == [False, True, False]
    assert hits[1]["gen_ai.usage.total_cost"] == 0
    pages = [metrics_page(gateway.base) for gateway in (one, other)]
    assert [page("llm_cache_hits_total") for page in pages] == [0, 1]
    assert [page("llm_cache_misses_total") for page in pages] == [1, 0]


def test_a_hosted_providers_models_are_called_by_their_names(two: tuple[Gateway, Gateway, str]) -> None:
    one, _, _ = two
    answer = one.chat("Hello, provider", "openai/llama", max_tokens=3)
    assert answer.status_code == 200, answer.text
    identity = answer.json()["id"]
    (span,) = one.sink.wait(lambda span: attributes(span).get("gen_ai.response.id") == identity)
    assert attributes(span)["gen_ai.provider.name"] == "openai"
    assert metrics_page(one.base)("llm_requests_total", model="openai/llama", status="success") == 1


def test_a_server_that_rests_for_one_rests_for_the_other(two: tuple[Gateway, Gateway, str]) -> None:
    one, other, second = two
    one.sink.clear()
    httpx.post(f"{second}/demo/faults", json={"model": "llama", "error": 500}, timeout=60).raise_for_status()

    def rests() -> bool:
        one.chat("Find out", "llama", max_tokens=3)  # some fail: three tries may all meet the same server
        tries = [attributes(span) for span in one.sink.spans if span.name.startswith("attempt ")]
        return any(told.get("litellm.cooldown") for told in tries)

    tried = 0
    while not rests():
        tried += 1
        assert tried < 60, "the failing server was never left alone"
    one.sink.clear()
    time.sleep(10.5)  # LiteLLM asks Redis again for what it did not know ten seconds ago
    # By chance alone each of these would meet the failing server with one half.
    calls = [other.chat("And here?", "llama", max_tokens=3) for _ in range(12)]
    assert {answer.status_code for answer in calls} == {200}
    one.sink.wait(lambda span: span.name == "chat llama", count=12)
    assert not [span for span in one.sink.spans if span.name.startswith("attempt ")]
