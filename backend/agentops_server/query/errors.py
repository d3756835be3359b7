"""Failures, grouped by what went wrong."""

from collections.abc import Mapping
from typing import Literal

from pydantic import BaseModel, Field

from agentops_server.query.question import Filter
from agentops_server.query.values import iso_ns
from agentops_server.store.client import Row, Store
from agentops_server.store.statements import statement

ErrorSort = Literal["count", "traces", "last_seen"]
SLICES = 24

_SORTS: Mapping[ErrorSort, str] = {"count": "error_count", "traces": "trace_count", "last_seen": "last_ns"}


class ErrorGroup(BaseModel):
    """Failures of the same kind of step with the same type and, but for ids and numbers, the same message."""

    fingerprint: str = Field(description="16 hex digits, the same for the same failure at any time")
    kind: str = Field(description="Of the spans that failed: llm, tool, agent, …")
    error_type: str | None
    pattern: str = Field(description='The message with <id>, <n> and "…" for what differs')
    message: str = Field(description="The latest")
    count: int = Field(description="Failed spans; those that only pass on a child's failure do not count")
    trace_count: int
    user_count: int
    first_seen: str = Field(description="In the window")
    last_seen: str
    names: list[str]
    models: list[str]
    tools: list[str]
    agents: list[str]
    services: list[str]
    trace_ids: list[str] = Field(description="The latest five")
    trend: list[int] = Field(description=f"Failures in each of {SLICES} equal parts of the window")


class ErrorGroups(BaseModel):
    """What failed in a window."""

    groups: list[ErrorGroup]
    complete: bool = Field(description="Whether there are no more groups than these")


class ErrorReader:
    """Groups failures."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def groups(self, wanted: Filter, sort: ErrorSort, limit: int) -> ErrorGroups:
        """The groups of the failed traces that match, the first `limit` of them."""
        sql = wanted.sql("error_groups", failed=statement("failed_spans"), order=_SORTS[sort])
        parameters = {**wanted.parameters(), "slices": SLICES, "limit": limit + 1}
        rows = await self._store.read("errors", sql, parameters)
        return ErrorGroups(groups=[_group(row) for row in rows[:limit]], complete=len(rows) <= limit)


def _group(row: Row) -> ErrorGroup:
    return ErrorGroup(
        fingerprint=row["fingerprint"],
        kind=row["group_kind"],
        error_type=row["group_type"] or None,
        pattern=row["group_pattern"],
        message=row["latest_message"],
        count=row["error_count"],
        trace_count=row["trace_count"],
        user_count=row["user_count"],
        first_seen=iso_ns(row["first_ns"]),
        last_seen=iso_ns(row["last_ns"]),
        names=row["names"],
        models=row["models"],
        tools=row["tools"],
        agents=row["agents"],
        services=row["services"],
        trace_ids=[trace_id.hex() for trace_id in row["latest_traces"]],
        trend=row["trend"],
    )
