"""A project with known content: what was sent, as plain facts to compute figures from."""

import json
import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from opentelemetry.proto.trace.v1.trace_pb2 import Span

from fixtures.agentops_process import Project
from fixtures.spans import request, span

NS = 1_000_000_000
MODELS = (("local-a", "vllm"), ("local-b", "vllm"), ("remote c", "openai"), ("한국어", "openai"))


@dataclass
class Call:
    """A model call as it should be counted."""

    model: str
    provider: str
    team: str
    key: str
    failed: bool
    cost: Decimal | None
    tokens: tuple[int, int, int, int]
    duration_ns: int
    ttft_ns: int | None

    @property
    def unpriced(self) -> bool:
        return self.cost is None and not (self.failed and sum(self.tokens) == 0)


@dataclass
class Trace:
    """A trace as it should be counted."""

    id: bytes
    start_ns: int
    end_ns: int = 0
    name: str = ""
    service: str = ""
    user: str = ""
    session: str = ""
    failed: bool = False
    spans: int = 0
    failed_spans: int = 0
    tags: set[str] = field(default_factory=set)
    agents: set[str] = field(default_factory=set)
    tools: set[str] = field(default_factory=set)
    calls: list[Call] = field(default_factory=list)
    edges: list[tuple[str, str]] = field(default_factory=list)

    @property
    def duration_ns(self) -> int:
        return self.end_ns - self.start_ns

    @property
    def cost(self) -> Decimal | None:
        priced = [call.cost for call in self.calls if call.cost is not None]
        return sum(priced, Decimal(0)) if priced else None

    @property
    def status(self) -> str:
        return "ERROR" if self.failed else "OK"


@dataclass
class World:
    """A project, what it holds, and a window with a change of the clocks in it."""

    project: Project
    traces: list[Trace]
    zone: ZoneInfo
    start: datetime
    end: datetime

    @property
    def window(self) -> dict[str, str]:
        return {"start_time": self.start.isoformat(), "end_time": self.end.isoformat()}

    def get(self, path: str, **params: Any) -> Any:
        answer = self.project.get(f"/telemetry/v1/{path}", **{**self.window, **params})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def ask(self, **question: Any) -> Any:
        answer = self.project.server.http.post(
            f"{self.project.server.url}/telemetry/v1/aggregate",
            json={**self.window, **question},
            headers=self.project.headers,
        )
        assert answer.status_code == 200, answer.text
        return answer.json()


def change_of_clocks(zone: ZoneInfo) -> datetime:
    """A day on which the zone's clocks changed, in the last year but not the last month."""
    day = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=30)
    while day.astimezone(zone).utcoffset() == (day - timedelta(days=1)).astimezone(zone).utcoffset():
        day -= timedelta(days=1)
    return day


