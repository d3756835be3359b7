"""Prices: the project's own before everyone's, by date, for each kind of token; pricing the past again."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from agentops_server.prices.price_map import read_gateway
from agentops_server.settings import ConfigError
from fixtures.agentops_process import ROOT, AgentOpsProcess, Project
from fixtures.spans import BASE_NS, chat, request, trace_id

MAP = {
    "sample_spec": {"input_cost_per_token": 1},
    "mapped": {"input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06, "litellm_provider": "x"},
    "openai/named": {
        "input_cost_per_token": 1e-05,
        "output_cost_per_token": 2e-05,
        "cache_read_input_token_cost": 1e-06,
        "output_cost_per_reasoning_token": 4e-05,
    },
    "image-only": {"output_cost_per_image": 1},
    "both": {"input_cost_per_token": 9e-06},
}
GATEWAY = """
model_list:
  - model_name: both
    litellm_params: {model: hosted_vllm/x, input_cost_per_token: 4e-6}
    model_info: {output_cost_per_token: 0.000005}
  - model_name: both
    litellm_params: {model: hosted_vllm/replica, input_cost_per_token: 7.0}
  - model_name: unpriced
    litellm_params: {model: hosted_vllm/y}
  - model_name: odd
    model_info: {input_cost_per_token: a lot}
