"""Virtual keys, teams, budgets and LiteLLM's screen: the real LiteLLM, Prisma and PostgreSQL."""

import json
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from fixtures.gateway import MASTER_KEY, Gateway, gateway_process, metrics_page
from fixtures.otlp_sink import OtlpSink, attributes
from fixtures.postgres import postgres_server
from fixtures.processes import ROOT


@pytest.fixture(scope="module")
def keyed(demo: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """A gateway with a database."""
    # As the first start on a machine does: it installs the engine and generates the client.
    subprocess.run(
        [str(ROOT / ".venvs/gateway/bin/python"), "litellm/gateway_database.py"], cwd=ROOT, check=True
    )
    folder, sink = tmp_path_factory.mktemp("keyed"), OtlpSink()
    sink.start()
    with postgres_server() as database:
        env = sink.environment() | {"LITELLM_DATABASE_URL": database}
        process, base = gateway_process("gateway", folder, demo, env)
        with process:
            process.wait_http(f"{base}/health/liveliness", 900)
            yield Gateway(base, demo, sink, folder, process)
        assert "Giving up" not in process.log.read_text(), "LiteLLM got no answer from the database"
    sink.stop()


def made(gateway: Gateway, path: str, **body: Any) -> dict[str, Any]:
    answer = gateway.post(path, body)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def ask(gateway: Gateway, key: str, content: str, model: str = "mistral") -> httpx.Response:
    return gateway.chat(content, model, max_tokens=5, headers={"Authorization": f"Bearer {key}"})


def refused_at_last(gateway: Gateway, key: str, content: str, model: str = "mistral") -> httpx.Response:
    """The first refusal: LiteLLM counts what a call cost a moment after its answer."""
    for _ in range(50):
        answer = ask(gateway, key, content, model)
        if answer.status_code != 200:
            return answer
        time.sleep(0.1)
    raise AssertionError("it was never refused")


def values_of(gateway: Gateway, answer: httpx.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    identity = answer.json()["id"]
    (found,) = gateway.sink.wait(lambda span: attributes(span).get("gen_ai.response.id") == identity)
    return attributes(found)


def failures_of(gateway: Gateway, alias: str) -> list[Span]:
    def wanted(span: Span) -> bool:
        return span.status.code == 2 and attributes(span).get("litellm.key_alias") == alias

    return gateway.sink.wait(wanted)


def test_the_span_says_whose_key_it_was(keyed: Gateway) -> None:
    team = made(keyed, "/team/new", team_alias="research")
    key = made(keyed, "/key/generate", team_id=team["team_id"], key_alias="kim-laptop", user_id="kim")
    values = values_of(keyed, ask(keyed, key["key"], "Hello"))
    told = {name: values.get(f"litellm.{name}") for name in ("key_alias", "team_alias", "user_id")}
    assert told == {"key_alias": "kim-laptop", "team_alias": "research", "user_id": "kim"}
    assert values["enduser.id"] == "kim"
    assert not [value for value in values.values() if key["key"] in str(value)]


@pytest.mark.parametrize(
    ("kept", "content"),
    [("false", None), ("4", "a se\u2026 [21 characters, cut]"), ("true", "a secret of the key's")],
)
def test_content_is_captured_as_the_key_says(keyed: Gateway, kept: str, content: str | None) -> None:
    key = made(keyed, "/key/generate", key_alias=f"captures-{kept}", metadata={"capture_content": kept})
    values = values_of(keyed, ask(keyed, key["key"], "a secret of the key's"))
    if content is None:
        assert not [name for name in values if name.endswith(".messages")]
        assert "secret" not in str(values)
    else:
        assert json.loads(values["gen_ai.input.messages"])[0]["content"] == content


def test_a_header_cannot_capture_more_than_the_key_allows(keyed: Gateway) -> None:
    key = made(keyed, "/key/generate", key_alias="closed", metadata={"capture_content": "false"})
    headers = {"Authorization": f"Bearer {key['key']}", "x-agentops-capture-content": "true"}
    values = values_of(keyed, keyed.chat("a secret", max_tokens=5, headers=headers))
    assert "gen_ai.input.messages" not in values


def test_a_budget_that_is_used_up(keyed: Gateway) -> None:
    key = made(
        keyed, "/key/generate", key_alias="poor", max_budget=1e-9, metadata={"capture_content": "false"}
    )
    assert ask(keyed, key["key"], "within the budget").status_code == 200
    refused = refused_at_last(keyed, key["key"], "beyond the budget")
    assert 400 <= refused.status_code < 500
    assert "Budget has been exceeded" in refused.text
    (span,) = failures_of(keyed, "poor")
    values = attributes(span)
    assert values["portal.error_type"] == "budget"
    assert values["error.code"] == str(refused.status_code)
    assert "Budget has been exceeded" in span.status.message
    assert "beyond the budget" not in str(values), "the key captures no content, also of what fails"
    assert metrics_page(keyed.base)("llm_requests_failed_total", model="mistral", error_type="budget") == 1


def test_the_budget_of_a_team(keyed: Gateway) -> None:
    team = made(keyed, "/team/new", team_alias="poor-team", max_budget=1e-9)
    keys = [
        made(keyed, "/key/generate", team_id=team["team_id"], key_alias=f"member-{n}")["key"]
        for n in range(2)
    ]
    assert ask(keyed, keys[0], "within").status_code == 200
    assert "Budget has been exceeded" in refused_at_last(keyed, keys[1], "beyond").text
    (span,) = failures_of(keyed, "member-1")
    assert attributes(span)["litellm.team_alias"] == "poor-team"


def test_a_key_that_may_not_use_the_model(keyed: Gateway) -> None:
    key = made(keyed, "/key/generate", key_alias="llama-only", models=["llama"], rpm_limit=1)
    assert ask(keyed, key["key"], "not allowed").status_code == 403
    (span,) = failures_of(keyed, "llama-only")
    assert attributes(span)["portal.error_type"] == "auth"
    keyed.sink.clear()
    assert ask(keyed, key["key"], "allowed", "llama").status_code == 200
    # A minute may have begun meanwhile, in which one is allowed again.
    assert refused_at_last(keyed, key["key"], "too often", "llama").status_code == 429
    (span,) = failures_of(keyed, "llama-only")
    assert attributes(span)["portal.error_type"] == "rate_limit"


def test_strangers_and_ended_keys_are_refused_and_not_reported(keyed: Gateway) -> None:
    key = made(keyed, "/key/generate", key_alias="ended")["key"]
    made(keyed, "/key/delete", keys=[key])
    for one in (key, "sk-nobody-0123456789"):
        assert ask(keyed, one, "let me in").status_code == 401
    values_of(keyed, ask(keyed, MASTER_KEY, "after the strangers"))
    assert not [span for span in keyed.sink.spans if b"let me in" in span.SerializeToString()]


def test_litellms_own_screen(keyed: Gateway) -> None:
    page = httpx.get(f"{keyed.base}/ui/", follow_redirects=True, timeout=60)
    assert page.status_code == 200
    assert "<html" in page.text
    signed_in = httpx.post(
        f"{keyed.base}/v2/login", json={"username": "admin", "password": MASTER_KEY}, timeout=60
    )
    assert signed_in.status_code == 200, signed_in.text
    assert signed_in.json()["token"]
    listed = httpx.get(
        f"{keyed.base}/key/list?return_full_object=true",
        headers={"Authorization": f"Bearer {MASTER_KEY}"},
        timeout=60,
    )
    assert listed.status_code == 200, listed.text
    wrong = httpx.post(f"{keyed.base}/v2/login", json={"username": "admin", "password": "wrong"}, timeout=60)
    assert wrong.status_code == 401
