"""Which spans of a large trace carry the figures of a call: the rule of sql/counted.sql, by hand."""

import random
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

from clickhouse_connect.driver.client import Client

from agentops_server.store.statements import statement

CALLS = ("llm", "embedding")
START = datetime(2026, 1, 15, 12, tzinfo=UTC)


def spans_of(trace: bytes, count: int, dice: random.Random) -> list[dict[str, Any]]:
    """Spans that lie below any earlier one; a third are calls without a response id."""
    made: list[dict[str, Any]] = []
    for number in range(count):
        kind = dice.choice(["llm", "llm", "embedding", "tool", "task", "agent"])
        made.append(
            {
                "project_id": "counted",
                "trace_id": trace,
                "span_id": (number + 1).to_bytes(8, "big"),
                "parent_span_id": dice.choice(made)["span_id"] if made else bytes(8),
                "version": 1,
                "start_time": START + timedelta(milliseconds=dice.randrange(5_000)),
                "kind": kind,
                "service_name": dice.choice(["shop", "shop", "litellm", "desk"]),
                "response_id": dice.choice(["", "", f"r{dice.randrange(count // 5)}"]),
                "cost_source": dice.choice(["", "reported", "price_table", "unpriced"]),
            }
        )
    return made


def counted(spans: list[dict[str, Any]]) -> dict[bytes, bool]:
    """By span id, span after span."""
    calls = [one for one in spans if one["kind"] in CALLS]
    reports: dict[str, list[dict[str, Any]]] = defaultdict(list)
    below: dict[bytes, set[str]] = defaultdict(set)
    for one in calls:
        reports[one["response_id"] or one["span_id"].hex()].append(one)
        if not one["response_id"]:
            below[one["parent_span_id"]].add(one["service_name"])
    valid = {
        min(same, key=lambda one: (one["cost_source"] != "reported", one["start_time"], one["span_id"]))[
            "span_id"
        ]
        for same in reports.values()
    }
    return {
        one["span_id"]: (
            one["span_id"] in valid
            and not (not one["response_id"] and below[one["span_id"]] - {one["service_name"]})
            if one["kind"] in CALLS
            else one["kind"] in ("tool", "retrieval", "guardrail") and one["cost_source"] == "reported"
        )
        for one in spans
    }


def test_marks_of_a_large_trace_are_those_of_the_rule(database: Client) -> None:
    dice = random.Random(11)
    trace, other = bytes(15) + b"\1", bytes(15) + b"\2"
    spans = spans_of(trace, 2_400, dice)
    beside = spans_of(other, 300, dice)
    bare = [one for one in spans if one["kind"] in CALLS and not one["response_id"]]
    assert 700 < len(bare) < 1_000
    columns = list(spans[0])
    rows = [[one[name] for name in columns] for one in (*spans, *beside)]
    database.insert("spans", rows, column_names=columns)
    asked = {
        "project": "counted",
        "trace_id": trace.hex(),
        "first_start": int(START.timestamp()) * 10**9,
        "last_start": int(START.timestamp() + 5) * 10**9,
        "limit": 10_000,
    }
    found = database.query(statement("span_marks"), parameters=asked).named_results()
    marks = {row["span_id"]: bool(row["counted"]) for row in found}
    expected = counted(spans)
    assert marks == expected
    # The rule has something to say of many: calls that are seen twice, by their id or from their caller.
    hidden = [one for one in bare if not expected[one["span_id"]]]
    assert len(hidden) > 50
