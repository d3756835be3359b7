"""Chat through the portal: what the gateway is told, what callers get, and what ends when."""

import contextlib
import json
import logging
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from fixtures.fake_agentops import FakeAgentOps
from fixtures.fake_gateway import KEY, SECRET, WORDS, FakeGateway
from fixtures.live_server import LiveServer
from fixtures.portal import ADMIN_EMAIL, RunningPortal, portal_settings, running_portal

PATH = "/api/chat/completions"
HELLO = {"model": "qwen-235b", "messages": [{"role": "user", "content": "hello"}]}


def asking(content: str, **more: Any) -> dict[str, Any]:
    return {"model": "qwen-235b", "messages": [{"role": "user", "content": content}], **more}


@pytest.fixture(scope="module")
def gateway_server() -> Iterator[tuple[FakeGateway, str]]:
    gateway = FakeGateway()
    with LiveServer(gateway.app) as server:
        yield gateway, server.url


@pytest.fixture
def gateway(gateway_server: tuple[FakeGateway, str]) -> FakeGateway:
    gateway_server[0].forget()
    return gateway_server[0]


@pytest.fixture(scope="module")
def agentops_url() -> Iterator[str]:
    with LiveServer(FakeAgentOps().app) as server:
        yield server.url


@pytest.fixture(scope="module")
def portal_with(
    gateway_server: tuple[FakeGateway, str], agentops_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[..., RunningPortal]]:
    """Starts a portal with these settings, for all tests of this file."""
    with contextlib.ExitStack() as stack:

        def start(**settings: Any) -> RunningPortal:
            given = {"litellm_url": gateway_server[1], "litellm_master_key": KEY, **settings}
            made = portal_settings(tmp_path_factory.mktemp("portal"), agentops_url, **given)
            return stack.enter_context(running_portal(made))

        yield start


@pytest.fixture(scope="module")
def portal(portal_with: Callable[..., RunningPortal]) -> RunningPortal:
    return portal_with(portal_chat_timeout_s=60, portal_chat_per_minute=10_000)


@pytest.fixture(scope="module")
def impatient(portal_with: Callable[..., RunningPortal]) -> Iterator[httpx.Client]:
    """An admin's browser at a portal for which two seconds of silence are too much."""
    with portal_with(portal_chat_timeout_s=2).signed_in() as client:
        yield client


@pytest.fixture
def portal_for(
    tmp_path: Path, agentops_url: str, gateway_server: tuple[FakeGateway, str]
) -> Iterator[Callable[..., RunningPortal]]:
    """Starts a portal with other settings."""
    with contextlib.ExitStack() as stack:

        def start(seconds: Callable[[], float] | None = None, **settings: Any) -> RunningPortal:
            given = {"litellm_url": gateway_server[1], "litellm_master_key": KEY, **settings}
            made = portal_settings(tmp_path, agentops_url, **given)
            return stack.enter_context(running_portal(made, seconds=seconds))

        yield start


@pytest.fixture
def admin(portal: RunningPortal) -> Iterator[httpx.Client]:
    with portal.signed_in() as client:
        yield client


def events(answer: httpx.Response) -> list[Any]:
    """What stands behind `data: `, read as JSON where it is."""
    found = [line.removeprefix("data: ") for line in answer.iter_lines() if line.startswith("data: ")]
    return [json.loads(one) if one.startswith("{") else one for one in found]


def text_of(found: list[Any]) -> str:
    return "".join(
        choice["delta"].get("content", "")
        for one in found
        if isinstance(one, dict)
        for choice in one.get("choices", [])
    )


def wait_until(check: Callable[[], bool], timeout_s: float = 120) -> None:
    deadline = time.monotonic() + timeout_s
    while not check():
        assert time.monotonic() < deadline, "not within the time"
        time.sleep(0.01)


