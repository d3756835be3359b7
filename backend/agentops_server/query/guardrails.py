"""Guardrails: how often each ran, stepped in, and what it cost in time."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, Field

from agentops_server.query.buckets import BucketSize, buckets
from agentops_server.query.question import Filter
from agentops_server.query.values import iso_ns, milliseconds
from agentops_server.store.client import Row, Store
from agentops_server.store.statements import statement
from kit.timerange import iso


class GuardrailPoint(BaseModel):
    """A step of a chart."""

    time: str
    runs: int
    blocked: int


class Guardrail(BaseModel):
    """What one guardrail did."""

    name: str
    providers: list[str]
    modes: list[str] = Field(description="When it looked: pre_call, during_call, post_call")
    runs: int
    blocked: int = Field(description="Runs in which it stepped in")
    failed: int = Field(description="Runs that gave no answer")
    block_rate: float = Field(description="blocked / runs: 0 to 1")
    latency_avg_ms: float | None
    latency_p95_ms: float | None
    trace_count: int
    last_seen: str
    blocked_trace_ids: list[str] = Field(description="The latest five in which it stepped in")
    series: list[GuardrailPoint] = Field(description="Every step of the window, empty ones too")


class Guardrails(BaseModel):
    """The guardrails of a window, the busiest first."""

    interval: BucketSize
    time_zone: str
    runs: int = Field(description="Of the guardrails that are listed")
    blocked: int
    guardrails: list[Guardrail]
    complete: bool = Field(description="Whether there are no more than these")


@dataclass(frozen=True)
class Steps:
    """How the time of a chart is cut."""

    size: BucketSize
    local: ZoneInfo


class GuardrailReader:
    """Reads what guardrails did."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def guardrails(self, wanted: Filter, steps: Steps, limit: int) -> Guardrails:
        """Those of the matching traces, the first `limit`. Raises `Unprocessable` for too many steps."""
        cut = buckets(wanted.window, steps.size, steps.local)
        runs = statement("guardrail_spans")
        rows = await self._store.read(
            "guardrails", wanted.sql("guardrails", runs=runs), {**wanted.parameters(), "limit": limit + 1}
        )
        shown = rows[:limit]
        series: dict[str, dict[int, Row]] = {}
        if shown:
            parameters: dict[str, Any] = {
                **wanted.parameters(),
                **cut.parameters,
                "names": [row["guardrail"] for row in shown],
            }
            sql = wanted.sql("guardrail_series", runs=runs, bucket=cut.sql)
            for row in await self._store.read("guardrails", sql, parameters):
                series.setdefault(row["guardrail"], {})[row["bucket"]] = row
        made = [_guardrail(row, series.get(row["guardrail"], {}), cut.starts) for row in shown]
        return Guardrails(
            interval=steps.size,
            time_zone=steps.local.key,
            runs=sum(one.runs for one in made),
            blocked=sum(one.blocked for one in made),
            guardrails=made,
            complete=len(rows) <= limit,
        )


def _guardrail(row: Row, series: dict[int, Row], starts: tuple[int, ...]) -> Guardrail:
    return Guardrail(
        name=row["guardrail"],
        providers=row["providers"],
        modes=row["modes"],
        runs=row["runs"],
        blocked=row["blocked"],
        failed=row["failed"],
        block_rate=row["blocked"] / row["runs"],
        latency_avg_ms=milliseconds(row["duration_avg"]),
        latency_p95_ms=milliseconds(row["duration_p95"]),
        trace_count=row["trace_count"],
        last_seen=iso_ns(row["last_ns"]),
        blocked_trace_ids=[trace_id.hex() for trace_id in row["blocked_traces"]],
        series=[_point(start, series.get(start)) for start in starts],
    )


def _point(start: int, row: Row | None) -> GuardrailPoint:
    time = iso(datetime.fromtimestamp(start, UTC))
    return GuardrailPoint(time=time, runs=row["runs"] if row else 0, blocked=row["blocked"] if row else 0)
