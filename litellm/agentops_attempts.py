"""Puts together what LiteLLM tells of one request in pieces.

LiteLLM reports the first failed attempt of a request as a failure at once, also when a retry or a fallback
answers the caller a moment later; further failed attempts are not reported as failures at all. Taken as they
come, one call would be an error and a success. So a failure that tells of an attempt is held until the
request has ended. Pure: no LiteLLM; the clock is the caller's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from agentops_events import Attempt, CallEvent

_MOST_OPEN = 10_000
HELD_S = 900.0
"""Seconds after which a request that never reported its end is taken as failed."""


@dataclass
class _Open:
    since: float
    attempts: list[Attempt] = field(default_factory=list)
    failure: CallEvent | None = None
    final: Mapping[str, Any] | None = None


class CallTracker:
    """Requests with failed attempts that have not ended yet, by LiteLLM's call id. Used on the event loop."""

    def __init__(self) -> None:
        self._open: dict[str, _Open] = {}

    def attempt(self, call_id: str, attempt: Attempt) -> None:
        """Notes a failed attempt."""
        self._open.setdefault(call_id, _Open(attempt.end)).attempts.append(attempt)

    def succeeded(self, event: CallEvent) -> CallEvent:
        """The event of an answered request, with the attempts that failed before."""
        one = self._open.pop(event.call_id, None) if self._open else None
        return replace(event, attempts=tuple(one.attempts)) if one else event

    def failed(self, event: CallEvent) -> CallEvent | None:
        """The event when it is final; None while it is held, because a retry or a fallback may follow."""
        one = self._open.get(event.call_id)
        if one is None:
            return event
        one.failure = event
        return self._finish(event.call_id, event.end) if one.final is not None else None

    def ended(self, call_id: str, error: Mapping[str, Any], now: float) -> CallEvent | None:
        """The held failure of a request that failed for its caller with `error` at `now` (epoch seconds)."""
        one = self._open.get(call_id)
        if one is None:
            return None
        one.final = error
        return self._finish(call_id, now) if one.failure is not None else None

    def overdue(self, now: float) -> list[CallEvent]:
        """Failures of requests that never reported their end; also the oldest when there are too many."""
        if not self._open:
            return []
        late = [call_id for call_id, one in self._open.items() if now - one.since > HELD_S]
        late += list(self._open)[: max(0, len(self._open) - _MOST_OPEN)]
        found = [self._finish(call_id, now) for call_id in dict.fromkeys(late)]
        return [event for event in found if event is not None]

    def close(self, now: float) -> list[CallEvent]:
        """All held failures, for the end of the process."""
        found = [self._finish(call_id, now) for call_id in list(self._open)]
        return [event for event in found if event is not None]

    def _finish(self, call_id: str, now: float) -> CallEvent | None:
        one = self._open.pop(call_id)
        if one.failure is None:
            return None
        payload = {**one.failure.payload, "endTime": max(now, one.failure.end)}
        if one.final:
            payload["error_information"] = {**one.failure.error, **one.final}
        return replace(one.failure, payload=payload, attempts=tuple(one.attempts))
