"""What held a trace up: its critical path, each span's own time, and the pauses.

The critical path is found as in Jaeger's critical path view: from the end of the trace backwards, through the
child that ended last before each moment; what no child covers is the parent's own part of the path. The parts
lie end to end and, with the pauses, are exactly as long as the trace.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.agentops.replay.steps import Step, Tree


@dataclass(frozen=True)
class Segment:
    """A part of the critical path; of nobody (`span_id` None) while nothing ran."""

    span_id: str | None
    start: int
    end: int


@dataclass(frozen=True)
class Gap:
    """A time in which no span ran, but for those that only wait for others (`within`)."""

    start: int
    end: int
    within: str | None


def critical_path(tree: Tree) -> list[Segment]:
    """The path from the start of the trace to its end, in order of time."""
    below = _children(tree)
    at = max((step.end for step in tree.steps), default=0)
    found: list[Segment] = []
    # Whose children, and down to which moment; `at` moves backwards.
    stack: list[tuple[Step | None, int, list[Step]]] = [(None, 0, _by_end(below.get(None, [])))]
    while stack:
        step, floor, children = stack[-1]
        while children and not _matters(children[-1], at, step):
            children.pop()
        if not children or children[-1].end <= floor:
            if at > floor:
                found.append(Segment(step.span_id if step else None, floor, at))
                at = floor
            stack.pop()
            continue
        child = children.pop()
        if child.end < at:
            found.append(Segment(step.span_id if step else None, child.end, at))
            at = child.end
        stack.append((child, max(child.start, floor), _by_end(below.get(child.span_id, []))))
    return list(reversed(found))


def _matters(child: Step, at: int, parent: Step | None) -> bool:
    if child.end <= child.start or child.start >= at:
        return False  # it took no time, or began too late
    # One that still ran when the path went on elsewhere held nothing up, unless nothing else ran at all.
    return child.end <= at or parent is None


def _children(tree: Tree) -> dict[str | None, list[Step]]:
    """By parent; what outlives its parent belongs to the nearest ancestor that it does not outlive."""
    found: dict[str | None, list[Step]] = {}
    for step in tree.steps:
        above = tree.above(step)
        while above is not None and above.end < step.end:
            above = tree.above(above)
        found.setdefault(above.span_id if above else None, []).append(step)
    return found


def _by_end(steps: Sequence[Step]) -> list[Step]:
    return sorted(steps, key=lambda step: (step.end, -step.start))


def self_times(tree: Tree) -> dict[str, int]:
    """For each span, the time in which it ran and none of its children did."""
    own: dict[str, int] = {}
    for step in tree.steps:
        covered = sum(
            end - start
            for start, end in _union(
                (max(child.start, step.start), min(child.end, step.end))
                for child in tree.children.get(step.span_id, [])
            )
        )
        own[step.span_id] = step.end - step.start - covered
    return own


def gaps(tree: Tree, shortest: int) -> list[Gap]:
    """Times of at least `shortest` in which no leaf ran: nothing was being done that the trace knows of."""
    end = max((step.end for step in tree.steps), default=0)
    leaves = [step for step in tree.steps if not tree.children.get(step.span_id)]
    found: list[Gap] = []
    at = 0
    for start, stop in [*_union((leaf.start, leaf.end) for leaf in leaves), (end, end)]:
        if start - at >= max(1, shortest):
            found.append(Gap(at, start, _deepest(tree, at, start)))
        at = max(at, stop)
    return found


def _deepest(tree: Tree, start: int, end: int) -> str | None:
    around = [step for step in tree.steps if step.start <= start and step.end >= end]
    return max(around, key=lambda step: tree.depth[step.span_id]).span_id if around else None


def _union(intervals: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(intervals):
        if end <= start:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged
