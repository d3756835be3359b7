"""Asks what the portal depends on, remembers since when each is as it is."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from kit.errors import ApiError


@dataclass(frozen=True)
class Probe:
    """One dependency. `check` returns a word of reassurance, or raises `ApiError` saying what is wrong."""

    name: str
    check: Callable[[], Awaitable[str]]
    # Without it the portal cannot serve at all.
    required: bool


@dataclass(frozen=True)
class Finding:
    """What a probe found."""

    name: str
    status: Literal["ok", "down"]
    since: datetime
    detail: str
    required: bool


class HealthService:
    """Runs the probes side by side, each within `timeout_s`; findings are kept for `ttl_s`.

    Anyone may ask for health, so asking must be cheap: however many ask, each probe runs once in `ttl_s`.
    """

    def __init__(
        self,
        probes: Sequence[Probe],
        clock: Callable[[], datetime],
        timeout_s: float = 2.0,
        ttl_s: float = 1.0,
    ) -> None:
        self._probes = probes
        self._clock = clock
        self._timeout_s = timeout_s
        self._ttl_s = ttl_s
        self._findings: dict[str, Finding] = {}
        self._checked_at: datetime | None = None
        self._lock = asyncio.Lock()

    async def findings(self) -> list[Finding]:
        """The state of every dependency."""
        async with self._lock:
            now = self._clock()
            if self._checked_at is None or (now - self._checked_at).total_seconds() >= self._ttl_s:
                results = await asyncio.gather(*(self._run(probe) for probe in self._probes))
                self._findings = {finding.name: finding for finding in results}
                self._checked_at = self._clock()
            return list(self._findings.values())

    async def _run(self, probe: Probe) -> Finding:
        status: Literal["ok", "down"] = "ok"
        try:
            async with asyncio.timeout(self._timeout_s):
                detail = await probe.check()
        except ApiError as error:
            status, detail = "down", error.message
        except TimeoutError:
            status, detail = "down", f"did not answer within {self._timeout_s:g} s"
        before = self._findings.get(probe.name)
        since = before.since if before and before.status == status else self._clock()
        return Finding(probe.name, status, since, detail, probe.required)
