"""The simulator's images, speech, transcription, rerank and responses."""

import base64
import io
import json
import wave
from collections.abc import Iterator

import httpx
import pytest

from demo_model.app import DemoServer
from fixtures.live_server import LiveServer


@pytest.fixture(scope="module")
def server() -> Iterator[httpx.Client]:
    with LiveServer(DemoServer(1000).app()) as live, httpx.Client(base_url=live.url, timeout=60) as client:
        yield client


def sound(seconds: float) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as one:
        one.setnchannels(1)
        one.setsampwidth(2)
        one.setframerate(8000)
        one.writeframes(b"\0\0" * int(8000 * seconds))
    return file.getvalue()


def test_images(server: httpx.Client) -> None:
    body = {"model": "flux-schnell", "prompt": "a lighthouse", "n": 2}
    answer = server.post("/v1/images/generations", json=body)
    assert answer.headers["x-demo-model"] == "simulator"
    first, second = (base64.b64decode(one["b64_json"]) for one in answer.json()["data"])
    assert first.startswith(b"\x89PNG")
    assert first != second
    assert answer.json()["usage"]["input_tokens"] > 0


@pytest.mark.parametrize("more", [{"n": 11}, {"size": "7x7"}, {"prompt": ""}, {"model": "llama"}])
def test_images_refuse(server: httpx.Client, more: dict[str, object]) -> None:
    body = {"model": "flux-schnell", "prompt": "a lighthouse", **more}
    assert server.post("/v1/images/generations", json=body).status_code == 400


def test_what_is_said_can_be_heard(server: httpx.Client) -> None:
    said = server.post("/v1/audio/speech", json={"model": "kokoro-82m", "input": "x" * 30, "voice": "a"})
    form = {"model": "whisper-large-v3"}
    heard = server.post("/v1/audio/transcriptions", data=form, files={"file": ("a.wav", said.content)}).json()
    assert heard["duration"] == 2.0
    assert heard["usage"] == {"type": "duration", "seconds": 2}
    assert "simulated transcript" in heard["text"]


def test_transcription_refuses(server: httpx.Client) -> None:
    form = {"model": "whisper-large-v3"}
    for files in ({"file": ("a.mp3", b"no wave file")}, {"other": ("a.wav", sound(1))}):
        assert server.post("/v1/audio/transcriptions", data=form, files=files).status_code == 400
    assert server.post("/v1/audio/transcriptions", json=form).status_code == 400


@pytest.mark.parametrize("path", ["/rerank", "/v1/rerank"])
def test_rerank(server: httpx.Client, path: str) -> None:
    documents = ["a recipe for pasta", "the GPU is out of memory", {"text": "memory of the GPU"}]
    body = {"model": "bge-reranker-v2-m3", "query": "GPU memory", "documents": documents, "top_n": 2}
    answer = server.post(path, json=body).json()
    assert {one["index"] for one in answer["results"]} == {1, 2}
    scores = [one["relevance_score"] for one in answer["results"]]
    assert 1 >= scores[0] >= scores[1] > 0


def test_responses(server: httpx.Client) -> None:
    body = {"model": "mistral", "instructions": "Be brief.", "input": "Hello", "max_output_tokens": 5}
    answer = server.post("/v1/responses", json=body).json()
    assert answer["status"] == "incomplete"
    assert answer["usage"]["output_tokens"] == 5
    with server.stream("POST", "/v1/responses", json={**body, "stream": True}) as stream:
        lines = [json.loads(line[6:]) for line in stream.iter_lines() if line.startswith("data: ")]
    assert [lines[0]["type"], lines[-1]["type"]] == ["response.created", "response.completed"]
    text = "".join(line.get("delta", "") for line in lines)
    assert text == lines[-1]["response"]["output"][0]["content"][0]["text"]


def test_responses_with_tools(server: httpx.Client) -> None:
    parameters = {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}
    tool = {"type": "function", "name": "get_weather", "description": "weather", "parameters": parameters}
    question = {"role": "user", "content": [{"type": "input_text", "text": "Weather in Busan?"}]}
    body = {"model": "mistral", "input": [question], "tools": [tool]}
    (call,) = server.post("/v1/responses", json=body).json()["output"]
    assert (call["type"], json.loads(call["arguments"])) == ("function_call", {"city": "Busan"})
    result = {"type": "function_call_output", "call_id": call["call_id"], "output": '{"celsius": 20}'}
    (message,) = server.post("/v1/responses", json={**body, "input": [question, call, result]}).json()[
        "output"
    ]
    assert "20" in message["content"][0]["text"]


def test_memory_is_shown_as_simulated(server: httpx.Client) -> None:
    page = server.get("/metrics")
    assert 'demo:model_memory_bytes{memory_type="gpu",model_name="llama"}' in page.text
    assert "SIMULATED" in page.text
