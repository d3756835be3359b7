"""One set of calls, one set of figures: gateway, AgentOps server and Prometheus agree exactly."""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.infra import Running, get_json, require
from fixtures.ports import free_port
from fixtures.prometheus_text import Page

from .conftest import MASTER_KEY, Gateway, gateway_process, wait_until

PRICES = {
    "qwen-235b": (6e-7, 1.5e-7, 24e-7),
    "llama": (3e-7, 0.75e-7, 9e-7),
    "mistral": (1e-7, 0.25e-7, 3e-7),
}
"""Of config.yaml: a prompt token, a cached one, a completion token, in US dollars."""


@pytest.fixture(scope="module")
def stack(demo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Gateway, Project, str]]:
    """A gateway of two workers, the real AgentOps server, and the address of a Prometheus that scrapes."""
    folder = tmp_path_factory.mktemp("figures")
    with AgentOpsProcess(folder / "agentops") as server:
        env = {
            "AGENTOPS_API_KEY": server.api_key,
            "AGENTOPS_API_ENDPOINT": server.url,
            "AGENTOPS_EXPORTER_ENDPOINT": f"{server.otlp_url}/v1/traces",
            "LITELLM_WORKERS": "2",
        }
        process, base = gateway_process("gateway", folder, demo, env)
        with process:
            process.wait_http(f"{base}/health/liveliness", 900)
            port = free_port()
            config = folder / "prometheus.yml"
            job = {
                "job_name": "gateway",
                "metrics_path": "/metrics/",
                "authorization": {"credentials": MASTER_KEY},
                "static_configs": [{"targets": [base.removeprefix("http://")]}],
            }
            config.write_text(
                json.dumps(
                    {"global": {"scrape_interval": "3s", "scrape_timeout": "3s"}, "scrape_configs": [job]}
                )
            )
            api = f"http://127.0.0.1:{port}"
            argv = [
                require("prometheus", package="prometheus"),
                f"--config.file={config}",
                f"--storage.tsdb.path={folder / 'tsdb'}",
                f"--web.listen-address=127.0.0.1:{port}",
            ]
            with Running(argv, ready=f"{api}/-/ready", log=folder / "prometheus.log"):
                yield Gateway(base, demo, None, folder, process), server.default_project(), api  # type: ignore[arg-type]


class Sum:
    """What the callers themselves saw."""

    def __init__(self) -> None:
        self.calls = self.failed = self.prompt = self.completion = self.cached = 0
        self.cost = 0.0
        self.headers = 0.0

    def answered(self, model: str, usage: dict[str, Any], headers: httpx.Headers | None) -> None:
        cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0
        prompt, hit, completion = PRICES[model]
        self.calls += 1
        self.prompt += usage["prompt_tokens"]
        self.cached += cached
        self.completion += usage["completion_tokens"]
        cost = (
            (usage["prompt_tokens"] - cached) * prompt
            + cached * hit
            + usage["completion_tokens"] * completion
        )
        self.cost += round(cost, 12)
        self.headers += float(headers["x-litellm-response-cost"]) if headers is not None else cost


def send(gateway: Gateway) -> Sum:
    """Chats, streams, retries, cached prompts and failures of three models."""
    total = Sum()
    for number, model in enumerate(list(PRICES) * 4):
        text = f"Question {number % 6}: {'what does an agent cost? ' * 12}"
        if number % 4 == 3:
            more = {"stream_options": {"include_usage": True}, "max_tokens": 9}
            last = gateway.stream(text, model, **more)[-1]
            total.answered(model, last["usage"], None)
            continue
        marker = "[[demo:error=500,times=1]]" if number % 4 == 1 else ""
        answer = gateway.chat(text + marker + f" {number}", model, max_tokens=5 + number)
        assert answer.status_code == 200
        total.answered(model, answer.json()["usage"], answer.headers)
    for number in range(3):
        assert gateway.chat(f"fails {number} [[demo:error=500]]", "llama", num_retries=1).status_code == 500
        total.calls += 1
        total.failed += 1
    return total


