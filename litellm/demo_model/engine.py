"""The simulated engine: a bounded batch with a queue, and the clock by which tokens appear."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from demo_model.faults import FaultBook, Marker
from demo_model.metrics import Metrics
from demo_model.profiles import KV_BYTES, Profile
from demo_model.tokens import PrefixCache

_NEVER_S = 3600.0
_CROWDING = 0.02
"""Each further running sequence slows every one down by this share."""


@dataclass(eq=False)
class Run:
    """One request inside the engine."""

    prompt_tokens: int
    cached_tokens: int
    arrived: float
    generated: int = 0
    first_token: float | None = None
    finished: str = "abort"
    """vLLM's finished_reason: stop, length, abort, error."""
    intervals: list[float] = field(default_factory=list)


class Engine:
    """Serves one model: at most `max_running` requests at once, the rest wait in order of arrival.

    `speed` divides every simulated duration (2 is twice as fast).
    """

    def __init__(self, profile: Profile, speed: float, metrics: Metrics, faults: FaultBook) -> None:
        self.profile = profile
        self.cache = PrefixCache(profile.kv_tokens)
        self._speed = speed
        self._metrics = metrics
        self._faults = faults
        self._running: set[Run] = set()
        self._queue: list[tuple[asyncio.Future[None], Run]] = []
        metrics.watch(
            profile.name,
            running=lambda: float(len(self._running)),
            waiting=lambda: float(len(self._queue)),
            kv=self.kv_usage,
        )
        metrics.remember(
            profile.name,
            {
                "gpu": lambda: float(profile.weights_bytes + profile.kv_tokens * KV_BYTES),
                "kv_cache": lambda: self.kv_usage() * profile.kv_tokens * KV_BYTES,
                "ram": lambda: float(profile.weights_bytes // 16),
            },
        )

    def kv_usage(self) -> float:
        """Share of the KV cache held by running requests, 0 to 1."""
        used = sum(run.prompt_tokens + run.generated for run in self._running)
        return min(1.0, used / self.profile.kv_tokens)

    @asynccontextmanager
    async def run(self, prompt: list[str]) -> AsyncIterator[Run]:
        """Waits for a place in the batch, holds it, and accounts for the request at the end."""
        name = self.profile.name
        run = Run(len(prompt), self.cache.lookup(prompt), time.monotonic())
        self._metrics.prefix_queries.labels(name, "0").inc(run.prompt_tokens)
        self._metrics.prefix_hits.labels(name, "0").inc(run.cached_tokens)
        await self._enter(run)
        self._metrics.queue_time.labels(name, "0").observe(time.monotonic() - run.arrived)
        try:
            yield run
        finally:
            self._running.discard(run)
            self._admit()
            self._account(run)

    async def prefill(self, run: Run, marker: Marker, rng: random.Random) -> None:
        """Sleeps through the time to first token."""
        if marker.timeout:
            await asyncio.sleep(_NEVER_S)
        standing = self._faults.of(self.profile.name)
        extra = marker.delay_s + (standing.delay_s if standing else 0.0)
        work = self.profile.first_token_s + (run.prompt_tokens - run.cached_tokens) / self.profile.prefill_tps
        await asyncio.sleep(extra + work * rng.uniform(0.85, 1.25) * self._slowness())

    async def decode(self, run: Run, tokens: list[str], rng: random.Random) -> AsyncIterator[str]:
        """Yields `tokens` one by one when each is due."""
        due = time.monotonic()
        base = 1.0 / self.profile.decode_tps
        for index, token in enumerate(tokens):
            if index:
                interval = base * rng.uniform(0.8, 1.2) * self._slowness()
                due += interval
                run.intervals.append(interval)
                if (pause := due - time.monotonic()) > 0.0005:
                    await asyncio.sleep(pause)
            else:
                run.first_token = time.monotonic()
            run.generated += 1
            yield token

    async def decode_all(self, run: Run, count: int, rng: random.Random) -> None:
        """Sleeps as long as `decode` would take for `count` tokens (an answer that is not streamed)."""
        run.first_token = time.monotonic()
        base = self._slowness() / max(1.0, self.profile.decode_tps)
        run.intervals = [base * rng.uniform(0.8, 1.2) for _ in range(max(0, count - 1))]
        await asyncio.sleep(sum(run.intervals))
        run.generated += count

    def _slowness(self) -> float:
        standing = self._faults.of(self.profile.name)
        crowding = 1.0 + _CROWDING * max(0, len(self._running) - 1)
        return crowding * (standing.slowdown if standing else 1.0) / self._speed

    def _limit(self) -> int:
        standing = self._faults.of(self.profile.name)
        return (standing.max_running if standing else None) or self.profile.max_running

    async def _enter(self, run: Run) -> None:
        if len(self._running) < self._limit() and not self._queue:
            self._running.add(run)
            return
        place: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._queue.append((place, run))
        try:
            await place
        except asyncio.CancelledError:
            self._queue = [entry for entry in self._queue if entry[0] is not place]
            self._running.discard(run)  # it may have been admitted in the same turn
            self._admit()
            raise

    def _admit(self) -> None:
        while self._queue and len(self._running) < self._limit():
            place, run = self._queue.pop(0)
            if not place.done():
                self._running.add(run)
                place.set_result(None)

    def _account(self, run: Run) -> None:
        name, now = self.profile.name, time.monotonic()
        metrics = self._metrics
        metrics.success.labels(name, "0", run.finished).inc()
        metrics.e2e.labels(name, "0").observe(now - run.arrived)
        if run.first_token is None:
            return
        metrics.prompt_tokens.labels(name, "0").inc(run.prompt_tokens)
        metrics.request_prompt.labels(name, "0").observe(run.prompt_tokens)
        metrics.ttft.labels(name, "0").observe(run.first_token - run.arrived)
        if run.generated:
            metrics.generation_tokens.labels(name, "0").inc(run.generated)
            metrics.request_generation.labels(name, "0").observe(run.generated)
        for interval in run.intervals:
            metrics.itl.labels(name, "0").observe(interval)
        if run.intervals:
            metrics.tpot.labels(name, "0").observe(sum(run.intervals) / len(run.intervals))
