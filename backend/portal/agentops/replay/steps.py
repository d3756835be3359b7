"""A trace's spans as steps with real times: the part of them that replay and timeline compute with.

Times are nanoseconds since the start of the trace.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def nanoseconds(text: str) -> int:
    """A time in ISO 8601 with up to nanoseconds, in nanoseconds since 1970. Raises `ValueError`."""
    found = _TIME.fullmatch(text)
    if found is None:
        raise ValueError("not a time")
    zone = "+00:00" if found[3] == "Z" else found[3]
    whole = (datetime.fromisoformat(found[1] + zone) - _EPOCH) // timedelta(seconds=1)
    return whole * 1_000_000_000 + int((found[2] or "0").ljust(9, "0"))


@dataclass(frozen=True, slots=True)
class Said:
    """A message, or a tool call that a model asked for."""

    role: str
    content: str
    tool_call_id: str | None = None
    tool_name: str | None = None
    arguments: str | None = None

    @property
    def key(self) -> tuple[str, str, str | None, str | None]:
        """The same for the same words: ids and names are not always told twice."""
        name = self.tool_name if self.role == "tool_call" else None
        return (self.role, self.content, name, self.arguments)


@dataclass(slots=True)
class Step:
    """One span."""

    span_id: str
    parent_id: str | None
    name: str
    kind: str
    start: int
    end: int
    status: str
    status_message: str
    model: str | None
    agent: str | None
    tool: str | None
    counted: bool
    tokens: int
    cost: float | None
    is_unpriced: bool
    ttft_ns: int | None
    heard: list[Said] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)


def step_of(span: dict[str, Any]) -> Step:
    """A span as the AgentOps server answers it.

    Raises `KeyError`, `TypeError`, `ValueError`, `AttributeError`.
    """
    start = nanoseconds(span["start_time"])
    ttft = span["ttft_ms"]
    counted = span["counted"] is True
    return Step(
        span_id=span["span_id"],
        parent_id=span["parent_span_id"],
        name=span["name"],
        kind=span["kind"],
        start=start,
        end=start + int(span["duration_ns"]),
        status=span["status"],
        status_message=span["status_message"],
        model=span["model"],
        agent=span["agent"],
        tool=span["tool"],
        counted=counted,
        tokens=int(span["total_tokens"] or 0) if counted else 0,
        cost=span["cost_usd"] if counted else None,
        is_unpriced=counted and span["cost_source"] == "unpriced",
        ttft_ns=None if ttft is None else round(float(ttft) * 1e6),
        heard=_sayings(span, "input"),
        said=_sayings(span, "output"),
    )


def _sayings(span: dict[str, Any], side: Literal["input", "output"]) -> list[Said]:
    payload = span[side]
    messages = payload["messages"]
    if messages is None:
        return _text(span, side, payload["text"])
    found: list[Said] = []
    for message in messages:
        if message["content"] or not message.get("tool_calls"):
            found.append(
                Said(message["role"], message["content"], message.get("tool_call_id"), message.get("name"))
            )
        for call in message.get("tool_calls") or []:
            arguments = call.get("arguments")
            text = arguments if isinstance(arguments, str) or arguments is None else str(arguments)
            found.append(Said("tool_call", "", call.get("id"), call["name"], text))
    return found


def _text(span: dict[str, Any], side: Literal["input", "output"], text: str | None) -> list[Said]:
    if not text:
        return []
    if span["kind"] == "tool":
        name = span["tool"] or span["name"]
        return [
            Said("tool_call", "", None, name, text) if side == "input" else Said("tool", text, None, name)
        ]
    return [Said("user" if side == "input" else "assistant", text)]


def from_start(steps: Sequence[Step]) -> int:
    """Make the steps' times count from the first start, and sort them by it; returns that start."""
    zero = min((step.start for step in steps), default=0)
    for step in steps:
        step.start -= zero
        step.end -= zero
    return zero


def in_order(steps: Sequence[Step]) -> list[Step]:
    """Earliest first; of those that start together, the longer (the parent) first."""
    return sorted(steps, key=lambda step: (step.start, -step.end, step.span_id))


class Tree:
    """Parents and children. A span without its parent, or in a ring of parents, is a root."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self.steps = in_order(steps)
        self.by_id = {step.span_id: step for step in self.steps}
        self.children: dict[str, list[Step]] = {}
        self.roots: list[Step] = []
        self.depth: dict[str, int] = {}
        for step in self.steps:
            if self.parent(step) is None:
                self.roots.append(step)
            else:
                self.children.setdefault(step.parent_id or "", []).append(step)
        self._walk()

    def parent(self, step: Step) -> Step | None:
        """The span above, if it is in the trace."""
        above = self.by_id.get(step.parent_id or "")
        return None if above is step else above

    def above(self, step: Step) -> Step | None:
        """The parent, unless the step counts as a root."""
        return self.parent(step) if self.depth[step.span_id] else None

    def _walk(self) -> None:
        waiting = [(step, 0) for step in reversed(self.roots)]
        rest = iter(self.steps)
        while True:
            while waiting:
                step, depth = waiting.pop()
                self.depth[step.span_id] = depth
                waiting += [(child, depth + 1) for child in self.children.get(step.span_id, [])]
            # What no root leads to is a ring: its first span becomes a root.
            lost = next((step for step in rest if step.span_id not in self.depth), None)
            if lost is None:
                return
            self.children[lost.parent_id or ""].remove(lost)
            self.roots.append(lost)
            waiting = [(lost, 0)]