def test_all_figures_agree(stack: tuple[Gateway, Project, str]) -> None:
    gateway, project, prometheus = stack
    seen = send(gateway)
    totals: dict[str, Any] = {}

    def stored() -> bool:
        project.settle()
        totals.update(project.get("/telemetry/v1/metrics").json()["totals"])
        return int(totals["llm_call_count"]) >= seen.calls

    wait_until(stored)
    # The AgentOps server: once each, in spite of the retries' spans.
    assert totals["llm_call_count"] == totals["trace_count"] == seen.calls
    assert totals["error_count"] == seen.failed
    assert totals["prompt_tokens"] == seen.prompt
    assert totals["completion_tokens"] == seen.completion
    assert totals["cached_tokens"] == seen.cached > 0
    assert round(totals["cost_usd"], 12) == round(seen.cost, 12) == round(seen.headers, 12)
    assert totals["span_count"] > seen.calls, "the tries of retried calls are there"
    traces = project.traces(limit=100)
    assert sum(one["llm_call_count"] for one in traces) == seen.calls
    assert sum(one["status"] == "ERROR" for one in traces) == seen.failed
    assert round(sum(one["cost_usd"] or 0 for one in traces), 12) == round(seen.cost, 12)
    # v4, as AgentOps' own screen reads it.
    v4 = project.get(f"/v4/meterics/project/{project.id}").json()
    tokens = v4["token_metrics"]
    assert (v4["trace_count"], tokens["prompt_tokens"], tokens["completion_tokens"]) == (
        seen.calls,
        seen.prompt,
        seen.completion,
    )
    assert round(sum(v4["trace_cost_dates"].values()), 12) == round(seen.cost, 12)
    # The gateway's own page, of both workers together.
    headers = {"Authorization": f"Bearer {MASTER_KEY}"}

    def page() -> Page:
        return Page(httpx.get(f"{gateway.base}/metrics", headers=headers, timeout=60).text)

    def complete() -> Page:
        """A page of a worker that knows of all calls: each tells the other once a second."""
        found: list[Page] = []

        def is_complete() -> bool:
            found[:] = [page()]
            one = found[0]
            return one("llm_requests_total") == seen.calls and one("llm_active_requests") == 0

        wait_until(is_complete)
        return found[0]

    for _ in range(4):  # whichever worker answers
        one = complete()
        assert one("llm_requests_total") == seen.calls
        assert one("llm_requests_total", status="error") == one("llm_requests_failed_total") == seen.failed
        assert one("llm_tokens_used_total", token_type="prompt") == seen.prompt
        assert one("llm_tokens_used_total", token_type="completion") == seen.completion
        assert one("llm_tokens_used_total", token_type="cached") == seen.cached
        assert round(one("llm_cost_usd_total"), 12) == round(seen.cost, 12)
        assert one("llm_response_latency_seconds_count") == seen.calls
        assert one("llm_active_requests") == 0
        assert one("llm_model_loaded", model="llama") == 1, "asked by one worker only"
        assert one("agentops_callback_spans_total", outcome="dropped") == 0

    # Prometheus, once it has scraped that.
    def scraped(query: str) -> float:
        found = get_json(f"{prometheus}/api/v1/query?query={query}")["data"]["result"]
        return float(found[0]["value"][1]) if found else -1.0

    told: list[float] = []

    def agrees() -> bool:
        # Together: a scrape that is late on a busy machine leaves gaps between two questions.
        told[:] = [
            scraped("sum(llm_requests_total)"),
            scraped("sum(llm_requests_failed_total)"),
            scraped('sum(llm_tokens_used_total{token_type=~"prompt|completion"})'),
            round(scraped("sum(llm_cost_usd_total)"), 12),
        ]
        return told == [seen.calls, seen.failed, seen.prompt + seen.completion, round(seen.cost, 12)]

    wait_until(agrees)


WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
}


Sent = tuple[httpx.Response, str, float | None]


