"""A circuit breaker: after repeated failures, fail at once for a while, then let one call try."""

from collections.abc import Callable
from enum import StrEnum


class CircuitState(StrEnum):
    """What the breaker does with the next call."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class CircuitBreaker:
    """Opens after `threshold` failures in a row; after `cooldown_s` one call may try, the others still fail.

    It belongs to one event loop and needs no lock. `clock` counts seconds and never goes back.
    """

    def __init__(self, threshold: int, cooldown_s: float, clock: Callable[[], float]) -> None:
        self._threshold = threshold
        self._cooldown_s = cooldown_s
        self._clock = clock
        self._failures = 0
        self._opened_at: float | None = None
        self._trial_since: float | None = None

    @property
    def state(self) -> CircuitState:
        """The state a call would meet now."""
        if self._opened_at is None:
            return CircuitState.CLOSED
        if self._clock() - self._opened_at >= self._cooldown_s:
            return CircuitState.HALF_OPEN
        return CircuitState.OPEN

    def retry_after_s(self) -> float:
        """Seconds until the next trial may begin; 0 when calls may go now."""
        if self._opened_at is None:
            return 0.0
        return max(0.0, self._cooldown_s - (self._clock() - self._opened_at))

    def allow(self) -> bool:
        """Whether a call may go. Each True must be followed by `succeeded` or `failed`."""
        state = self.state
        if state is CircuitState.CLOSED:
            return True
        if state is CircuitState.OPEN:
            return False
        now = self._clock()
        # A trial that never reported back (its task was cancelled) must not bar the next for ever.
        if self._trial_since is not None and now - self._trial_since < self._cooldown_s:
            return False
        self._trial_since = now
        return True

    def succeeded(self) -> None:
        """The call was answered."""
        self._failures = 0
        self._opened_at = None
        self._trial_since = None

    def failed(self) -> None:
        """The call was not answered."""
        self._failures += 1
        self._trial_since = None
        if self._failures >= self._threshold:
            self._opened_at = self._clock()
