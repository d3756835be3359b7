"""Reading metric points: which metrics there are, and one of them over time."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, Field

from agentops_server.query.question import nanoseconds
from agentops_server.query.values import iso_ns
from agentops_server.store.client import Row, Store
from agentops_server.store.statements import statement
from kit.errors import Unprocessable
from kit.timerange import TimeRange

Aggregation = Literal["auto", "avg", "min", "max", "last", "increase", "rate", "sum", "count"]
MOST_METRICS = 500
MOST_BUCKETS = 2000
MOST_POINTS = 50_000


class MetricName(BaseModel):
    """A metric that has points in the window."""

    name: str
    unit: str
    description: str
    type: str = Field(description="gauge, sum, histogram, exponential_histogram or summary")
    temporality: str = Field(description="delta, cumulative or empty")
    is_monotonic: bool
    services: list[str] = Field(description="At most 20")
    attribute_keys: list[str] = Field(description="At most 50")
    points: int
    series: int
    first_time: str
    last_time: str


class MetricValue(BaseModel):
    """A bucket of a series."""

    time: str = Field(description="Where the bucket begins")
    value: float | None
    points: int


class MetricSeries(BaseModel):
    """One metric over time, for one set of labels."""

    labels: dict[str, str] = Field(description="By the keys of group_by; empty where the points have none")
    unit: str
    type: str
    temporality: str
    is_monotonic: bool
    aggregation: str
    values: list[MetricValue]


@dataclass(frozen=True)
class SeriesQuestion:
    """Which points of one metric, and how to put them together."""

    project_id: str
    window: TimeRange
    name: str
    unit: str
    where: Sequence[tuple[str, str]]
    """Attributes (of the point, else of the resource) and the values they must have."""
    group_by: Sequence[str]
    interval_s: int
    aggregation: Aggregation


class MetricPointReader:
    """Names and series."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def names(self, project_id: str, window: TimeRange, q: str) -> tuple[list[MetricName], bool]:
        """The metrics of a window by name, and whether that is all of them. `q`: substring of the name."""
        start, end = nanoseconds(window)
        rows = await self._store.read(
            "metric_points.names",
            statement("metric_names"),
            {"project": project_id, "start": start, "end": end, "q": q, "limit": MOST_METRICS + 1},
        )
        return [_name(row) for row in rows[:MOST_METRICS]], len(rows) <= MOST_METRICS

    async def series(self, question: SeriesQuestion) -> list[MetricSeries]:
        """The metric over time. Raises `Unprocessable` when that is more than one answer holds."""
        start, end = nanoseconds(question.window)
        interval_ns = question.interval_s * 10**9
        if (end - start) // interval_ns > MOST_BUCKETS:
            raise Unprocessable(
                f"That is more than {MOST_BUCKETS} buckets: choose a longer interval or a shorter window."
            )
        rows = await self._store.read(
            "metric_points.series",
            statement("metric_series"),
            {
                "project": question.project_id,
                "name": question.name,
                "unit": question.unit,
                "start": start,
                "end": end,
                "keys": [key for key, _ in question.where],
                "wanted": [value for _, value in question.where],
                "group_by": list(question.group_by),
                "interval_ns": interval_ns,
                "limit": MOST_POINTS + 1,
            },
        )
        if len(rows) > MOST_POINTS:
            raise Unprocessable(
                f"That is more than {MOST_POINTS} values: choose a longer interval, a shorter window, a "
                "filter, or fewer keys to group by."
            )
        return _grouped(rows, question)


def _name(row: Row) -> MetricName:
    return MetricName(
        name=row["name"],
        unit=row["unit"],
        description=row["metric_description"],
        type=row["type"],
        temporality=row["temporality"],
        is_monotonic=bool(row["is_monotonic"]),
        services=sorted(row["services"]),
        attribute_keys=row["attribute_keys"],
        points=row["points"],
        series=row["series_count"],
        first_time=iso_ns(row["first_ns"]),
        last_time=iso_ns(row["last_ns"]),
    )


def _grouped(rows: Sequence[Row], question: SeriesQuestion) -> list[MetricSeries]:
    found: dict[tuple[Any, ...], MetricSeries] = {}
    for row in rows:
        kind = (row["unit"], row["type"], row["temporality"], row["is_monotonic"])
        chosen = question.aggregation if question.aggregation != "auto" else default_aggregation(row)
        series = found.setdefault(
            (*row["labels"], *kind),
            MetricSeries(
                labels=dict(zip(question.group_by, row["labels"], strict=True)),
                unit=row["unit"],
                type=row["type"],
                temporality=row["temporality"],
                is_monotonic=bool(row["is_monotonic"]),
                aggregation=chosen,
                values=[],
            ),
        )
        value = _finite(_value(row, chosen, question.interval_s))
        series.values.append(MetricValue(time=iso_ns(row["bucket"]), value=value, points=row["points"]))
    return list(found.values())


def default_aggregation(row: Mapping[str, Any]) -> Aggregation:
    """What says most of a metric of this kind."""
    if row["type"] == "sum":
        return "increase" if row["is_monotonic"] or row["temporality"] == "delta" else "last"
    return "avg"


def _value(row: Row, aggregation: Aggregation, interval_s: int) -> float | None:
    """`avg` of a histogram or summary is its sum by its count, `increase` and `rate` are of its count."""
    is_spread = row["type"] not in ("gauge", "sum")
    increase = row["count_increase"] if is_spread else row["value_increase"]
    match aggregation:
        case "avg" if is_spread:
            total, count = row["sum_increase"], row["count_increase"]
            return total / count if count and total is not None else None
        case "avg" | "min" | "max":
            return _number(row[f"value_{aggregation}"])
        case "last":
            return None if is_spread else _number(row["value_last"])
        case "count":
            return _number(row["count_increase"]) if is_spread else float(row["points"])
        case "sum":
            return _number(row["sum_increase"] if is_spread else row["value_increase"])
        case "rate":
            return None if increase is None else float(increase) / interval_s
        case _:
            return _number(increase)


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