class _Builder:
    """Makes traces: agents that call models and tools, sometimes by way of plain tasks."""

    def __init__(self, source: random.Random, start: datetime, end: datetime) -> None:
        self.source = source
        self.first_ns = int(start.timestamp()) * NS
        self.last_ns = int(end.timestamp()) * NS
        self.spans: list[tuple[str, Span]] = []

    def trace(self) -> Trace:
        source = self.source
        made = Trace(source.randbytes(16), source.randrange(self.first_ns, self.last_ns - 60 * NS))
        made.name = source.choice(["plan trip", "answer", "review code"])
        made.service = source.choice(["web", "batch"])
        made.user = source.choice(["kim", "lee", "it's", ""])
        made.session = source.choice(["", *(f"s{number}" for number in range(12))])
        made.tags = set(source.sample(["prod", "beta", "a b", "50%"], source.randrange(3)))
        attributes = {
            "gen_ai.operation.name": "invoke_agent",
            "gen_ai.agent.name": (agent := source.choice(["planner", "coder"])),
            "enduser.id": made.user,
            "session.id": made.session,
            "agentops.tags": json.dumps(sorted(made.tags)),
        }
        length = source.randrange(10, 20_000)
        root = self._span(made, made.name, made.start_ns, length * 1_000_000, attributes)
        made.agents.add(agent)
        made.edges.append(("start", f"agent:{agent}"))
        for _ in range(source.randrange(4)):
            self._child(made, root, agent)
        return made

    def _span(
        self, made: Trace, name: str, start_ns: int, length_ns: int, attributes: Any, **more: Any
    ) -> Span:
        one = span(
            made.id,
            name,
            base_ns=start_ns,
            length_ms=length_ns / 1_000_000,
            span_id=self.source.randbytes(8),
            attributes=attributes,
            **more,
        )
        self.spans.append((made.service, one))
        made.spans += 1
        made.failed_spans += one.status.code == 2
        made.failed = made.failed or one.status.code == 2
        made.end_ns = max(made.end_ns, one.end_time_unix_nano)
        return one

    def _child(self, made: Trace, root: Span, agent: str) -> None:
        source = self.source
        start = made.start_ns + source.randrange(5000) * 1_000_000
        parent = root
        if source.random() < 0.4:  # a plain task in between is no node of the flow
            parent = self._span(made, "step", start, 5_000_000, {}, parent=root.span_id)
        failed = source.random() < 0.15
        state = (
            {"status": 2, "message": f"timeout after {source.randrange(90)}s"} if failed else {"status": 1}
        )
        length = source.randrange(1, 9000) * 1_000_000
        if source.random() < 0.4:
            tool = source.choice(["search", "fetch"])
            given = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": tool}
            self._span(made, f"execute_tool {tool}", start, length, given, parent=parent.span_id, **state)
            made.tools.add(tool)
            made.edges.append((f"agent:{agent}", f"tool:{tool}"))
        else:
            self._call(made, parent, agent, start, length, failed, state)

    def _call(
        self,
        made: Trace,
        parent: Span,
        agent: str,
        start: int,
        length: int,
        failed: bool,
        state: dict[str, Any],
    ) -> None:
        source = self.source
        model, provider = source.choice(MODELS)
        tokens = (0, 0, 0, 0) if failed else (source.randrange(5, 900), source.randrange(2, 300), 3, 1)
        cost = None if failed or source.random() < 0.3 else Decimal(source.randrange(1, 90_000)) / 1_000_000
        ttft = source.randrange(1, 900) if source.random() < 0.7 else None
        call = Call(
            model,
            provider,
            source.choice(["red", "blue", ""]),
            source.choice(["ci", "laptop"]),
            failed,
            cost,
            tokens,
            length,
            None if ttft is None else ttft * 1_000_000,
        )
        given: dict[str, Any] = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": provider,
            "gen_ai.request.model": model,
            "litellm.team_alias": call.team,
            "litellm.key_alias": call.key,
            "gen_ai.response.id": (answer := source.randbytes(6).hex()),
        }
        if not failed:
            names = ("input_tokens", "output_tokens", "cache_read_input_tokens", "reasoning_tokens")
            given |= {f"gen_ai.usage.{name}": count for name, count in zip(names, tokens, strict=True)}
        if cost is not None:
            given["gen_ai.usage.total_cost"] = str(cost)
        if ttft is not None:
            given["gen_ai.server.time_to_first_token"] = ttft / 1000
        if source.random() < 0.3 and cost is not None:
            # The SDK reports the same call; only the gateway's span, which has the cost, counts.
            sdk = {
                name: value
                for name, value in given.items()
                if name.startswith("gen_ai") and "cost" not in name
            }
            sdk |= {"gen_ai.response.id": answer, "gen_ai.usage.input_tokens": 999_999}
            parent = self._span(made, f"chat {model}", start, length, sdk, parent=parent.span_id, kind=3)
        self._span(made, f"chat {model}", start, length, given, parent=parent.span_id, kind=3, **state)
        made.calls.append(call)
        made.edges.append((f"agent:{agent}", f"model:{model}"))


def load(project: Project, count: int = 220, seed: int = 7) -> World:
    """Send it all: in several requests, out of order, some spans more than once."""
    zone = ZoneInfo("America/New_York")
    middle = change_of_clocks(zone)
    start, end = middle - timedelta(days=6, minutes=17), middle + timedelta(days=5, minutes=3)
    source = random.Random(seed)
    builder = _Builder(source, start, end)
    traces = [builder.trace() for _ in range(count)]
    sent = [*builder.spans, *source.sample(builder.spans, len(builder.spans) // 5)]
    source.shuffle(sent)
    for at in range(0, len(sent), 150):
        for service in ("web", "batch"):
            part = [one for name, one in sent[at : at + 150] if name == service]
            answer = project.send(request(*part, resource={"service.name": service}))
            assert answer.status_code == 200, answer.text
    project.settle()
    return World(project, traces, zone, start, end)