def test_a_streamed_answer(admin: httpx.Client, gateway: FakeGateway) -> None:
    body = asking("hello", temperature=0.5, max_tokens=100, session_id="talk-1", mode="fast")
    with admin.stream("POST", PATH, json=body) as answer:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith("text/event-stream")
        assert answer.headers["x-session-id"] == "talk-1"
        found = events(answer)
    assert text_of(found) == "".join(WORDS)
    assert found[-1] == "[DONE]"
    (seen,) = gateway.seen
    assert seen.body == {
        "model": "qwen-235b",
        "messages": [{"role": "user", "content": "hello"}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0.5,
        "max_tokens": 100,
    }
    told = {
        "x-litellm-end-user-id": ADMIN_EMAIL,
        "x-litellm-session-id": "talk-1",
        "x-litellm-tags": "chat",
        "x-portal-mode": "fast",
        "x-request-id": answer.headers["x-request-id"],
    }
    assert {name: seen.headers.get(name) for name in told} == told
    traceparent = re.fullmatch(r"00-([0-9a-f]{32})-[0-9a-f]{16}-01", seen.headers["traceparent"])
    assert traceparent
    assert traceparent[1] == answer.headers["x-trace-id"]
    assert not {"cookie", "origin", "x-forwarded-for"} & seen.headers.keys()


def test_an_answer_as_a_whole(admin: httpx.Client, gateway: FakeGateway) -> None:
    answer = admin.post(PATH, json=asking("hello", stream=False))
    assert answer.status_code == 200
    body = answer.json()
    assert body["choices"][0]["message"]["content"] == "".join(WORDS)
    assert (body["id"], body["object"], body["usage"]["total_tokens"]) == ("chatcmpl-1", "chat.completion", 8)
    assert re.fullmatch(r"chat-[0-9a-f]{16}", answer.headers["x-session-id"])
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-trace-id"])
    # The gateway ends a call at the model only while it streams.
    assert gateway.seen[0].body["stream"] is True


def test_the_callers_trace_is_joined(admin: httpx.Client, gateway: FakeGateway) -> None:
    given = f"00-{'ab' * 16}-{'cd' * 8}-01"
    answer = admin.post(PATH, json=HELLO, headers={"traceparent": given})
    assert answer.headers["x-trace-id"] == "ab" * 16
    assert gateway.seen[0].headers["traceparent"] == given


def test_nobody_speaks_in_anothers_name(admin: httpx.Client, gateway: FakeGateway) -> None:
    forged = {"x-litellm-end-user-id": "boss", "x-litellm-tags": "prod", "x-litellm-api-key": "sk-mine"}
    assert admin.post(PATH, json=HELLO, headers=forged).status_code == 200
    (seen,) = gateway.seen
    assert seen.headers["x-litellm-end-user-id"] == ADMIN_EMAIL
    assert seen.headers["x-litellm-tags"] == "chat"
    assert seen.headers["authorization"] == f"Bearer {KEY}"
    assert "x-litellm-api-key" not in seen.headers
    for field in ("user", "metadata", "api_key", "api_base", "tools", "extra_headers", "fallbacks"):
        answer = admin.post(PATH, json={**HELLO, field: "x"})
        assert answer.status_code == 422, field


def test_tokens_arrive_one_by_one(admin: httpx.Client, gateway: FakeGateway) -> None:
    with admin.stream("POST", PATH, json=asking("endless")) as answer:
        lines = answer.iter_lines()
        early = [json.loads(line[6:]) for line in (next(lines) for _ in range(6)) if line]
        # The fake writes no more before it is told to: what is here was not held back.
        assert text_of(early) == "".join(WORDS[:2])
        assert not gateway.go_on.is_set()
        gateway.go_on.set()
        rest = [line for line in lines if line]
    assert rest[-1] == "data: [DONE]"


def test_leaving_in_the_middle_ends_it_at_the_gateway(admin: httpx.Client, gateway: FakeGateway) -> None:
    with admin.stream("POST", PATH, json=asking("endless")) as answer:
        lines = answer.iter_lines()
        next(lines)
        # As long as somebody holds the iterator: without it httpx closes the connection.
        assert gateway.running == 1
    wait_until(lambda: gateway.running == 0)
    assert not gateway.go_on.is_set()


@pytest.mark.parametrize("stream", [True, False])
def test_leaving_before_the_first_token_ends_it_too(
    portal: RunningPortal, admin: httpx.Client, gateway: FakeGateway, stream: bool
) -> None:
    with pytest.raises(httpx.ReadTimeout):
        admin.post(PATH, json=asking("silent", stream=stream), timeout=2)
    # Long before the portal itself has waited enough.
    wait_until(lambda: gateway.running == 0, 30)
    # What it held is free again.
    (uses,) = portal.parts.chat_limits._uses.values()
    wait_until(lambda: uses.running == 0, 30)


def test_a_gateway_that_stays_silent(impatient: httpx.Client, gateway: FakeGateway) -> None:
    answer = impatient.post(PATH, json=asking("silent"))
    assert (answer.status_code, answer.json()["error"]["code"]) == (504, "gateway_timeout")
    assert answer.headers["x-trace-id"]
    wait_until(lambda: gateway.running == 0)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("error", "gateway_failed"),
        ("broken", "gateway_unavailable"),
        ("short", "gateway_unavailable"),
        ("endless", "gateway_timeout"),
    ],
)
def test_an_answer_that_does_not_end_well(request: pytest.FixtureRequest, asked: str, code: str) -> None:
    browser: httpx.Client = request.getfixturevalue("impatient" if asked == "endless" else "admin")
    with browser.stream("POST", PATH, json=asking(asked)) as answer:
        found = events(answer)
    assert text_of(found) == "".join(WORDS[:2])
    assert found[-1]["error"]["code"] == code
    assert found[-1]["error"]["request_id"] == answer.headers["x-request-id"]
    assert SECRET not in json.dumps(found)


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ("status:400", 422, "gateway_rejected"),
        ("status:401", 502, "gateway_refused_key"),
        ("status:403", 502, "gateway_refused_key"),
        ("status:404", 404, "unknown_model"),
        ("status:408", 504, "gateway_timeout"),
        ("status:429", 429, "gateway_busy"),
        ("status:500", 502, "gateway_failed"),
        ("status:503", 502, "gateway_failed"),
        ("unknown", 404, "unknown_model"),
    ],
)
@pytest.mark.parametrize("stream", [True, False])
def test_what_the_gateways_refusals_become(
    admin: httpx.Client, caplog: pytest.LogCaptureFixture, asked: str, status: int, code: str, stream: bool
) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = admin.post(PATH, json=asking(asked, stream=stream))
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-trace-id"])
    if status == 429:
        assert answer.headers["retry-after"] == "7"
    for private in (SECRET, KEY, "gpu-1", "abc.def"):
        assert private not in answer.text + caplog.text


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ("error", 502, "gateway_failed"),
        ("broken", 503, "gateway_unavailable"),
        ("short", 503, "gateway_unavailable"),
        ("endless", 504, "gateway_timeout"),
        ("nonsense", 503, "gateway_unavailable"),
        ("garbled", 502, "gateway_failed"),
    ],
)
def test_a_whole_answer_that_does_not_end_well(
    request: pytest.FixtureRequest, asked: str, status: int, code: str
) -> None:
    browser: httpx.Client = request.getfixturevalue("impatient" if asked == "endless" else "admin")
    answer = browser.post(PATH, json=asking(asked, stream=False))
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert SECRET not in answer.text
    assert answer.headers["x-trace-id"]


