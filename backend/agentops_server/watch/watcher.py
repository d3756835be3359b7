"""Looks at budgets, loops and anomalies in the background, and keeps the findings for `/metrics`."""

import asyncio
import logging
import math
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.exc import SQLAlchemyError

from agentops_server.projects.service import ProjectService
from agentops_server.query.anomalies.detect import Anomaly
from agentops_server.query.anomalies.reader import AnomalyReader
from agentops_server.store.client import Store, StoreError
from agentops_server.store.errors import without_values
from agentops_server.store.statements import statement
from agentops_server.watch.budgets import Budget
from agentops_server.watch.loops import find_loops
from agentops_server.watch.metrics import FAILURES, Seen, Unusual, show
from agentops_server.watch.spending import Spending
from kit.errors import ApiError
from kit.tasks import end, in_background
from kit.timerange import TimeRange

_log = logging.getLogger(__name__)

_PAST_DAYS = 28
_HOUR = timedelta(hours=1)
_UTC = ZoneInfo("UTC")
# Labels come from these: few enough that Prometheus does not mind.
_MOST_UNUSUAL = 40
_MOST_PROJECTS = 100
_MOST_TIMES = 1000.0
# A finding is believed for so many rounds that failed.
_BELIEVED_ROUNDS = 3


class Watcher:
    """Budgets and loops every `interval_s` seconds, anomalies every `anomalies_s` (0: never)."""

    def __init__(
        self,
        store: Store,
        projects: ProjectService,
        budgets: Sequence[Budget],
        interval_s: float,
        anomalies_s: float,
    ) -> None:
        self._store = store
        self._projects = projects
        self._spending = Spending(store, budgets)
        self._anomalies = AnomalyReader(store)
        self._interval_s = interval_s
        self._anomalies_s = anomalies_s
        self._failed: dict[str, int] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._seen = Seen(budgets=tuple(budgets))

    def start(self) -> None:
        """Begin to watch."""
        show(self._seen)
        rounds: list[tuple[str, Callable[[], Awaitable[None]], float]] = [
            ("loops", self._watch_loops, self._interval_s),
            ("anomalies", self._watch_anomalies, self._anomalies_s),
        ]
        if self._seen.budgets:
            rounds.append(("budgets", self._watch_budgets, self._interval_s))
        for what, look, pause in rounds:
            if pause:
                FAILURES.labels(what)
                self._seen.intervals[what], self._seen.finished[what] = pause, time.time()
                self._tasks.append(in_background(self._repeat(what, look, pause), f"watching ({what})"))

    async def stop(self) -> None:
        """End; what was found is not shown any more."""
        await end(*self._tasks)
        show(Seen())

    async def _repeat(self, what: str, look: Callable[[], Awaitable[None]], pause: float) -> None:
        while True:
            try:
                await look()
            except (StoreError, SQLAlchemyError, ApiError) as error:
                FAILURES.labels(what).inc()
                self._failed[what] = self._failed.get(what, 0) + 1
                if self._failed[what] >= _BELIEVED_ROUNDS:
                    self._forget(what)
                reason = without_values(str(error))[:300]
                _log.warning("watching could not finish", extra={"what": what, "reason": reason})
            else:
                self._failed[what] = 0
                self._seen.finished[what] = time.time()
            await asyncio.sleep(pause)

    def _forget(self, what: str) -> None:
        """What may have changed long ago is not told as if it were so now."""
        match what:
            case "loops":
                self._seen.loops = None
            case "anomalies":
                self._seen.unusual = None
            case _:
                # The counter stays: it only grows, and must not seem to begin anew.
                self._seen.spent = None

    async def _watch_budgets(self) -> None:
        spent, grown = await self._spending.read(await self._all(), datetime.now(UTC))
        self._seen.spent, self._seen.grown = spent, grown

    async def _watch_loops(self) -> None:
        self._seen.loops = await find_loops(self._store, await self._all())

    async def _watch_anomalies(self) -> None:
        now = datetime.now(UTC)
        found: dict[Unusual, float] = {}
        for project_id in await self._active():
            looked = await self._anomalies.find(
                project_id, TimeRange(now - _HOUR, now), _PAST_DAYS, _UTC, now
            )
            ongoing = [one for one in looked.detected.anomalies if one.is_ongoing]
            for one in ongoing[:_MOST_UNUSUAL]:
                # Once each: Prometheus refuses a page that has a series twice.
                found.setdefault(_unusual(project_id, one), _times(one))
        self._seen.unusual = found

    async def _all(self) -> list[str]:
        return [project.id for project in await self._projects.projects()]

    async def _active(self) -> list[str]:
        """Projects in which something happened lately: of the others there is nothing unusual to tell."""
        projects = await self._all()
        since = int((time.time() - _HOUR.total_seconds()) * 1e9)
        asked = {"projects": projects, "since": since}
        rows = await self._store.read("watch.active", statement("watch_active"), asked)
        active = {row["project_id"] for row in rows}
        return [project for project in projects if project in active][:_MOST_PROJECTS]


def _unusual(project_id: str, one: Anomaly) -> Unusual:
    worst = one.worst
    return Unusual(
        project_id, one.series.subject, one.series.name, worst.metric, worst.direction, worst.severity
    )


def _times(one: Anomaly) -> float:
    usual = one.worst.usual.middle
    return min(one.worst.value / usual if usual > 0 else math.inf, _MOST_TIMES)