"""


@pytest.fixture(scope="module")
def priced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AgentOpsProcess]:
    folder = tmp_path_factory.mktemp("prices")
    (folder / "map.json").write_text(json.dumps(MAP))
    (folder / "config.yaml").write_text(GATEWAY)
    settings = {
        "AGENTOPS_PRICES_FILE": str(folder / "map.json"),
        "AGENTOPS_GATEWAY_CONFIG": str(folder / "config.yaml"),
    }
    with AgentOpsProcess(folder, settings) as running:
        yield running


@pytest.fixture
def project(priced: AgentOpsProcess) -> Project:
    return priced.new_project()


def call(project: Project, method: str, path: str = "", body: Any = None, **params: Any) -> Any:
    answer = project.server.http.request(
        method,
        f"{project.server.url}/telemetry/v1/prices{path}",
        headers=project.server.service_headers,
        params={"project_id": project.id, **params},
        json=body,
    )
    assert answer.status_code in (200, 204), answer.text
    return answer.json() if answer.content else None


def cost_of(project: Project, model: str, **more: Any) -> tuple[float | None, str | None]:
    trace = trace_id()
    project.send(request(chat(trace, model=model, cost=None, **more)))
    found = project.trace(trace.hex())
    assert found["trace"]["cost_usd"] == found["spans"][0]["cost_usd"]
    return found["trace"]["cost_usd"], found["spans"][0]["cost_source"]


def test_the_map_prices_by_model_and_by_provider_and_model(project: Project) -> None:
    assert cost_of(project, "mapped", tokens=(1000, 100)) == (0.0012, "price_table")
    more = {"gen_ai.usage.cache_read_input_tokens": 400, "gen_ai.usage.reasoning_tokens": 50}
    # 600 fresh + 400 cached input, 50 answer + 50 reasoning tokens.
    expected = 600 * 1e-05 + 400 * 1e-06 + 50 * 2e-05 + 50 * 4e-05
    cost, source = cost_of(project, "named", tokens=(1000, 100), attributes=more)
    assert source == "price_table"
    assert cost == pytest.approx(expected, abs=1e-12)
    for unknown in ("sample_spec", "image-only", "else"):
        assert cost_of(project, unknown) == (None, "unpriced")


def test_the_gateways_prices_go_before_the_map(project: Project) -> None:
    assert cost_of(project, "both", tokens=(1_000_000, 1_000_000)) == (9, "price_table")
    for unknown in ("unpriced", "odd"):
        assert cost_of(project, unknown) == (None, "unpriced")
    (listed,) = call(project, "GET", q="both")["prices"]
    assert (listed["input"], listed["output"], listed["source"]) == ("4", "5", "gateway")


@pytest.mark.parametrize("text", ["model_list: [", "\x00"])
def test_a_gateway_config_that_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "config.yaml").write_text(text)
    with pytest.raises(ConfigError, match="AGENTOPS_GATEWAY_CONFIG cannot be read"):
        read_gateway(tmp_path / "config.yaml")
    with pytest.raises(ConfigError, match="AGENTOPS_GATEWAY_CONFIG cannot be read"):
        read_gateway(tmp_path / "missing.yaml")


def test_the_gateways_own_config_prices_its_models() -> None:
    prices = read_gateway(ROOT / "litellm/config.yaml")
    assert prices["qwen-235b"] == (Decimal("6e-7"), Decimal("2.4e-6"), Decimal("1.5e-7"), None)
    assert "bge-reranker-v2-m3" not in prices


def test_a_reported_cost_goes_before_the_table(project: Project) -> None:
    trace = trace_id()
    project.send(request(chat(trace, model="mapped", cost=0.0)))
    assert project.trace(trace.hex())["trace"]["cost_usd"] == 0


def test_a_projects_own_price_goes_before_everyones_and_is_nobody_elses(project: Project) -> None:
    call(project, "PUT", body={"model": "mapped", "input": "3", "output": "0.5"})
    assert cost_of(project, "mapped", tokens=(1_000_000, 1_000_000)) == (3.5, "price_table")
    assert cost_of(project.server.new_project(), "mapped", tokens=(1_000_000, 0)) == (1.0, "price_table")
    listed = call(project, "GET", q="mapp")["prices"]
    assert [(one["model"], one["input"], one["is_own"]) for one in listed] == [
        ("mapped", "3", True),
        ("mapped", "1", False),
    ]
    call(project, "DELETE", model="mapped")
    assert cost_of(project, "mapped", tokens=(1_000_000, 0)) == (1.0, "price_table")


def test_prices_are_in_force_from_a_date_on(project: Project) -> None:
    hour_ago = (datetime.fromtimestamp(BASE_NS // 10**9, UTC) - timedelta(hours=1)).isoformat()
    call(project, "PUT", body={"model": "m", "input": 1, "output": 1})
    call(project, "PUT", body={"model": "m", "input": 2, "output": 2, "effective_from": hour_ago})
    assert cost_of(project, "m", tokens=(1_000_000, 0))[0] == 2
    assert cost_of(project, "m", tokens=(1_000_000, 0), start_ms=-2 * 3_600_000)[0] == 1


def test_pricing_the_past_again(project: Project) -> None:
    old, reported = trace_id(), trace_id()
    project.send(request(chat(old, model="new-model", tokens=(1_000_000, 0), cost=None)))
    project.send(request(chat(reported, model="new-model", cost=0.125, start_ms=5)))
    project.settle()
    (missing,) = call(project, "GET", "/unpriced")["models"]
    assert (missing["model"], missing["calls"], missing["total_tokens"]) == ("new-model", 1, 1_000_000)

    call(project, "PUT", body={"model": "new-model", "input": 7, "output": 7})
    assert call(project, "POST", "/reprice") == {"calls": 1}
    assert call(project, "POST", "/reprice") == {"calls": 1}  # harmless
    found = project.trace(old.hex())
    assert (found["trace"]["cost_usd"], found["trace"]["unpriced_calls"], len(found["spans"])) == (7, 0, 1)
    assert project.trace(reported.hex())["trace"]["cost_usd"] == 0.125
    totals = project.get("/telemetry/v1/metrics").json()["totals"]
    assert (totals["cost_usd"], totals["span_count"]) == (7.125, 2)
    assert call(project, "GET", "/unpriced")["models"] == []


def test_only_admins_set_prices(project: Project) -> None:
    url = f"{project.server.url}/telemetry/v1/prices"
    body = {"model": "m", "input": 1, "output": 1}
    assert project.server.http.put(url, json=body, headers=project.headers).status_code == 403
    assert project.server.http.post(f"{url}/reprice", headers=project.headers).status_code == 403
    for bad in ({**body, "input": -1}, {**body, "input": "NaN"}, {"model": "", "input": 1, "output": 1}):
        answer = project.server.http.put(
            url, json=bad, headers=project.server.service_headers, params={"project_id": project.id}
        )
        assert answer.status_code == 422


def test_a_changed_map_is_in_force_from_the_restart_on(priced: AgentOpsProcess) -> None:
    project = priced.new_project()
    changed = {**MAP, "mapped": {"input_cost_per_token": 5e-06, "output_cost_per_token": 2e-06}}
    (priced.folder / "map.json").write_text(json.dumps(changed))
    assert priced.stop() == 0
    priced.start()
    now = (time.time_ns() // 10**6) * 10**6 + 100_000_000
    assert cost_of(project, "mapped", tokens=(1_000_000, 0), base_ns=now)[0] == 5
    assert cost_of(project, "mapped", tokens=(1_000_000, 0), start_ms=-3_600_000)[0] == 1