def test_models(admin: httpx.Client) -> None:
    models = admin.get("/api/chat/models").json()["models"]
    assert [(one["id"], one["max_input_tokens"], one["input_price"]) for one in models] == [
        ("llama", None, None),
        ("qwen-235b", 32768, "0.6"),
    ]
    assert SECRET not in json.dumps(models)


@pytest.mark.parametrize("call", [("GET", "/api/chat/models", None), ("POST", PATH, HELLO)])
@pytest.mark.parametrize(
    ("settings", "status", "code"),
    [
        ({}, 503, "gateway_unavailable"),
        ({"litellm_url": ""}, 503, "chat_not_configured"),
        ({"litellm_master_key": ""}, 503, "chat_not_configured"),
    ],
)
def test_no_gateway(
    portal_for: Callable[..., RunningPortal],
    call: tuple[str, str, Any],
    settings: dict[str, str],
    status: int,
    code: str,
) -> None:
    portal = portal_for(**{"litellm_url": "http://127.0.0.1:9", **settings})
    with portal.signed_in() as client:
        began = time.monotonic()
        answer = client.request(call[0], call[1], json=call[2])
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
        assert time.monotonic() - began < 30


@pytest.mark.parametrize("right", [True, False])
def test_a_key_of_its_own(
    gateway: FakeGateway, portal_for: Callable[..., RunningPortal], right: bool
) -> None:
    keys = ("sk-master-000000", KEY) if right else (KEY, "sk-not-the-one-00")
    portal = portal_for(litellm_master_key=keys[0], portal_chat_key=keys[1])
    with portal.signed_in() as client:
        answer = client.post(PATH, json=HELLO)
        models = client.get("/api/chat/models")
    if right:
        assert (answer.status_code, models.status_code) == (200, 200)
        return
    for one in (answer, models):
        assert (one.status_code, one.json()["error"]["code"]) == (502, "gateway_refused_key")
        assert "sk-" not in one.text


