"""The live tail: traces as they come in or change.

A change is known by its version, which only grows. The place of a reader is the version and trace id of the
last change that it has seen.
"""

import re
import time
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from agentops_server.query.models import TraceSummary
from agentops_server.query.question import Filter
from agentops_server.query.traces import summary
from agentops_server.store.client import Store
from agentops_server.store.statements import statement
from kit.timerange import TimeRange

PAGE = 500
"""Changes read at once; of more, a reader hears only that there were some."""
_PLACE = re.compile(r"([0-9]{1,20})-([0-9a-f]{32})")
_BACK = timedelta(days=401)
# A batch has its version a moment before it can be read. Other writers' clocks may differ by as much.
_LAG_NS = 2_000_000_000
_RESUME_NS = 3_600_000_000_000
_FIRST_ID = "0" * 32


@dataclass(frozen=True)
class Change:
    """A trace as it is now, and the place to go on from."""

    place: str
    trace: TraceSummary


@dataclass
class Tail:
    """One reader's view of a project's changes. `place`: where to go on, as `Change.place` said."""

    store: Store
    wanted: Filter
    place: str | None
    version: int | None = None
    has_gap: bool = False
    """Whether changes were passed over since the last poll: what the reader shows should be read anew."""
    _seen: dict[str, int] = field(default_factory=dict)

    async def poll(self) -> list[Change]:
        """What changed since the last poll, in the order of changes; each change once.

        The first begins at the place, where it is one of ours and of the last hour; else it begins now.
        """
        if self.version is None:
            self.version = await self._begin()
        # Read a little of the past again: what was stored late may have a version from before.
        rows = await self.store.read(
            "live",
            self._recent().sql("live"),
            {
                **self._recent().parameters(),
                "after": self.version - _LAG_NS,
                "after_id": _FIRST_ID,
                "limit": PAGE + len(self._seen),
            },
        )
        fresh = [row for row in rows if self._seen.get(row["trace_id"].hex()) != row["version"]]
        if len(fresh) >= PAGE:
            self.has_gap = True
            self.version = await self._latest()
            self._seen = {}
            fresh = fresh[-PAGE:]
        for row in fresh:
            self._seen[row["trace_id"].hex()] = row["version"]
            self.version = max(self.version, row["version"])
        horizon = self.version - _LAG_NS
        self._seen = {trace_id: at for trace_id, at in self._seen.items() if at > horizon}
        return [Change(f"{row['version']}-{row['trace_id'].hex()}", summary(row)) for row in fresh]

    async def _begin(self) -> int:
        latest = await self._latest()
        found = _PLACE.fullmatch(self.place or "")
        if found is not None and latest - _RESUME_NS <= int(found[1]) <= latest + _LAG_NS:
            return int(found[1])
        self.has_gap = bool(self.place)
        return latest

    async def _latest(self) -> int:
        """The version of now. Changes from before the clock was put back have higher ones than its time."""
        asked = {"project": self.wanted.project_id}
        rows = await self.store.read("live.latest", statement("latest_version"), asked)
        return max(time.time_ns(), int(rows[0]["version"]))

    def _recent(self) -> Filter:
        now = datetime.now(UTC)
        return replace(self.wanted, window=TimeRange(now - _BACK, now + timedelta(days=2)))
