"""The examples of critical paths that the screen is tested with too: both must find the same."""

import json
from pathlib import Path
from typing import Any

import orjson
import pytest

from fixtures.fake_agentops import trace_summary
from portal.agentops.replay.service import timeline_of
from portal.agentops.replay.steps import step_of
from portal.agentops.schemas import TraceSummary

MS = 1_000_000
EXAMPLES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[3] / "frontend/dev/mock/data/criticalPaths.json").read_text()
)


def _id(name: str) -> str:
    return name.encode().hex().rjust(16, "0")


def _span(name: str, parent: str | None, start: float, end: float) -> dict[str, Any]:
    return {
        "span_id": _id(name),
        "parent_span_id": _id(parent) if parent else None,
        "name": name,
        "kind": "task",
        "start_time": f"2026-01-31T09:00:{start / 1000:09.6f}Z",
        "duration_ns": int((end - start) * MS),
        "status": "OK",
        "status_message": "",
        "model": None,
        "agent": None,
        "tool": None,
        "counted": False,
        "total_tokens": None,
        "cost_usd": None,
        "cost_source": None,
        "ttft_ms": None,
        "input": {"messages": None, "text": None},
        "output": {"messages": None, "text": None},
    }


@pytest.mark.parametrize("example", EXAMPLES, ids=[one["name"] for one in EXAMPLES])
def test_example(example: dict[str, Any]) -> None:
    summary = TraceSummary.model_validate_json(orjson.dumps(trace_summary(0, "p")))
    timeline = timeline_of(summary, [step_of(_span(*one)) for one in example["spans"]], False)
    names = {span.span_id: span.name for span in timeline.spans}
    assert [
        [names.get(part.span_id or ""), part.offset_ns / MS, (part.offset_ns + part.duration_ns) / MS]
        for part in timeline.critical_path
    ] == example["path"]
    assert [
        [names.get(gap.span_id or ""), gap.offset_ns / MS, (gap.offset_ns + gap.duration_ns) / MS]
        for gap in timeline.gaps
    ] == example["gaps"]