def test_how_much_one_person_may_ask_at_once(
    gateway: FakeGateway, portal_for: Callable[..., RunningPortal]
) -> None:
    portal = portal_for(portal_chat_at_once=2)
    with portal.signed_in() as client, portal.signed_in() as again:
        with (
            client.stream("POST", PATH, json=asking("endless")) as one,
            client.stream("POST", PATH, json=asking("endless")) as two,
        ):
            assert (one.status_code, two.status_code) == (200, 200)
            # By person, not by session.
            third = again.post(PATH, json=HELLO)
            assert (third.status_code, third.json()["error"]["code"]) == (429, "chat_limit")
            assert int(third.headers["retry-after"]) > 0
        wait_until(lambda: gateway.running == 0)
        wait_until(lambda: client.post(PATH, json=HELLO).status_code == 200)


def test_how_often_one_person_may_ask(gateway: FakeGateway, portal_for: Callable[..., RunningPortal]) -> None:
    portal = portal_for(seconds=lambda: 1000.0, portal_chat_per_minute=3)
    with portal.signed_in() as client:
        told = [client.post(PATH, json=asking("status:500" if n else "x")) for n in range(5)]
        assert [one.status_code for one in told] == [200, 502, 502, 429, 429]
        assert int(told[-1].headers["retry-after"]) == 60
        # Looking at the list is no asking.
        assert client.get("/api/chat/models").status_code == 200
        made = client.post(
            "/api/users",
            json={
                "email": "lee@example.com",
                "name": "Lee",
                "role": "operator",
                "password": "long enough",
            },
        )
        assert made.status_code == 201, made.text
    with portal.signed_in("lee@example.com", "long enough") as other:
        assert other.post(PATH, json=HELLO).status_code == 200


@pytest.mark.parametrize(
    "bad",
    [
        {"messages": []},
        {"model": ""},
        {"model": "a\nb"},
        {"temperature": 3},
        {"max_tokens": 0},
        {"max_tokens": 10**9},
        {"stop": ["x"] * 5},
        {"session_id": "a b"},
        {"session_id": "x\r\nEvil: 1"},
        {"mode": "wild"},
        {"messages": [{"role": "tool", "content": "x"}]},
        {"messages": [{"role": "user", "content": "x", "name": "y"}]},
    ],
)
def test_bad_requests_never_reach_the_gateway(
    admin: httpx.Client, gateway: FakeGateway, bad: dict[str, Any]
) -> None:
    assert admin.post(PATH, json={**HELLO, **bad}).status_code == 422
    assert gateway.seen == []


def test_a_conversation_that_is_too_long(admin: httpx.Client, gateway: FakeGateway) -> None:
    messages = [{"role": "user", "content": "x" * 400_000}] * 3
    assert admin.post(PATH, json={**HELLO, "messages": messages}).status_code == 413
    assert gateway.seen == []
