"""The flow graph: which agents call which agents, tools and models, from real parents and children.

Spans that are none of these (tasks, chains, HTTP) are passed through: an edge leads from the nearest agent,
tool or model above. What has none above comes from the node `start`. A call that SDK and gateway both report
is one, and so is a tool's call with the span in which the SDK notes that a model asked for it.
"""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal, cast

from pydantic import BaseModel, Field

from agentops_server.query.question import Filter
from agentops_server.store.client import Row, Store

NodeKind = Literal["start", "agent", "tool", "model"]
START: Literal["start"] = "start"
MOST_TRACES = 5_000
MOST_SPANS = 200_000


class FlowFigures(BaseModel):
    """What happened at a node, or over an edge."""

    calls: int
    errors: int
    avg_latency_ms: float | None
    p95_latency_ms: float | None
    total_tokens: int
    cost_usd: float | None = Field(description="Null when nothing has a price")
    unpriced_calls: int


class FlowNode(FlowFigures):
    """An agent, a tool or a model; or where it all starts, which has no latency of its own."""

    id: str
    kind: NodeKind
    name: str


class FlowEdge(FlowFigures):
    """Calls of `target` from `source`; the figures are the target's."""

    source: str
    target: str


class Flow(BaseModel):
    """The graph of the latest traces of a window."""

    nodes: list[FlowNode]
    edges: list[FlowEdge]
    trace_count: int = Field(description="Traces that the graph is made of, the latest ones")
    total_traces: int = Field(description="Traces in the window")
    complete: bool = Field(description="Whether the graph is of all of them")


@dataclass
class _Sum:
    calls: int = 0
    errors: int = 0
    durations: list[int] = field(default_factory=list)
    tokens: int = 0
    cost: float | None = None
    unpriced: int = 0

    def add(self, row: Row, index: int) -> None:
        self.calls += 1
        self.errors += row["failed"][index]
        self.durations.append(row["durations"][index])
        self.tokens += row["token_counts"][index]
        self.unpriced += row["unpriced"][index]
        cost = row["costs"][index]
        if cost is not None:
            self.cost = (self.cost or 0.0) + cost

    def figures(self) -> FlowFigures:
        ordered = sorted(self.durations)
        return FlowFigures(
            calls=self.calls,
            errors=self.errors,
            avg_latency_ms=round(sum(ordered) / len(ordered) / 1e6, 3) if ordered else None,
            p95_latency_ms=round(_quantile(ordered, 0.95) / 1e6, 3) if ordered else None,
            total_tokens=self.tokens,
            cost_usd=None if self.cost is None else round(self.cost, 12),
            unpriced_calls=self.unpriced,
        )


class FlowReader:
    """Makes graphs."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def flow(self, wanted: Filter) -> Flow:
        """The graph of the latest traces that match, at most 5,000 and 200,000 spans."""
        parameters = wanted.parameters()
        rows, counted = await asyncio.gather(
            self._store.read(
                "flow", wanted.sql("flow"), {**parameters, "traces": MOST_TRACES, "spans": MOST_SPANS}
            ),
            self._store.read("flow.count", wanted.sql("trace_count"), parameters),
        )
        nodes, edges = await asyncio.to_thread(graph, rows)
        total = counted[0]["total"]
        return Flow(
            nodes=nodes, edges=edges, trace_count=len(rows), total_traces=total, complete=len(rows) >= total
        )


def graph(rows: Iterable[Row]) -> tuple[list[FlowNode], list[FlowEdge]]:
    """Nodes and edges of traces given as rows of sql/flow.sql, the busiest first."""
    nodes: dict[str, _Sum] = defaultdict(_Sum)
    edges: dict[tuple[str, str], _Sum] = defaultdict(_Sum)
    for row in rows:
        above = _nearest(row)
        for index, node in enumerate(row["nodes"]):
            if node:
                nodes[node].add(row, index)
                edges[above[index], node].add(row, index)
    made = [_node(node, one) for node, one in nodes.items()]
    if made:
        made.append(FlowNode(id=START, kind=START, name="", **_beginnings(edges).model_dump()))
    lines = [
        FlowEdge(source=source, target=target, **one.figures().model_dump())
        for (source, target), one in edges.items()
    ]
    made.sort(key=lambda node: (node.id != START, -node.calls, node.id))
    lines.sort(key=lambda edge: (-edge.calls, edge.source, edge.target))
    return made, lines


def _node(node: str, figures: _Sum) -> FlowNode:
    kind, _, name = node.partition(":")  # as flow.sql writes it
    return FlowNode(id=node, kind=cast(NodeKind, kind), name=name, **figures.figures().model_dump())


def _beginnings(edges: dict[tuple[str, str], _Sum]) -> FlowFigures:
    first = [one for (source, _), one in edges.items() if source == START]
    whole = _Sum(calls=sum(one.calls for one in first), errors=sum(one.errors for one in first))
    return whole.figures()


def _nearest(row: Row) -> list[str]:
    """For each span of a trace, the nearest node above it."""
    position = {span_id: index for index, span_id in enumerate(row["span_ids"])}
    parents = [position.get(parent, -1) for parent in row["parent_ids"]]
    labels: list[str] = row["nodes"]
    above: list[str | None] = [None] * len(labels)
    for index in range(len(labels)):
        path: list[int] = []
        at = index
        found: str | None = None
        # Upwards until a node or what is known; a ring of parents (a broken client) has no start.
        walked: set[int] = set()
        while found is None:
            if above[at] is not None:
                found = above[at]
                break
            path.append(at)
            walked.add(at)
            at = parents[at]
            if at < 0 or at in walked:
                found = START
            elif labels[at]:
                found = labels[at]
        for one in path:
            above[one] = found
    return [one or START for one in above]


def _quantile(ordered: list[int], level: float) -> float:
    at = level * (len(ordered) - 1)
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)
