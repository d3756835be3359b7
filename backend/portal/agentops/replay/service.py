"""Replay and timeline of a trace, from its steps. Pure: no network, no clock."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from portal.agentops.replay.events import events
from portal.agentops.replay.schemas import (
    KindTime,
    PathSegment,
    PauseInfo,
    Replay,
    ReplayEvent,
    ReplaySpan,
    Timeline,
    TimelineSpan,
)
from portal.agentops.replay.steps import Step, Tree, from_start
from portal.agentops.replay.timeline import critical_path, gaps, self_times
from portal.agentops.schemas import TraceSummary

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SHORTEST_GAP_NS = 1_000_000


def replay_of(trace: TraceSummary, steps: list[Step], truncated: bool) -> Replay:
    """The moments of a trace. Changes `steps`: their times then count from the start."""
    zero = from_start(steps)
    tree = Tree(steps)
    return Replay(
        trace=trace,
        start_time=_moment(zero),
        duration_ns=_duration(tree),
        spans=[ReplaySpan.model_validate(_span(tree, step)) for step in tree.steps],
        events=[
            ReplayEvent(
                offset_ns=event.at,
                kind=event.kind,
                span_id=event.step.span_id,
                role=event.said.role if event.said and event.kind == "message" else None,
                content=event.said.content if event.said and event.kind == "message" else None,
                tool=event.said.tool_name if event.said else None,
                tool_call_id=event.said.tool_call_id if event.said else None,
                arguments=event.said.arguments if event.said else None,
                total_tokens=event.tokens,
                cost_usd=event.cost,
                open_spans=event.open_spans,
            )
            for event in events(tree)
        ],
        gaps=_gaps(tree),
        truncated=truncated,
    )


def timeline_of(trace: TraceSummary, steps: list[Step], truncated: bool) -> Timeline:
    """What held a trace up. Changes `steps`, as `replay_of` does."""
    zero = from_start(steps)
    tree = Tree(steps)
    path = critical_path(tree)
    own = self_times(tree)
    duration = _duration(tree)
    critical: Counter[str | None] = Counter()
    kinds: Counter[str] = Counter()
    for segment in path:
        critical[segment.span_id] += segment.end - segment.start
        kind = tree.by_id[segment.span_id].kind if segment.span_id else "idle"
        kinds[kind] += segment.end - segment.start
    return Timeline(
        trace=trace,
        start_time=_moment(zero),
        duration_ns=duration,
        spans=[
            TimelineSpan.model_validate(
                {
                    **_span(tree, step),
                    "self_ns": own[step.span_id],
                    "critical_ns": critical[step.span_id],
                }
            )
            for step in tree.steps
        ],
        critical_path=[
            PathSegment(
                span_id=segment.span_id, offset_ns=segment.start, duration_ns=segment.end - segment.start
            )
            for segment in path
        ],
        by_kind=[
            KindTime.model_validate({"kind": kind, "critical_ns": spent, "share": spent / duration})
            for kind, spent in kinds.most_common()
        ],
        gaps=_gaps(tree),
        truncated=truncated,
    )


def _duration(tree: Tree) -> int:
    return max((step.end for step in tree.steps), default=0)


def _moment(nanoseconds: int) -> datetime:
    return _EPOCH + timedelta(microseconds=nanoseconds // 1000)


def _gaps(tree: Tree) -> list[PauseInfo]:
    shortest = max(_SHORTEST_GAP_NS, _duration(tree) // 100)
    return [
        PauseInfo(offset_ns=gap.start, duration_ns=gap.end - gap.start, span_id=gap.within)
        for gap in gaps(tree, shortest)
    ]


def _span(tree: Tree, step: Step) -> dict[str, Any]:
    depth = tree.depth[step.span_id]
    return {
        "span_id": step.span_id,
        "parent_span_id": step.parent_id if depth else None,
        "name": step.name,
        "kind": step.kind,
        "depth": depth,
        "offset_ns": step.start,
        "duration_ns": step.end - step.start,
        "status": step.status,
        "status_message": step.status_message,
        "model": step.model,
        "agent": step.agent,
        "tool": step.tool,
        "total_tokens": step.tokens,
        "cost_usd": step.cost,
    }
