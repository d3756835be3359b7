"""The examples of critical paths that the screen is tested with too: both must find the same."""

import json
from pathlib import Path
from typing import Any

import orjson
import pytest

from fixtures.fake_agentops import trace_summary
from fixtures.told_spans import MS, told_span
from portal.agentops.replay.service import timeline_of
from portal.agentops.replay.steps import step_of
from portal.agentops.schemas import TraceSummary

EXAMPLES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[3] / "frontend/dev/mock/data/criticalPaths.json").read_text()
)


@pytest.mark.parametrize("example", EXAMPLES, ids=[one["name"] for one in EXAMPLES])
def test_example(example: dict[str, Any]) -> None:
    summary = TraceSummary.model_validate_json(orjson.dumps(trace_summary(0, "p")))
    spans = [told_span(name, start, end, parent) for name, parent, start, end in example["spans"]]
    timeline = timeline_of(summary, [step_of(span) for span in spans], False)
    names = {span.span_id: span.name for span in timeline.spans}
    assert [
        [names.get(part.span_id or ""), part.offset_ns / MS, (part.offset_ns + part.duration_ns) / MS]
        for part in timeline.critical_path
    ] == example["path"]
    assert [
        [names.get(gap.span_id or ""), gap.offset_ns / MS, (gap.offset_ns + gap.duration_ns) / MS]
        for gap in timeline.gaps
    ] == example["gaps"]
