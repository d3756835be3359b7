"""Chat and money through everything that is real: portal, LiteLLM, the demo model, the AgentOps server."""

import contextlib
import json
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from fixtures.agentops_process import AgentOpsProcess, Project
from fixtures.portal import ADMIN_EMAIL, Clock, RunningPortal, portal_settings, running_portal
from fixtures.processes import ROOT
from fixtures.prometheus_text import Page
from fixtures.spans import chat, request

from .conftest import MASTER_KEY, gateway_process, wait_until

PATH = "/api/chat/completions"


@dataclass
class Whole:
    """The running parts."""

    gateway: str
    demo: str
    server: AgentOpsProcess
    portal: RunningPortal

    def running(self, model: str) -> float:
        """Calls that the gateway is at work for."""
        headers = {"Authorization": f"Bearer {MASTER_KEY}"}
        page = Page(httpx.get(f"{self.gateway}/metrics", headers=headers, timeout=60).text)
        return page("llm_active_requests", model=model)


@pytest.fixture(scope="module")
def whole(demo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    folder = tmp_path_factory.mktemp("whole")
    prices = {"AGENTOPS_GATEWAY_CONFIG": str(ROOT / "litellm/config.yaml")}
    with AgentOpsProcess(folder / "agentops", prices) as server:
        env = {
            "AGENTOPS_API_KEY": server.api_key,
            "AGENTOPS_API_ENDPOINT": server.url,
            "AGENTOPS_EXPORTER_ENDPOINT": f"{server.otlp_url}/v1/traces",
        }
        process, gateway = gateway_process("gateway", folder, demo, env)
        settings = portal_settings(
            folder / "portal",
            server.url,
            agentops_service_token=server.service_token,
            litellm_url=gateway,
            litellm_master_key=MASTER_KEY,
            portal_chat_per_minute=1000,
        )
        clock = Clock()
        clock.now = datetime.now(UTC) + timedelta(hours=2)
        with process, running_portal(settings, clock=clock) as portal:
            process.wait_http(f"{gateway}/health/liveliness", 900)
            yield Whole(gateway, demo, server, portal)


@pytest.fixture
def admin(whole: Whole) -> Iterator[httpx.Client]:
    with whole.portal.signed_in() as client:
        yield client


@pytest.fixture
def project(whole: Whole) -> Project:
    return whole.server.default_project()


def asking(content: str, model: str = "mistral", **more: Any) -> dict[str, Any]:
    return {"model": model, "messages": [{"role": "user", "content": content}], **more}


def eventually(found: Callable[[], Any], timeout_s: float = 120) -> Any:
    kept: list[Any] = []

    def look() -> bool:
        kept[:] = [found()]
        return bool(kept[0])

    wait_until(look, timeout_s)
    return kept[0]


def trace_of(admin: httpx.Client, trace_id: str) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        answer = admin.get(f"/api/agentops/traces/{trace_id}")
        return answer.json() if answer.status_code == 200 else None

    return dict(eventually(look))


def test_models(admin: httpx.Client) -> None:
    models = {one["id"]: one for one in admin.get("/api/chat/models").json()["models"]}
    assert {"qwen-235b", "llama", "mistral"} <= models.keys()
    assert not {"bge-m3", "flux-schnell"} & models.keys()
    assert models["qwen-235b"] == {
        "id": "qwen-235b",
        "max_input_tokens": 32768,
        "max_output_tokens": 32768,
        "input_price": "0.6",
        "output_price": "2.4",
        "cached_input_price": "0.15",
    }


def test_a_streamed_answer_and_its_trace(admin: httpx.Client) -> None:
    # At 20 times its speed the demo model writes several tokens in a chunk, but not all at once.
    body = asking("[[demo:tokens=150]] How do I find a slow agent?", session_id="talk-7", mode="fast")
    for _ in range(10):  # a busy machine may let us read only when all of it is there
        answer, text, usage, took_s = streamed(admin, body)
        if took_s > 0.05:
            break
    assert took_s > 0.05, "it came in one piece"
    assert usage
    assert usage["completion_tokens"] == 150
    found = trace_of(admin, answer.headers["x-trace-id"])
    trace, (call,) = found["trace"], found["spans"]
    assert (trace["user"], trace["session_id"], trace["tags"]) == (ADMIN_EMAIL, "talk-7", ["chat"])
    assert trace["total_tokens"] == usage["total_tokens"]
    assert call["output"]["messages"][0]["content"] == text
    assert call["attributes"]["portal.mode"] == "fast"
    assert trace["status"] == "OK"
    assert trace["ttft_ms"] > 0


def streamed(
    admin: httpx.Client, body: dict[str, Any]
) -> tuple[httpx.Response, str, dict[str, Any] | None, float]:
    """The answer, its text and usage, and the seconds between its first piece and its last."""
    moments: list[float] = []
    text, usage = "", None
    with admin.stream("POST", PATH, json=body) as answer:
        assert answer.status_code == 200, answer.read()
        for line in answer.iter_lines():
            if line.startswith("data: {"):
                chunk = json.loads(line[6:])
                moments.append(time.monotonic())
                usage = chunk.get("usage") or usage
                text += "".join(one["delta"].get("content") or "" for one in chunk["choices"])
            elif line:
                assert line == "data: [DONE]"
    assert len(moments) > 5
    return answer, text, usage, moments[-1] - moments[0]


def test_an_answer_as_a_whole_and_its_trace(admin: httpx.Client) -> None:
    answer = admin.post(PATH, json=asking("Hello", max_tokens=7, temperature=0.1, stream=False))
    assert answer.status_code == 200, answer.text
    assert answer.json()["usage"]["completion_tokens"] == 7
    trace = trace_of(admin, answer.headers["x-trace-id"])["trace"]
    assert (trace["user"], trace["completion_tokens"]) == (ADMIN_EMAIL, 7)
    assert trace["session_id"] == answer.headers["x-session-id"]


@contextlib.contextmanager
def posted(whole: Whole, admin: httpx.Client, body: dict[str, Any]) -> Iterator[socket.socket]:
    """A request that was sent, and a connection that can be closed at any moment."""
    request = admin.build_request("POST", PATH, json=body)
    head = [f"POST {PATH} HTTP/1.1", *(f"{name}: {value}" for name, value in request.headers.items())]
    url = httpx.URL(whole.portal.url)
    with socket.create_connection((url.host, url.port or 80), timeout=60) as connection:
        connection.sendall("\r\n".join([*head, "", ""]).encode() + request.content)
        yield connection


@pytest.mark.parametrize("moment", ["in the middle", "before the first token", "of a whole answer"])
def test_leaving_ends_the_call_at_the_gateway(whole: Whole, admin: httpx.Client, moment: str) -> None:
    """Long before it would end by itself. LiteLLM mostly ends it at the model at once, too; not always."""
    marker = "[[demo:tokens=30000]]" if moment == "in the middle" else "[[demo:delay=600]]"
    body = asking(f"{marker} Write a book", "qwen-235b", stream=moment != "of a whole answer")
    with posted(whole, admin, body) as connection:
        wait_until(lambda: whole.running("qwen-235b") == 1)
        if moment == "in the middle":
            assert connection.recv(15) == b"HTTP/1.1 200 OK"
    wait_until(lambda: whole.running("qwen-235b") == 0, 25 if moment == "in the middle" else 60)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (asking("Hello", model="no-such-model"), 404, "unknown_model"),
        (asking("[[demo:error=500]] Hello"), 502, "gateway_failed"),
        (asking("[[demo:error=429]] Hello"), 429, "gateway_busy"),
        (asking("[[demo:error=400]] Hello"), 422, "gateway_rejected"),
    ],
)
@pytest.mark.parametrize("stream", [True, False])
def test_failures(
    whole: Whole, admin: httpx.Client, body: dict[str, Any], status: int, code: str, stream: bool
) -> None:
    answer = admin.post(PATH, json={**body, "stream": stream})
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code), answer.text
    for private in (MASTER_KEY, whole.demo, "Traceback"):
        assert private not in answer.text
    if code != "unknown_model":
        trace = trace_of(admin, answer.headers["x-trace-id"])["trace"]
        assert (trace["status"], trace["user"]) == ("ERROR", ADMIN_EMAIL)


