"""Moves the spans of an upstream database through our own ingest, resumably, and may keep following it.

A span goes the way of every other: spool, meaning, prices, once. So bringing something over twice, after a
crash or while both servers are sent the same spans, changes nothing. How far each project is lies in a file
that is written after the spool has taken what came before it.
"""

import asyncio
import itertools
import json
import logging
import os
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from agentops_server.auth.callers import Caller
from agentops_server.ingest.accept import Refused, keep
from agentops_server.ingest.otlp import validate
from agentops_server.projects.repository import Project as OwnProject
from agentops_server.services import Services
from agentops_server.store.errors import StoreError, without_values
from agentops_server.upstream.reader import Place, Project, Upstream
from agentops_server.upstream.rows import Row, requests

_log = logging.getLogger(__name__)

_PAGE = 1000
_REQUEST_BYTES = 4 * 2**20
_STRETCH_NS = 30 * 86_400 * 10**9
_PATIENCE_S = (1, 2, 5, 10, 30)


@dataclass
class Progress:
    """What was done since the start."""

    spans: int = 0
    broken: int = 0
    """Rows whose ids are no ids."""
    by_project: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Wishes:
    """What to bring over. `projects`: upstream project → ours; empty: all, under their own ids."""

    projects: Mapping[str, str]
    since_ns: int
    overlap_s: int
    poll_s: float


class Importer:
    """Brings an upstream database over."""

    def __init__(self, upstream: Upstream, parts: Services, wishes: Wishes, places: Path) -> None:
        self._upstream = upstream
        self._parts = parts
        self._wishes = wishes
        self._file = places
        self._places = _read_places(places)
        self._recent: dict[str, set[tuple[str, str]]] = {}
        self.progress = Progress()

    async def once(self) -> Progress:
        """Everything that is there now. Raises `StoreError`."""
        for project in await asyncio.to_thread(self._upstream.projects):
            if own := await self._own_project(project):
                await self._history(project, own)
        return self.progress

    async def follow(self) -> None:
        """Everything that is there, and then what comes, until cancelled; waits while either side is away."""
        attempt = 0
        while True:
            try:
                before = self.progress.spans
                for project in await asyncio.to_thread(self._upstream.projects):
                    if own := await self._own_project(project):
                        await self._history(project, own)
                        await self._late(project, own)
                if self.progress.spans > before:
                    _log.info("brought spans over", extra={"spans": self.progress.spans - before})
                attempt = 0
                await asyncio.sleep(self._wishes.poll_s)
            except (StoreError, OSError, SQLAlchemyError) as error:
                # It does not answer, our disk is full, or our list of projects cannot be read: later, then.
                reason = without_values(str(error))[:300]
                _log.warning("the upstream database cannot be followed now", extra={"reason": reason})
                await asyncio.sleep(_PATIENCE_S[min(attempt, len(_PATIENCE_S) - 1)])
                attempt += 1

    async def _own_project(self, project: Project) -> str | None:
        """The project here, made under the same id where it is missing; None: not wanted."""
        wanted = self._wishes.projects
        if wanted and project.id not in wanted:
            return None
        own = wanted.get(project.id, project.id)
        if await self._parts.projects.project(own):
            return own
        if project.id in self._places:  # it was there, and somebody deleted it
            return None
        name = f"upstream {own[:8]}"
        await self._parts.projects.adopt(OwnProject(own, name, "production", datetime.now(UTC)))
        _log.info("made a project for an upstream one", extra={"project": own})
        return own

    async def _history(self, project: Project, own: str) -> None:
        place = max(self._places.get(project.id, Place()), Place(self._wishes.since_ns))
        while rows := await asyncio.to_thread(self._upstream.page, project.id, place, _PAGE):
            await self._take(rows, own)
            last = rows[-1]
            place = Place(int(last["start_ns"]), last["trace_id"], last["span_id"])
            self._places[project.id] = place
            await asyncio.to_thread(_write_places, self._file, self._places)

    async def _late(self, project: Project, own: str) -> None:
        """Spans that ended lately lie at their start, before the place that was reached."""
        reached = self._places.get(project.id, Place()).start_ns
        since = max(reached - self._wishes.overlap_s * 10**9, self._wishes.since_ns)
        ids = await asyncio.to_thread(self._upstream.ids_since, project.id, since)
        new = sorted(ids - self._recent.get(project.id, set()))
        for start in range(0, len(new), _PAGE):
            part = new[start : start + _PAGE]
            await self._take(await asyncio.to_thread(self._upstream.spans, project.id, since, part), own)
        self._recent[project.id] = ids

    async def _take(self, rows: list[Row], own: str) -> None:
        # As if they had arrived then, so that what is old keeps its time (its start is believed).
        for _, group in itertools.groupby(rows, lambda row: int(row["start_ns"]) // _STRETCH_NS):
            together = list(group)
            ends = max(int(row["start_ns"]) + int(row["duration_ns"]) for row in together)
            await self._send(together, own, min(ends, time.time_ns()))

    async def _send(self, rows: list[Row], own: str, received: int) -> None:
        caller = Caller(own, "upstream", frozenset({"ingest"}))
        for payload, broken in requests(rows, _REQUEST_BYTES):
            self.progress.broken += broken
            batch = validate(payload)
            await self._has_room()
            while True:
                try:
                    await keep(caller, batch, self._parts.lanes["traces"], self._parts, received_ns=received)
                    break
                except Refused as refused:
                    _log.warning("the spool does not take spans", extra={"reason": str(refused)})
                    await asyncio.sleep(2)
            self.progress.spans += batch.items
            self.progress.by_project[own] = self.progress.by_project.get(own, 0) + batch.items

    async def _has_room(self) -> None:
        """Half of the spool stays free for what programs send."""
        most = self._parts.settings.spool_max_bytes // 2
        while self._parts.spool.size > most:  # noqa: ASYNC110  # the spool tells nobody
            await asyncio.sleep(0.2)


def _read_places(path: Path) -> dict[str, Place]:
    if not path.exists():
        return {}
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return {project: Place(**place) for project, place in found.items()}


def _write_places(path: Path, places: Mapping[str, Place]) -> None:
    fresh = path.with_suffix(".tmp")
    with fresh.open("w", encoding="utf-8") as file:
        json.dump({project: asdict(place) for project, place in places.items()}, file)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
