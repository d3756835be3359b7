"""Cards, charts and the model table of a window."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from agentops_server.query import rollups
from agentops_server.query.models import Metrics, ModelFigures, Point, Totals
from agentops_server.query.question import Filter
from agentops_server.query.values import milliseconds
from agentops_server.store.client import Row, Store
from agentops_server.store.statements import with_parts
from kit.errors import Unprocessable
from kit.timerange import TimeRange, auto_interval, iso

Interval = Literal["auto", "minute", "hour", "day"]
_SECONDS = {"minute": 60, "hour": 3600, "day": 86400}
_MOST_POINTS = 2000


def zone(name: str) -> ZoneInfo:
    """The time zone with this IANA name. Raises `Unprocessable`."""
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError) as error:
        raise Unprocessable(
            "time_zone is not known: send an IANA name, like Asia/Seoul or UTC.",
            details={"field": "time_zone"},
        ) from error


def step_seconds(interval: Interval, window: TimeRange) -> int:
    """The bucket size in seconds. Raises `Unprocessable` when the window would have too many buckets."""
    step = auto_interval(window) if interval == "auto" else _SECONDS[interval]
    if window.duration.total_seconds() / step > _MOST_POINTS:
        raise Unprocessable(
            f"The window has more than {_MOST_POINTS} buckets: choose a longer interval or a shorter window.",
            details={"field": "interval"},
        )
    return step


class MetricsReader:
    """Figures over all traces of a window."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def totals_row(self, wanted: Filter) -> Row:
        """The figures of a window as a row of sql/totals.sql."""
        return await self._totals(await rollups.figures(self._store, wanted))

    async def _totals(self, source: rollups.Figures) -> Row:
        sql = with_parts("totals", keys="", figures=source.sql("trace_figures"), grouping="")
        return (await self._store.read("metrics.totals", sql, source.parameters))[0]

    async def _buckets(self, source: rollups.Figures, step: int, time_zone: str) -> list[Row]:
        sql = with_parts(
            "totals",
            keys=with_parts("bucket_keys"),
            figures=source.sql("trace_figures"),
            grouping="GROUP BY GROUPING SETS ((start), ())",
        )
        return await self._store.read(
            "metrics.buckets", sql, {**source.parameters, "step": step, "time_zone": time_zone}
        )

    async def recent(self, wanted: Filter, limit: int) -> list[Row]:
        """The latest traces of a window, only their figures."""
        parameters = {**wanted.parameters(), "limit": limit}
        return await self._store.read("metrics.recent", wanted.sql("recent_traces"), parameters)

    async def metrics(self, wanted: Filter, interval: Interval, time_zone: str, compare: bool) -> Metrics:
        """Everything the overview shows. Raises `Unprocessable`."""
        local, step = zone(time_zone), step_seconds(interval, wanted.window)
        starts = bucket_starts(wanted.window, step, local)
        are_quarters = all(start.timestamp() % rollups.QUARTER_S == 0 for start in starts)
        before = replace(wanted, window=wanted.window.previous())
        source = await rollups.figures(
            self._store, wanted, rollups.QUARTERS if are_quarters else rollups.MINUTES
        )
        rows, models, previous_row = await asyncio.gather(
            self._buckets(source, step, time_zone),
            self._store.read(
                "metrics.by_model",
                with_parts("by_model", figures=source.sql("call_figures")),
                source.parameters,
            ),
            self.totals_row(before) if compare else asyncio.sleep(0, result=None),
        )
        whole = [row for row in rows if row["is_whole"]] or [await self._totals(source)]
        return Metrics(
            project_id=wanted.project_id,
            start_time=iso(wanted.window.start),
            end_time=iso(wanted.window.end),
            interval_seconds=step,
            totals=totals(whole[0]),
            previous=totals(previous_row) if previous_row is not None else None,
            series=_filled([row for row in rows if not row["is_whole"]], starts),
            by_model=[_model(row) for row in models],
        )


def totals(row: Row) -> Totals:
    """A row of sql/totals.sql as figures."""
    count = row["trace_count"]
    return Totals(
        trace_count=count,
        span_count=row["span_count"],
        llm_call_count=row["llm_call_count"],
        error_count=row["error_count"],
        fail_rate=row["error_count"] / count if count else None,
        cost_usd=_cost(row),
        unpriced_calls=row["unpriced_calls"],
        avg_latency_ms=milliseconds(row["avg_duration_ns"]),
        p50_latency_ms=milliseconds(row["p50_duration_ns"]),
        p95_latency_ms=milliseconds(row["p95_duration_ns"]),
        prompt_tokens=row["prompt_tokens"],
        completion_tokens=row["completion_tokens"],
        cached_tokens=row["cached_tokens"],
        reasoning_tokens=row["reasoning_tokens"],
        total_tokens=row["total_tokens"],
        avg_ttft_ms=milliseconds(row["avg_ttft_ns"]),
        p95_ttft_ms=milliseconds(row["p95_ttft_ns"]),
    )


def _cost(row: Row) -> float | None:
    """None where there are calls without a price and none with one: nobody knows what that cost."""
    return None if row["is_unpriced"] and row["unpriced_calls"] else float(row["cost"])


def bucket_starts(window: TimeRange, step: int, local: ZoneInfo) -> list[datetime]:
    """The starts of all buckets that touch the window: days at local midnight, all else at UTC multiples."""
    starts: list[datetime] = []
    if step == 86400:
        day = window.start.astimezone(local).replace(hour=0, minute=0, second=0, microsecond=0)
        while day.astimezone(UTC) < window.end:
            starts.append(day.astimezone(UTC))
            day += timedelta(days=1)  # wall-clock arithmetic: right across daylight-saving changes
        return starts
    moment = datetime.fromtimestamp(int(window.start.timestamp()) // step * step, UTC)
    while moment < window.end:
        starts.append(moment)
        moment += timedelta(seconds=step)
    return starts


def _filled(rows: list[Row], starts: list[datetime]) -> list[Point]:
    known = {int(row["start"]): row for row in rows}
    return [_point(start, known.get(int(start.timestamp()))) for start in starts]


def _point(start: datetime, row: Row | None) -> Point:
    if row is None:
        return Point(
            time=iso(start),
            trace_count=0,
            error_count=0,
            span_count=0,
            llm_call_count=0,
            cost_usd=0.0,
            total_tokens=0,
            avg_latency_ms=None,
            p95_latency_ms=None,
        )
    return Point(
        time=iso(start),
        trace_count=row["trace_count"],
        error_count=row["error_count"],
        span_count=row["span_count"],
        llm_call_count=row["llm_call_count"],
        cost_usd=_cost(row),
        total_tokens=row["total_tokens"],
        avg_latency_ms=milliseconds(row["avg_duration_ns"]),
        p95_latency_ms=milliseconds(row["p95_duration_ns"]),
    )


def _model(row: Row) -> ModelFigures:
    return ModelFigures(
        model=row["model"],
        provider=row["provider"],
        calls=row["call_count"],
        errors=row["errors"],
        total_tokens=row["tokens"],
        cost_usd=None if row["cost_sum"] is None and row["unpriced"] else float(row["cost_sum"] or 0),
        unpriced_calls=row["unpriced"],
        avg_latency_ms=milliseconds(row["avg_duration_ns"]),
        avg_ttft_ms=milliseconds(row["avg_ttft_ns"]),
    )
