"""How much a project may send: token buckets in memory.

Each server process counts for itself: where several replicas serve one project, each lets the whole limit
through.
"""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass

from agentops_server.policies.model import Rates


class OverLimit(Exception):
    """Nothing is taken now. `retry_after_s`: when there will be room again, in whole seconds."""

    def __init__(self, message: str, retry_after_s: int) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


@dataclass
class _Bucket:
    """`level`: what may be taken now; below zero it is owed."""

    level: float
    filled_at: float

    def fill(self, rate_s: float, most: float, now: float) -> None:
        """Add what has come since. A lowered `most` takes effect at once, debts stay."""
        self.level = min(most, self.level + (now - self.filled_at) * rate_s)
        self.filled_at = now


class RateLimiter:
    """The limits of all projects. Not thread-safe: it belongs to the event loop."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._requests: dict[str, _Bucket] = {}
        self._items: dict[str, _Bucket] = {}

    def take_request(self, project_id: str, rates: Rates) -> None:
        """Let one request in. Raises `OverLimit`."""
        if rates.requests_per_second:
            bucket = self._bucket(
                self._requests, project_id, rates.requests_per_second, float(rates.request_burst)
            )
            if bucket.level < 1:
                wait = (1 - bucket.level) / rates.requests_per_second
                raise _over(f"{rates.requests_per_second:g} requests a second", wait)
            bucket.level -= 1
        else:
            self._requests.pop(project_id, None)

    def take_items(self, project_id: str, count: int, rates: Rates) -> None:
        """Let a whole batch in, whatever its size, while nothing is owed. Raises `OverLimit`.

        What a batch takes beyond the room that there was is owed, and paid back before the next one: so none
        is taken in half, none waits for ever, and the rate is kept over time.
        """
        if rates.items_per_minute:
            rate_s = rates.items_per_minute / 60
            bucket = self._bucket(self._items, project_id, rate_s, float(rates.item_burst))
            if bucket.level < min(1, rates.item_burst):
                wait = (1 - bucket.level) / rate_s
                raise _over(f"{rates.items_per_minute} spans, log records and points a minute", wait)
            bucket.level -= count
        else:
            self._items.pop(project_id, None)

    def _bucket(self, buckets: dict[str, _Bucket], project_id: str, rate_s: float, most: float) -> _Bucket:
        now = self._clock()
        bucket = buckets.setdefault(project_id, _Bucket(most, now))
        bucket.fill(rate_s, most, now)
        return bucket


def _over(limit: str, wait_s: float) -> OverLimit:
    seconds = max(1, math.ceil(wait_s))
    return OverLimit(f"this project may send {limit}: send again in {seconds} s", seconds)