def each_kind(gateway: Gateway) -> dict[str, Sent]:
    """One call of each kind: its answer, the model that it counts for, its price in US dollars."""

    def posted(path: str, model: str, price: float | None, **body: Any) -> Sent:
        answer = gateway.post(path, {"model": model, **body})
        assert answer.status_code == 200, answer.text
        return answer, model, price

    question = [{"role": "user", "content": "What is the weather in Busan?"}]
    speech = posted("/v1/audio/speech", "kokoro-82m", None, input="On its way.", voice="alloy")
    heard = httpx.post(
        f"{gateway.base}/v1/audio/transcriptions",
        data={"model": "whisper-large-v3"},
        files={"file": ("parcel.wav", speech[0].content, "audio/wav")},
        headers={"Authorization": f"Bearer {MASTER_KEY}"},
        timeout=60,
    )
    embedded = posted("/v1/embeddings", "bge-m3", 0.0, input=["an embedding"])
    tokens = embedded[0].json()["usage"]["prompt_tokens"]
    return {
        "tools": posted("/v1/chat/completions", "mistral", 0.0, messages=question, tools=[WEATHER]),
        "responses": posted("/v1/responses", "llama", 0.0, input="Hello there"),
        "completion": posted("/v1/completions", "llama", 0.0, prompt="GPU", max_tokens=5),
        "embeddings": (embedded[0], "bge-m3", tokens * 1e-8),
        "images": posted("/v1/images/generations", "flux-schnell", 2 * 0.003, prompt="a pier", n=2),
        "speech": speech,
        "transcription": (heard, "whisper-large-v3", heard.json()["duration"] * 1e-5),
        "rerank": posted("/v1/rerank", "bge-reranker-v2-m3", None, query="GPU", documents=["a GPU", "a cat"]),
    }


def quiet(page: Callable[[], Page]) -> Page:
    """A page, once several in a row say the same, whichever worker answers."""

    def calls(one: Page) -> float:
        return sum(sample.value for sample in one.samples if sample.name == "llm_requests_total")

    same, last = 0, page()
    deadline = time.monotonic() + 120
    while same < 8:
        assert time.monotonic() < deadline
        time.sleep(0.3)
        now = page()
        same = same + 1 if calls(now) == calls(last) else 0
        last = now
    return last


def test_each_kind_of_call_is_stored_and_counted(stack: tuple[Gateway, Project, str]) -> None:
    gateway, project, _ = stack
    headers = {"Authorization": f"Bearer {MASTER_KEY}"}

    def page() -> Page:
        return Page(httpx.get(f"{gateway.base}/metrics", headers=headers, timeout=60).text)

    before = quiet(page)
    calls = each_kind(gateway)
    seen: list[Page] = []

    def complete() -> bool:
        # Each worker tells the other once a second: the next page may come from one that does not know yet.
        seen[:] = [page()]
        return seen[0].minus(before)("llm_requests_total") == len(calls)

    wait_until(complete)
    step = seen[0].minus(before)
    for kind, (answer, model, price) in calls.items():
        trace = answer.headers["x-litellm-call-id"].replace("-", "")
        wait_until(lambda trace=trace: project.get(f"/telemetry/v1/traces/{trace}").status_code == 200)
        found = project.trace(trace)
        (span,) = found["spans"]
        usage = answer.json().get("usage") or {} if "json" in answer.headers["content-type"] else {}
        assert span["kind"] == {"embeddings": "embedding", "rerank": "retrieval"}.get(kind, "llm"), kind
        assert (span["status"], span["model"]) == ("OK", model), kind
        # Ordering documents is no call of a language model; the gateway's own metrics count it with the rest.
        assert found["trace"]["llm_call_count"] == (kind != "rerank"), kind
        told = usage.get("prompt_tokens", usage.get("input_tokens"))
        if told:
            assert span["prompt_tokens"] == told, kind
        if price:
            assert span["cost_usd"] == pytest.approx(price), kind
        elif price is None:
            assert span["cost_usd"] is None, kind
        else:
            assert span["cost_usd"] > 0, kind
        shared = sum(other == model for _, other, _ in calls.values())
        assert step("llm_requests_total", model=model, status="success") == shared, kind
        assert step("llm_response_latency_seconds_count", model=model) == shared, kind
        cost = sum(one["cost_usd"] or 0 for one in (span,))
        assert step("llm_cost_usd_total", model=model) >= cost - 1e-12, kind
    (span,) = project.trace(calls["tools"][0].headers["x-litellm-call-id"].replace("-", ""))["spans"]
    assert span["output"]["messages"][0]["tool_calls"][0]["name"] == "get_weather"
    (span,) = project.trace(calls["transcription"][0].headers["x-litellm-call-id"].replace("-", ""))["spans"]
    assert calls["transcription"][0].json()["text"] in str(span["output"])
