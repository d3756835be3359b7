"""Asks what the portal depends on, remembers since when each is as it is."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from kit.errors import ApiError

Trouble = Literal["unreachable", "timeout", "wrong_answer", "wrong_credentials", "unhealthy", "limited"]

# What errors of checks come to. Anything else: it answered, and said that it is not well.
_TROUBLES: Mapping[str, Trouble] = {
    "agentops_unavailable": "unreachable",
    "agentops_timeout": "timeout",
    "agentops_bad_answer": "wrong_answer",
    "agentops_wrong_token": "wrong_credentials",
    "database_unavailable": "unreachable",
    "unreachable": "unreachable",
    "timeout": "timeout",
    "wrong_credentials": "wrong_credentials",
}


@dataclass(frozen=True)
class Word:
    """What a check has to say about something that answers; `trouble` where it does less than it should."""

    detail: str
    trouble: Trouble | None = None


@dataclass(frozen=True)
class Probe:
    """One dependency. `check` returns a word of reassurance, or raises `ApiError` saying what is wrong.

    `setting` is the variable that says where it is.
    """

    name: str
    check: Callable[[], Awaitable[Word]]
    # Without it the portal cannot serve at all.
    required: bool
    setting: str


class ComponentObserver(Protocol):
    """Told about every finding, for the portal's own metrics."""

    def component(self, name: str, up: bool) -> None:
        """Whether a dependency answers."""


@dataclass(frozen=True)
class Finding:
    """What a probe found."""

    name: str
    status: Literal["ok", "down"]
    since: datetime
    detail: str
    required: bool
    setting: str
    trouble: Trouble | None = None


class HealthService:
    """Runs the probes side by side, each within `timeout_s`; findings are kept for `ttl_s`.

    Anyone may ask for health, so asking must be cheap: however many ask, each probe runs once in `ttl_s`.
    """

    def __init__(
        self,
        probes: Sequence[Probe],
        clock: Callable[[], datetime],
        observer: ComponentObserver | None = None,
        timeout_s: float = 2.0,
        ttl_s: float = 1.0,
    ) -> None:
        self._probes = probes
        self._clock = clock
        self._observer = observer
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
                word = await probe.check()
        except ApiError as error:
            status, word = "down", Word(error.message, _TROUBLES.get(error.code, "unhealthy"))
        except TimeoutError:
            status, word = "down", Word(f"It did not answer within {self._timeout_s:g} s.", "timeout")
        if self._observer is not None:
            self._observer.component(probe.name, status == "ok")
        before = self._findings.get(probe.name)
        since = before.since if before and before.status == status else self._clock()
        return Finding(probe.name, status, since, word.detail, probe.required, probe.setting, word.trouble)
