"""The dashboards of `config/grafana-dashboards`, and bounded questions to Prometheus for their panels."""

import json
import math
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from kit.errors import NotFound
from kit.timerange import TimeRange, auto_interval
from portal.monitoring.dashboard_schemas import (
    DashboardInfo,
    DashboardList,
    LabelValues,
    QueryResult,
    Series,
)
from portal.monitoring.sources import Source, understood

# Points of a line: more than a screen has pixels for.
MOST_POINTS = 2_000
MOST_SERIES = 500
_MOST_VALUES = 1_000
_PATIENCE = "8s"


class Dashboards:
    """Read once, at the start: they are part of the release."""

    def __init__(self, folder: Path) -> None:
        found = [json.loads(path.read_text("utf-8")) for path in sorted(folder.glob("*.json"))]
        self._by_uid: dict[str, dict[str, Any]] = {one["uid"]: one for one in found}

    def list(self) -> DashboardList:
        """What there is, by title."""
        infos = [
            DashboardInfo(
                uid=uid,
                title=one["title"],
                description=one.get("description", ""),
                tags=one.get("tags", []),
                panels=sum(panel["type"] != "row" for panel in one["panels"]),
            )
            for uid, one in self._by_uid.items()
        ]
        return DashboardList(dashboards=sorted(infos, key=lambda one: one.title))

    def get(self, uid: str) -> dict[str, Any]:
        """A dashboard as Grafana has it. Raises `NotFound`."""
        if uid not in self._by_uid:
            raise NotFound("There is no dashboard of this name.", code="dashboard_not_found")
        return self._by_uid[uid]


class Questions:
    """PromQL, within bounds of time and size. Raises `BadRequest` for bad PromQL, or as Prometheus fails."""

    def __init__(self, prometheus: Source) -> None:
        self._prometheus = prometheus

    async def over_time(self, query: str, window: TimeRange, step_s: int | None) -> QueryResult:
        """A value each step: lines."""
        least = math.ceil(window.duration.total_seconds() / MOST_POINTS)
        step = max(step_s or auto_interval(window, most=300), least, 1)
        answer = await self._prometheus.get(
            "/api/v1/query_range",
            {
                "query": query,
                "start": str(window.start.timestamp()),
                "end": str(window.end.timestamp()),
                "step": str(step),
                "timeout": _PATIENCE,
            },
        )
        return _result(answer, step)

    async def at(self, query: str, moment: datetime) -> QueryResult:
        """The values at one moment: figures, bars, tables."""
        answer = await self._prometheus.get(
            "/api/v1/query",
            {"query": query, "time": str(moment.timestamp()), "timeout": _PATIENCE},
        )
        return _result(answer, 0)

    async def values(self, label: str, metric: str, window: TimeRange) -> LabelValues:
        """The values that a label of a metric has had: the choices of a variable."""
        answer = await self._prometheus.get(
            f"/api/v1/label/{label}/values",
            {
                "match[]": metric,
                "start": str(window.start.timestamp()),
                "end": str(window.end.timestamp()),
            },
        )
        with understood():
            found = [str(value) for value in answer["data"]]
        return LabelValues(values=found[:_MOST_VALUES])


def _result(answer: Any, step: int) -> QueryResult:
    with understood():
        data = answer["data"]
        match data["resultType"]:
            case "matrix":
                series = [
                    Series(labels=one["metric"], points=_points(one["values"])) for one in data["result"]
                ]
            case "vector":
                series = [
                    Series(labels=one["metric"], points=_points([one["value"]])) for one in data["result"]
                ]
            case "scalar":
                series = [Series(labels={}, points=_points([data["result"]]))]
            case _:
                series = []
    told = list(answer.get("warnings", []))
    if len(series) > MOST_SERIES:
        told.append(f"Only {MOST_SERIES} of {len(series)} series are shown: narrow the question.")
    return QueryResult(series=series[:MOST_SERIES], step_seconds=step, warnings=told)


def _points(pairs: list[list[Any]]) -> list[tuple[datetime, float | None]]:
    """JSON has neither NaN nor infinity: they are null."""
    return [
        (datetime.fromtimestamp(moment, UTC), number if math.isfinite(number := float(value)) else None)
        for moment, value in pairs
    ]
