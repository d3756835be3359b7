"""Agents that call the same tool with the same arguments over and over."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from agentops_server.store.client import Store
from agentops_server.store.statements import statement
from agentops_server.store.vocabulary import FIELDS

LEAST_CALLS = 5
"""Identical calls in one trace that are worth a number; from how many on it is an alert, the rules say."""
_WINDOW_S = 900
_MOST = 20
_MOST_TRACES = 1000


@dataclass(frozen=True)
class Loop:
    """A tool that an agent repeats: `calls` times in the worst trace, in so many `traces`."""

    project_id: str
    agent: str
    tool: str
    calls: int
    traces: int


async def find_loops(store: Store, projects: Sequence[str]) -> list[Loop]:
    """Of the last quarter of an hour, the worst 20 of each project. Raises `StoreError`."""
    asked = {
        "projects": list(projects),
        "since": time.time_ns() - _WINDOW_S * 10**9,
        "least": LEAST_CALLS,
        "names": list(FIELDS["input"]),
        "most": _MOST,
        "traces": _MOST_TRACES,
    }
    rows = await store.read("watch.loops", statement("watch_loops"), asked)
    return [
        Loop(row["project_id"], row["agent"], row["tool"], int(row["calls"]), int(row["traces"]))
        for row in rows
    ]
