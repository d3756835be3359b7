"""The demo model server over real HTTP: the protocol of vLLM, and honest figures."""

import base64
import json
import struct
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from demo_model.app import DemoServer
from fixtures.live_server import LiveServer

SPEED = 200.0
TOOL = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "Weather of a city",
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string"}, "unit": {"enum": ["celsius", "fahrenheit"]}},
            "required": ["city", "unit"],
        },
    },
}


@pytest.fixture(scope="module")
def server() -> Iterator[httpx.Client]:
    with LiveServer(DemoServer(SPEED).app()) as live, httpx.Client(base_url=live.url, timeout=60) as client:
        yield client


@pytest.fixture(autouse=True)
def no_faults(server: httpx.Client) -> Iterator[None]:
    yield
    server.delete("/demo/faults")


def chat(server: httpx.Client, content: str, **more: Any) -> httpx.Response:
    body = {"model": "mistral", "messages": [{"role": "user", "content": content}], **more}
    return server.post("/v1/chat/completions", json=body)


def stream(server: httpx.Client, content: str, **more: Any) -> list[dict[str, Any]]:
    body = {"model": "mistral", "messages": [{"role": "user", "content": content}], "stream": True, **more}
    with server.stream("POST", "/v1/chat/completions", json=body) as answer:
        lines = [line for line in answer.iter_lines() if line]
    assert lines[-1] == "data: [DONE]"
    return [json.loads(line[6:]) for line in lines[:-1]]


def metric(server: httpx.Client, name: str, **labels: str) -> float:
    for line in server.get("/metrics").text.splitlines():
        series, _, value = line.rpartition(" ")
        if series.startswith(name + "{") and all(f'{key}="{one}"' in series for key, one in labels.items()):
            return float(value)
    raise AssertionError(f"no {name} {labels}")


def test_says_that_it_is_a_simulator(server: httpx.Client) -> None:
    health = server.get("/health")
    assert health.json()["server"] == "demo-simulator"
    assert health.headers["x-demo-model"] == "simulator"
    models = server.get("/v1/models").json()["data"]
    assert {"qwen-235b", "llama", "mistral"} <= {one["id"] for one in models}
    assert {one["owned_by"] for one in models} == {"demo-simulator"}


def test_usage_counts_what_was_written(server: httpx.Client) -> None:
    whole = chat(server, "How do I reduce cost?").json()
    usage = whole["usage"]
    assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
    text = whole["choices"][0]["message"]["content"]
    count = server.post("/tokenize", json={"model": "mistral", "prompt": text}).json()["count"]
    assert usage["completion_tokens"] == count
    chunks = stream(server, "How do I reduce cost?", stream_options={"include_usage": True})
    pieces = [
        one["choices"][0]["delta"]["content"]
        for one in chunks[:-1]
        if one["choices"][0]["delta"].get("content")
    ]
    assert "".join(pieces) == text
    assert chunks[-1]["usage"]["completion_tokens"] == len(pieces) == count
    assert chunks[-1]["choices"] == []
    assert chunks[-2]["choices"][0]["finish_reason"] == "stop"


def test_without_include_usage_a_stream_has_no_usage(server: httpx.Client) -> None:
    assert not any("usage" in chunk for chunk in stream(server, "Hello"))


def test_same_question_same_answer_in_its_language(server: httpx.Client) -> None:
    first, second = (chat(server, "GPU 서버가 느린 이유는?").json() for _ in range(2))
    content = first["choices"][0]["message"]["content"]
    assert content == second["choices"][0]["message"]["content"]
    assert sum("가" <= letter <= "힣" for letter in content) > len(content) / 3
    assert first["id"] != second["id"]
    assert not any("가" <= letter <= "힣" for letter in chat(server, "Why is it slow?").text)


def test_max_tokens_and_stop(server: httpx.Client) -> None:
    cut = chat(server, "tell me about agents", max_tokens=7).json()
    assert cut["usage"]["completion_tokens"] == 7
    assert cut["choices"][0]["finish_reason"] == "length"
    stopped = chat(server, "tell me about agents", stop=["."]).json()["choices"][0]
    assert "." not in stopped["message"]["content"]
    assert (stopped["finish_reason"], stopped["stop_reason"]) == ("stop", ".")


def test_several_choices(server: httpx.Client) -> None:
    answer = chat(server, "tell me about agents", n=3).json()
    texts = [one["message"]["content"] for one in answer["choices"]]
    assert len(set(texts)) > 1
    indexes = {one["index"] for chunk in stream(server, "agents", n=2) for one in chunk["choices"]}
    assert indexes == {0, 1}


