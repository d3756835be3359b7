"""Reads the hours of a window and of its past, and finds what is unusual. One bounded query."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from agentops_server.query.anomalies.detect import Detected, Series, Window, detect
from agentops_server.query.anomalies.past import Calendar, Hour
from agentops_server.query.buckets import Buckets, buckets
from agentops_server.query.question import Filter
from agentops_server.query.rollups import figures
from agentops_server.store.client import Row, Store
from kit.timerange import TimeRange

MOST_NAMES = 40
"""Models, and agents, that are looked at: the busiest."""
# What is on its way: a long trace is told of when it ends.
_ARRIVES_S = 300
_NS_PER_MS = 1_000_000


@dataclass(frozen=True)
class Found:
    """What is unusual. `complete`: whether all models and agents were looked at."""

    detected: Detected
    models: int
    agents: int
    is_complete: bool
    past: TimeRange
    window: TimeRange


class AnomalyReader:
    """Compares models and agents with their own past."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def find(
        self, project_id: str, window: TimeRange, days: int, local: ZoneInfo, now: datetime
    ) -> Found:
        """The anomalies of the hours that touch `window`, against the `days` before it."""
        whole = TimeRange(window.start - timedelta(days=days), window.end)
        parts = buckets(whole, "1h", local)
        wanted = Filter(project_id, TimeRange(_at(parts.starts[0]), window.end))
        source = await figures(self._store, wanted)
        sql = wanted.sql("anomaly_hours", hour=parts.sql, figures=source.sql("call_figures"))
        bound = {**source.parameters, **parts.parameters, "limit": MOST_NAMES + 1}
        rows = await self._store.read("anomalies", sql, bound)
        # Not in the event loop: some ten thousand hours.
        return await asyncio.to_thread(_found, rows, parts, window, local, now)


def _found(rows: Sequence[Row], parts: Buckets, window: TimeRange, local: ZoneInfo, now: datetime) -> Found:
    first = max(start for start in parts.starts if start <= window.start.timestamp())
    settled = min(window.end.timestamp(), now.timestamp() - _ARRIVES_S)
    view = Window(
        past=[start for start in parts.starts if start < first],
        starts=[start for start in parts.starts if start >= first],
        settled=int(settled),
        calendar=Calendar.of(parts.starts, local),
    )
    chosen = {subject: _busiest(rows, subject) for subject in ("model", "agent")}
    detected = detect([_series(row) for found in chosen.values() for row in found[:MOST_NAMES]], view)
    return Found(
        detected,
        models=min(len(chosen["model"]), MOST_NAMES),
        agents=min(len(chosen["agent"]), MOST_NAMES),
        is_complete=all(len(found) <= MOST_NAMES for found in chosen.values()),
        past=TimeRange(_at(parts.starts[0]), _at(first)),
        window=TimeRange(_at(first), window.end),
    )


def _busiest(rows: Sequence[Row], subject: str) -> list[Row]:
    return sorted((row for row in rows if row["subject"] == subject), key=lambda row: -row["total"])


def _series(row: Row) -> Series:
    return Series(
        row["subject"],
        row["name"],
        {
            int(start): Hour(int(amount), int(failed), float(spent), float(slow) / _NS_PER_MS)
            for start, amount, failed, spent, slow in row["hours"]
        },
    )


def _at(start: int) -> datetime:
    return datetime.fromtimestamp(start, tz=ZoneInfo("UTC"))
