"""The screen in a real browser against the running stack with real traffic (frontend/e2e)."""

import os
import secrets
import shutil
import subprocess
import time

import httpx
import pytest

from fixtures.stack import RunningStack, clean_environment, eventually
from stack.envfile import ROOT


def browser() -> str | None:
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.fixture(scope="module")
def traffic(stack: RunningStack, portal: httpx.Client) -> dict[str, str]:
    """Real calls of several kinds; the trace ids that the browser tests open."""
    ids = {
        name: secrets.token_hex(16) for name in ("E2E_TRACE_ID", "E2E_FAILED_TRACE_ID", "E2E_TOOL_TRACE_ID")
    }

    def joined(name: str) -> dict[str, str]:
        return {"traceparent": f"00-{ids[name]}-{secrets.token_hex(8)}-01"}

    weather = {
        "type": "function",
        "function": {
            "name": "get_weather",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
        },
    }
    asked = "Which river runs through Seoul?"
    assert stack.chat(asked, headers=joined("E2E_TRACE_ID"), stream=True).status_code == 200
    assert stack.chat("[[demo:error=400]]", headers=joined("E2E_FAILED_TRACE_ID")).status_code == 400
    agent, began = secrets.token_hex(8), time.time_ns()
    tool = stack.chat(
        "What is the weather in Busan?",
        "llama",
        headers={"traceparent": f"00-{ids['E2E_TOOL_TRACE_ID']}-{agent}-01"},
        tools=[weather],
    )
    assert tool.status_code == 200
    send_agent(stack, ids["E2E_TOOL_TRACE_ID"], agent, began)
    for number in range(12):
        assert stack.chat(f"Question {number}", ("llama", "mistral")[number % 2]).status_code == 200
    for trace_id in ids.values():
        eventually(
            lambda wanted=trace_id: portal.get(f"/api/agentops/traces/{wanted}").status_code == 200,  # type: ignore[misc]
            60,
            f"trace {trace_id}",
        )
    return {**ids, "E2E_TRACE_TEXT": asked}


def send_agent(stack: RunningStack, trace: str, agent: str, began: int) -> None:
    """The spans around a model call as an agent's SDK sends them: the agent, and the tool it used."""
    now = time.time_ns()
    steps = [
        (agent, "", "planner", began, now + 40_000_000, {"gen_ai.operation.name": "invoke_agent"}),
        (
            secrets.token_hex(8),
            agent,
            "get_weather",
            now,
            now + 30_000_000,
            {"gen_ai.tool.name": "get_weather"},
        ),
    ]
    spans = [
        {
            "traceId": trace,
            "spanId": span,
            "parentSpanId": parent,
            "name": name,
            "startTimeUnixNano": str(start),
            "endTimeUnixNano": str(end),
            "attributes": [
                {"key": key, "value": {"stringValue": value}} for key, value in attributes.items()
            ],
        }
        for span, parent, name, start, end, attributes in steps
    ]
    answer = httpx.post(
        f"{stack.url('AGENTOPS_API_PORT')}/v1/traces",
        json={"resourceSpans": [{"scopeSpans": [{"spans": spans}]}]},
        headers={"Authorization": f"Bearer {stack.settings['AGENTOPS_API_KEY']}"},
        timeout=60,
    )
    assert answer.status_code == 200, answer.text


def test_the_screen_in_a_browser(stack: RunningStack, traffic: dict[str, str]) -> None:
    chromium = browser()
    if chromium is None:
        assert os.environ.get("CI") != "true", "under CI=true the browser tests may not be left out"
        pytest.skip("no Chromium: apt install chromium")
    result = subprocess.run(
        ["npm", "run", "--silent", "e2e"],
        cwd=ROOT / "frontend",
        env={
            **clean_environment(),
            **traffic,
            "E2E_BASE_URL": stack.url("PORTAL_PORT"),
            "E2E_AGENTOPS_URL": stack.url("AGENTOPS_API_PORT"),
            "E2E_EMAIL": stack.settings["PORTAL_ADMIN_EMAIL"],
            "E2E_PASSWORD": stack.settings["PORTAL_ADMIN_PASSWORD"],
            "E2E_CHROMIUM": chromium,
        },
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=2400,
        check=False,
    )
    assert result.returncode == 0, result.stdout[-6000:]