def test_repeated_prefixes_are_cached(server: httpx.Client) -> None:
    prompt = f"A long system message about operations. {time.time_ns()} " * 8
    details = [
        chat(server, prompt).json()["usage"]["prompt_tokens_details"]["cached_tokens"] for _ in range(2)
    ]
    assert details[0] == 0
    assert details[1] > 0
    assert details[1] % 16 == 0


@pytest.mark.parametrize(
    "choice", ["auto", "required", {"type": "function", "function": {"name": "get_weather"}}]
)
def test_tool_calls(server: httpx.Client, choice: Any) -> None:
    question = "What is the weather in Seoul, in celsius?"
    answer = chat(server, question, tools=[TOOL], tool_choice=choice).json()
    (call,) = answer["choices"][0]["message"]["tool_calls"]
    assert answer["choices"][0]["finish_reason"] == "tool_calls"
    assert json.loads(call["function"]["arguments"]) == {"city": "Seoul", "unit": "celsius"}
    deltas = [
        part
        for chunk in stream(server, question, tools=[TOOL], tool_choice=choice)
        for part in chunk["choices"][0]["delta"].get("tool_calls", [])
    ]
    assert deltas[0]["function"]["name"] == "get_weather"
    assert "".join(part["function"]["arguments"] for part in deltas) == call["function"]["arguments"]
    assert len(deltas) == answer["usage"]["completion_tokens"]


def test_tool_results_end_in_words(server: httpx.Client) -> None:
    messages = [
        {"role": "user", "content": "What is the weather in Seoul?"},
        {
            "role": "assistant",
            "content": None,
            "tool_calls": [
                {"id": "c1", "type": "function", "function": {"name": "get_weather", "arguments": "{}"}}
            ],
        },
        {"role": "tool", "tool_call_id": "c1", "content": '{"temperature": 21}'},
    ]
    body = {"model": "llama", "messages": messages, "tools": [TOOL]}
    message = server.post("/v1/chat/completions", json=body).json()["choices"][0]["message"]
    assert not message["tool_calls"]
    assert "temperature 21" in message["content"]
    assert chat(server, "weather?", tools=[TOOL], tool_choice="none").json()["choices"][0]["message"][
        "content"
    ]


def test_json_schema_is_kept(server: httpx.Client) -> None:
    schema = {
        "type": "object",
        "properties": {"name": {"type": "string"}, "age": {"type": "integer", "minimum": 3}},
        "required": ["name", "age"],
    }
    answer = chat(
        server,
        "Who?",
        response_format={"type": "json_schema", "json_schema": {"name": "x", "schema": schema}},
    )
    value = json.loads(answer.json()["choices"][0]["message"]["content"])
    assert isinstance(value["name"], str)
    assert value["age"] >= 3


def test_embeddings(server: httpx.Client) -> None:
    def vectors(**more: Any) -> list[Any]:
        body = {"model": "bge-m3", "input": ["GPU memory is full", "the GPU memory", "pasta recipe"], **more}
        return [one["embedding"] for one in server.post("/v1/embeddings", json=body).json()["data"]]

    full, near, far = vectors()
    close = sum(a * b for a, b in zip(full, near, strict=True))
    distant = sum(a * b for a, b in zip(full, far, strict=True))
    assert close > 0.4 > abs(distant)
    packed = base64.b64decode(vectors(encoding_format="base64", dimensions=8)[0])
    assert len(struct.unpack("<8f", packed)) == 8


@pytest.mark.parametrize(
    ("body", "status", "kind"),
    [
        ({"model": "nope", "messages": [{"role": "user", "content": "x"}]}, 404, "NotFoundError"),
        ({"model": "mistral", "messages": []}, 400, "BadRequestError"),
        ({"model": "mistral"}, 400, "BadRequestError"),
        ({"model": "mistral", "messages": [{"role": "king", "content": "x"}]}, 400, "BadRequestError"),
        (
            {"model": "mistral", "messages": [{"role": "user", "content": "x"}], "max_tokens": 40000},
            400,
            "BadRequestError",
        ),
        (
            {"model": "mistral", "messages": [{"role": "user", "content": "x"}], "temperature": 9},
            400,
            "BadRequestError",
        ),
        ({"model": "bge-m3", "messages": [{"role": "user", "content": "x"}]}, 400, "BadRequestError"),
        (
            {"model": "mistral", "messages": [{"role": "user", "content": "[[demo:nonsense]]"}]},
            400,
            "BadRequestError",
        ),
    ],
)
def test_bad_requests_get_vllms_error_shape(server: httpx.Client, body: Any, status: int, kind: str) -> None:
    answer = server.post("/v1/chat/completions", json=body)
    assert answer.status_code == status
    error = answer.json()["error"]
    assert error["type"] == kind
    assert error["code"] == status
    assert error["message"]


