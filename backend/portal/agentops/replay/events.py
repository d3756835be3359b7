"""What happened in a trace, moment by moment: for playing it against its clock."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from portal.agentops.replay.steps import Said, Step, Tree

EventKind = Literal["span_start", "message", "tool_call", "first_token", "span_end"]


@dataclass(frozen=True)
class Event:
    """One moment. The running figures include it."""

    at: int
    kind: EventKind
    step: Step
    said: Said | None
    tokens: int
    cost: float | None
    open_spans: int


@dataclass(frozen=True)
class _Moment:
    at: int
    # At the same time: ends of others, then begin, words heard, first token, words said, end.
    rank: tuple[int, int, int, int]
    kind: EventKind
    step: Step
    said: Said | None = None
    # The how-manieth of its kind in the list it was in; 0: news in any case.
    nth: int = 0


def events(tree: Tree) -> list[Event]:
    """All moments in order of time. Tokens and cost of a call come in when it ends.

    Words are told once: each call of a conversation repeats all that went before, and so do agents and tools.
    """
    tokens, cost, running = 0, None, 0
    told: Counter[tuple[str, str, str | None, str | None]] = Counter()
    made = []
    for moment in sorted(_moments(tree), key=lambda one: (one.at, one.rank)):
        if moment.said is not None:
            key = moment.said.key
            if moment.nth and moment.nth <= told[key]:
                continue
            told[key] = moment.nth or told[key] + 1
        elif moment.kind == "span_start":
            running += 1
        elif moment.kind == "span_end":
            running -= 1
            tokens += moment.step.tokens
            if moment.step.cost is not None:
                cost = (cost or 0.0) + moment.step.cost
        shown = None if cost is None else round(cost, 12)
        made.append(Event(moment.at, moment.kind, moment.step, moment.said, tokens, shown, running))
    return made


def _moments(tree: Tree) -> Iterator[_Moment]:
    for index, step in enumerate(tree.steps):
        depth = tree.depth[step.span_id]
        # What took no time ends after it began; all else ends before what begins at that moment.
        last = 1 if step.end == step.start else 0
        yield _Moment(step.start, (1, depth, index, 0), "span_start", step)
        for said, nth in _counted(step.heard):
            yield _Moment(step.start, (1, depth, index, 1), _kind(said), step, said, nth)
        if step.ttft_ns is not None and step.ttft_ns <= step.end - step.start:
            yield _Moment(step.start + step.ttft_ns, (1, depth, index, 2), "first_token", step)
        is_source = step.counted and step.kind == "llm"
        place = (last, depth if last else -depth, index)
        for said, nth in _counted(step.said):
            yield _Moment(step.end, (*place, 3), _kind(said), step, said, 0 if is_source else nth)
        yield _Moment(step.end, (*place, 4), "span_end", step)


def _counted(sayings: Sequence[Said]) -> Iterator[tuple[Said, int]]:
    seen: Counter[object] = Counter()
    for said in sayings:
        seen[said.key] += 1
        yield said, seen[said.key]


def _kind(said: Said) -> EventKind:
    return "tool_call" if said.role == "tool_call" else "message"
