"""Counts the calls that are being answered, by model.

The ASGI application opens an entry for each request and closes it when the answer has been sent or the client
has left, so nothing stays counted; the callback says which model the request is for.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar


class _Entry:
    __slots__ = ("model",)

    def __init__(self) -> None:
        self.model: str | None = None


class InFlight:
    """The requests of this process that have a model and no complete answer yet. For one event loop."""

    def __init__(self) -> None:
        self._entry: ContextVar[_Entry | None] = ContextVar("gateway_request", default=None)
        self._counts: Counter[str] = Counter()

    @contextmanager
    def request(self) -> Iterator[None]:
        """Spans one HTTP request."""
        entry = _Entry()
        token = self._entry.set(entry)
        try:
            yield
        finally:
            self._entry.reset(token)
            if entry.model is not None:
                self._counts[entry.model] -= 1
                if not self._counts[entry.model]:
                    del self._counts[entry.model]

    def model(self, name: str) -> None:
        """Says which model the current request is for; the first name counts."""
        entry = self._entry.get()
        if entry is not None and entry.model is None:
            entry.model = name
            self._counts[name] += 1

    def counts(self) -> dict[str, int]:
        """Active calls by model."""
        return dict(self._counts)


in_flight = InFlight()