def test_body_that_is_no_json(server: httpx.Client) -> None:
    assert server.post("/v1/chat/completions", content=b"{").status_code == 400
    assert server.post("/v1/chat/completions", content=b"[]").status_code == 400


@pytest.mark.parametrize("status", [400, 429, 500, 503])
def test_errors_on_demand(server: httpx.Client, status: int) -> None:
    answer = chat(server, f"x [[demo:error={status}]]")
    assert answer.status_code == status
    assert ("retry-after" in answer.headers) == (status in (429, 503))


def test_error_for_the_first_attempts_only(server: httpx.Client) -> None:
    codes = [chat(server, "flaky [[demo:error=503,times=2]]").status_code for _ in range(3)]
    assert codes == [503, 503, 200]


def test_markers_do_not_reach_the_answer_or_the_count(server: httpx.Client) -> None:
    plain, marked = chat(server, "Hello").json(), chat(server, "Hello [[demo:delay=0.01]]").json()
    assert plain["usage"]["prompt_tokens"] == marked["usage"]["prompt_tokens"]
    assert "demo:" not in marked["choices"][0]["message"]["content"]


def test_delay_and_timeout(server: httpx.Client) -> None:
    before = time.monotonic()
    chat(server, "x [[demo:delay=0.3]]")
    assert time.monotonic() - before >= 0.3
    body = {"model": "mistral", "messages": [{"role": "user", "content": "x [[demo:timeout]]"}]}
    with pytest.raises(httpx.ReadTimeout):
        server.post("/v1/chat/completions", json=body, timeout=0.3)


def test_stream_that_breaks_off(server: httpx.Client) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        stream(server, "tell me about cost [[demo:midstream_abort]]")


def test_standing_faults(server: httpx.Client) -> None:
    set_fault = {"model": "llama", "error": 503, "rate": 0.5}
    assert server.post("/demo/faults", json=set_fault).status_code == 200
    codes = [chat(server, "x", model="llama").status_code for _ in range(6)]
    assert sorted(codes) == [200, 200, 200, 503, 503, 503]
    assert chat(server, "x").status_code == 200
    server.post("/demo/faults", json={"model": "llama", "unloaded": True, "duration_s": 3600})
    assert "llama" not in {one["id"] for one in server.get("/v1/models").json()["data"]}
    assert chat(server, "x", model="llama").status_code == 404
    server.post("/demo/faults", json={"model": "llama", "unloaded": True, "duration_s": 0.2})
    time.sleep(0.25)
    assert chat(server, "x", model="llama").status_code == 200
    server.post("/demo/faults", json={"model": "*", "unhealthy": True})
    assert server.get("/health").status_code == 503
    assert server.post("/demo/faults", json={"model": "llama", "typo": 1}).status_code == 400


def test_requests_wait_for_a_place(server: httpx.Client) -> None:
    server.post("/demo/faults", json={"model": "llama", "max_running": 1, "delay_s": 3})
    threads = [threading.Thread(target=chat, args=(server, "x"), kwargs={"model": "llama"}) for _ in range(3)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 120
    while metric(server, "vllm:num_requests_waiting", model_name="llama") != 2:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert metric(server, "vllm:num_requests_running", model_name="llama") == 1
    assert metric(server, "vllm:kv_cache_usage_perc", model_name="llama") > 0
    for thread in threads:
        thread.join()
    assert metric(server, "vllm:num_requests_waiting", model_name="llama") == 0


def test_metrics_agree_with_the_answers() -> None:
    with LiveServer(DemoServer(SPEED).app()) as live, httpx.Client(base_url=live.url, timeout=60) as server:
        usages = [chat(server, f"question {number}", max_tokens=9).json()["usage"] for number in range(4)]
        chunks = stream(server, "streamed", stream_options={"include_usage": True})
        usages.append(chunks[-1]["usage"])
        labels = {"model_name": "mistral"}
        assert metric(server, "vllm:prompt_tokens_total", **labels) == sum(
            one["prompt_tokens"] for one in usages
        )
        written = sum(one["completion_tokens"] for one in usages)
        assert metric(server, "vllm:generation_tokens_total", **labels) == written
        assert metric(server, "vllm:time_to_first_token_seconds_count", **labels) == 5
        assert metric(server, "vllm:e2e_request_latency_seconds_count", **labels) == 5
        assert metric(server, "vllm:request_success_total", finished_reason="length", **labels) >= 1


def test_api_key() -> None:
    with (
        LiveServer(DemoServer(SPEED, api_key="secret").app()) as live,
        httpx.Client(base_url=live.url, timeout=60) as server,
    ):
        assert server.get("/v1/models").status_code == 401
        assert server.get("/v1/models", headers={"Authorization": "Bearer secret"}).status_code == 200
        assert server.get("/health").status_code == 200