def test_an_answer_that_breaks_off(admin: httpx.Client) -> None:
    """LiteLLM tells of it by a status as long as it has not answered, later by an event."""
    body = asking("[[demo:midstream_abort]] [[demo:tokens=200]] Tell me all")
    with admin.stream("POST", PATH, json=body) as answer:
        text = answer.read().decode()
    if answer.status_code == 200:
        text = [line for line in text.splitlines() if line][-1].removeprefix("data: ")
    error = json.loads(text)["error"]
    assert error["code"] in ("gateway_failed", "gateway_unavailable")
    assert error["request_id"] == answer.headers["x-request-id"]


def test_the_key_is_in_no_log(whole: Whole, admin: httpx.Client, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("DEBUG"):
        admin.post(PATH, json=asking("Hello", stream=False))
        admin.post(PATH, json=asking("[[demo:error=500]]"))
    assert MASTER_KEY not in caplog.text


def test_money_agrees_with_what_callers_saw(whole: Whole, admin: httpx.Client, project: Project) -> None:
    """Known tokens at the prices of config.yaml; then a call that did not go through the gateway."""
    prices = {"qwen-235b": ("6e-7", "1.5e-7", "2.4e-6"), "llama": ("3e-7", "7.5e-8", "9e-7")}
    spent: dict[str, Decimal] = {}
    count: dict[str, int] = {}
    began = datetime.now(UTC)
    for number, model in enumerate([*prices, *prices, *prices]):
        text = f"Question {number % 2}: " + "what does an agent cost? " * 12
        usage = admin.post(PATH, json=asking(text, model, max_tokens=20, stream=False)).json()["usage"]
        cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0
        prompt, hit, completion = map(Decimal, prices[model])
        cost = (usage["prompt_tokens"] - cached) * prompt + cached * hit
        spent[model] = spent.get(model, Decimal(0)) + cost + usage["completion_tokens"] * completion
        count[model] = count.get(model, 0) + 1

    def money(**more: Any) -> dict[str, Any]:
        project.settle()
        answer = admin.get(
            "/api/agentops/money",
            params={"start_time": began.isoformat(), "group_by": "model", "time_zone": "Asia/Seoul", **more},
        )
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    found = eventually(lambda: (one := money())["totals"]["calls"] == 6 and one)
    for row in found["rows"]:
        sides, exact = row["sides"], f"{spent[row['model']].normalize():f}"
        assert sides["calls"] == sides["gateway_calls"] == sides["map_calls"] == count[row["model"]]
        assert sides["gateway_cost_usd"] == sides["stored_cost_usd"] == sides["map_cost_usd"] == exact
        assert sides["gateway_difference_usd"] == sides["map_difference_usd"] == "0"
    assert found["totals"]["cached_tokens"] > 0
    assert found["findings"] == []
    assert found["gateway_count"]["calls"] == found["gateway_count"]["known_calls"] == 5

    # An agent's call past the gateway, and its own report of one that went through it.
    one = project.traces(start_time=began.isoformat(), q="model:llama")[0]
    inner = project.trace(one["trace_id"])["spans"][0]
    response_id = inner["attributes"]["gen_ai.response.id"]
    now = time.time_ns()
    past = chat(bytes.fromhex("ab" * 16), model="llama", cost=None, tokens=(100, 10), base_ns=now)
    mine = bytes.fromhex(one["trace_id"])
    told = chat(mine, model="llama", cost=None, response_id=response_id, base_ns=now)
    project.send(request(past, told))
    found = money()
    assert found["totals"]["calls"] == 7
    assert found["totals"]["both_calls"] == 1
    (finding,) = found["findings"]
    assert (finding["code"], finding["amount_usd"]) == ("unknown_to_gateway", "0.000039")
    listed = admin.get(
        "/api/agentops/traces", params={k: v for k, v in finding["traces"].items() if k != "exact"}
    )
    assert [trace["trace_id"] for trace in listed.json()["traces"]] == ["ab" * 16]


def test_the_gateways_counters_say_the_same(whole: Whole, admin: httpx.Client, project: Project) -> None:
    """The reconciliation's gateway side is what its Prometheus counters and its ledger add up to."""
    headers = {"Authorization": f"Bearer {MASTER_KEY}"}

    def agree() -> bool:
        project.settle()
        page = httpx.get(f"{whole.gateway}/metrics", headers=headers, timeout=60).text
        found = admin.get("/api/agentops/money", params={"group_by": "model"}).json()
        counted = Page(page)
        return (
            found["totals"]["gateway_calls"] == counted("llm_requests_total")
            and found["gateway_count"]["calls"] == found["gateway_count"]["known_calls"]
            and found["gateway_count"]["calls"] == counted("llm_requests_total")
            and found["gateway_count"]["spent_usd"] == found["totals"]["gateway_cost_usd"]
            and round(counted("llm_cost_usd_total"), 12) == float(found["totals"]["gateway_cost_usd"])
        )

    wait_until(agree)
