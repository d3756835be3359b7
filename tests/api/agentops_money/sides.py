"""Calls as the gateway and as agents report them, with known tokens and prices."""

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from opentelemetry.proto.trace.v1.trace_pb2 import Span

from fixtures.agentops_process import Project
from fixtures.spans import chat, request, trace_id

GATEWAY = "agent-portal.gateway"
# A token in, a cached one, one out, one of reasoning.
IN, CACHED, OUT, REASONING = Decimal("0.00001"), Decimal("0.000001"), Decimal("0.00002"), Decimal("0.00004")
MAP = {
    "openai/good": {
        "input_cost_per_token": 1e-05,
        "cache_read_input_token_cost": 1e-06,
        "output_cost_per_token": 2e-05,
        "output_cost_per_reasoning_token": 4e-05,
    },
    "plain": {"input_cost_per_token": 1e-05, "output_cost_per_token": 2e-05},
}


def write_price_map(folder: Path) -> Path:
    path = folder / "map.json"
    path.write_text(json.dumps(MAP))
    return path


@dataclass(frozen=True)
class Call:
    """The tokens of a call."""

    prompt: int
    completion: int
    cached: int = 0
    reasoning: int = 0

    @property
    def price(self) -> Decimal:
        """By the map's prices of `good`."""
        return (
            (self.prompt - self.cached) * IN
            + self.cached * CACHED
            + (self.completion - self.reasoning) * OUT
            + self.reasoning * REASONING
        )

    def span(self, cost: Decimal | float | None, model: str = "good", key: str = "", **more: Any) -> Span:
        given: dict[str, Any] = dict(more.pop("attributes", {}))
        if self.cached:
            given["gen_ai.usage.cache_read_input_tokens"] = self.cached
        if self.reasoning:
            given["gen_ai.usage.reasoning_tokens"] = self.reasoning
        if key:
            given["litellm.key_alias"] = key
        trace = more.pop("trace", None) or trace_id()
        amount = None if cost is None else float(cost)
        return chat(
            trace,
            model=model,
            cost=amount,
            tokens=(self.prompt, self.completion),
            attributes=given,
            **more,
        )


def from_gateway(project: Project, *spans: Span) -> None:
    body = request(*spans, resource={"service.name": "litellm"}, scope=GATEWAY)
    assert project.send(body).status_code == 200


def from_agent(project: Project, *spans: Span) -> None:
    body = request(*spans, resource={"service.name": "agent"}, scope="openai")
    assert project.send(body).status_code == 200


def reconcile(project: Project, **params: Any) -> dict[str, Any]:
    project.settle()
    answer = project.get("/telemetry/v1/money/reconciliation", **params)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def behind(project: Project, link: dict[str, Any]) -> set[str]:
    """The traces that a link leads to."""
    params = {name: link[name] for name in ("q", "start_time", "end_time")}
    return {one["trace_id"] for one in project.traces(**params, limit=200)}


def traces_of(*spans: Span) -> set[str]:
    return {span.trace_id.hex() for span in spans}
