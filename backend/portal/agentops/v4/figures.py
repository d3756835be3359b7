"""Figures of a project from v4, in the portal's shape. What v4 does not tell is null, or 0 and named."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from kit.errors import Unprocessable
from kit.timerange import TimeRange, auto_interval
from portal.agentops.schemas import Metrics, MetricsBucket, MetricsQuery, Totals
from portal.agentops.v4.shapes import ProjectMetrics

_STEPS = {"minute": 60, "hour": 3600, "day": 86400}
_MOST_STEPS = 2000
_NS_PER_MS = 1_000_000


def metrics_of(
    now: ProjectMetrics,
    before: ProjectMetrics | None,
    project_id: str,
    window: TimeRange,
    query: MetricsQuery,
) -> Metrics:
    """The figures of a window. Raises `Unprocessable` for an unknown time zone or too many steps."""
    step = auto_interval(window) if query.interval == "auto" else _STEPS[query.interval]
    if window.duration.total_seconds() / step > _MOST_STEPS:
        raise Unprocessable(
            f"The window has more than {_MOST_STEPS} steps: choose a longer interval or a shorter window.",
            details={"field": "interval"},
        )
    starts = _starts(window, step, _zone(query.time_zone))
    return Metrics(
        project_id=project_id,
        start_time=window.start,
        end_time=window.end,
        interval_seconds=step,
        totals=_totals(now),
        previous=_totals(before) if before is not None else None,
        series=_series(now, starts),
        by_model=[],
    )


def money(amount: Decimal | float | None) -> float | None:
    """Dollars; None for 0, which is how that server writes that it knows no price."""
    return float(amount) if amount else None


def _totals(told: ProjectMetrics) -> Totals:
    durations = told.duration_metrics.trace_durations
    # The lists may be cut short: then they say nothing about all traces.
    is_whole = len(durations) == told.trace_count > 0
    failed = len(told.fail_datetime) if _has_all_moments(told) else None
    return Totals(
        trace_count=told.trace_count,
        span_count=told.span_count.total,
        llm_call_count=0,
        error_count=failed or 0,
        fail_rate=failed / told.trace_count if failed is not None and told.trace_count else None,
        cost_usd=money(told.token_metrics.total_cost),
        unpriced_calls=0,
        avg_latency_ms=told.duration_metrics.avg_duration_ns / _NS_PER_MS if told.trace_count else None,
        p50_latency_ms=_quantile(durations, 0.5) / _NS_PER_MS if is_whole else None,
        p95_latency_ms=_quantile(durations, 0.95) / _NS_PER_MS if is_whole else None,
        prompt_tokens=told.token_metrics.prompt_tokens,
        completion_tokens=told.token_metrics.completion_tokens,
        cached_tokens=0,
        reasoning_tokens=0,
        total_tokens=told.token_metrics.total_tokens.get("all", 0),
        avg_ttft_ms=None,
        p95_ttft_ms=None,
    )


def _has_all_moments(told: ProjectMetrics) -> bool:
    moments = (told.success_datetime, told.fail_datetime, told.indeterminate_datetime)
    return sum(map(len, moments)) == told.trace_count


def _series(told: ProjectMetrics, starts: Sequence[datetime]) -> list[MetricsBucket]:
    """Traces over time; nothing at all where the server does not name every trace's moment."""
    if not _has_all_moments(told):
        return []
    counts = dict.fromkeys(starts, 0)
    failures = dict.fromkeys(starts, 0)
    for moments, counted in (
        ([*told.success_datetime, *told.fail_datetime, *told.indeterminate_datetime], counts),
        (told.fail_datetime, failures),
    ):
        for moment in moments:
            counted[max((start for start in starts if start <= moment), default=starts[0])] += 1
    return [
        MetricsBucket(
            time=start,
            trace_count=counts[start],
            error_count=failures[start],
            span_count=0,
            llm_call_count=0,
            cost_usd=None,
            total_tokens=0,
            avg_latency_ms=None,
            p95_latency_ms=None,
        )
        for start in starts
    ]


def _starts(window: TimeRange, step: int, local: ZoneInfo) -> list[datetime]:
    """The starts of the steps that touch the window: days at local midnight, shorter ones counted from it."""
    day = window.start.astimezone(local).replace(hour=0, minute=0, second=0, microsecond=0)
    found: list[datetime] = []
    while day < window.end:
        # The next midnight of the clock on the wall: days on which clocks change have 23 or 25 hours.
        following = datetime.combine(day.date() + timedelta(days=1), datetime.min.time(), local)
        moment, end = day.astimezone(UTC), following.astimezone(UTC)
        while moment < end:
            found.append(moment)
            moment += timedelta(seconds=step) if step < _STEPS["day"] else end - moment
        day = following
    first = max((start for start in found if start <= window.start), default=window.start)
    return [start for start in found if first <= start < window.end]


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, LookupError) as error:
        raise Unprocessable(
            "time_zone is not known: send an IANA name, like Asia/Seoul or UTC.",
            details={"field": "time_zone"},
        ) from error


def _quantile(values: Sequence[int], part: float) -> float:
    ordered = sorted(values)
    place = part * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)
