"""Faults on demand: markers in a user message, and standing faults set through POST /demo/faults.

A marker travels through any gateway: `[[demo:error=429]]`, `[[demo:error=503,times=2]]` (the first two
attempts of this prompt fail, later ones succeed), `[[demo:delay=3]]` (seconds before the first token),
`[[demo:timeout]]` (no answer ever), `[[demo:midstream_abort]]` (the connection is cut in the middle),
`[[demo:oom]]`, `[[demo:tokens=400]]` (length of the answer), `[[demo:tool=NAME]]`, `[[demo:reasoning]]`.
"""

import re
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from demo_model.errors import DemoError

_MARKER = re.compile(r"\[\[demo:([^\]]*)\]\]")
_MESSAGES = {
    400: "The request was rejected by a demo fault.",
    401: "Unauthorized",
    429: "Too many requests: the queue of this model is full.",
    500: "EngineCore encountered an issue. See stack trace (above) for the root cause.",
    503: "The model server is overloaded or restarting.",
}
OOM_MESSAGE = "CUDA out of memory. Tried to allocate 2.50 GiB (GPU 0; 79.15 GiB total capacity)."


@dataclass
class Marker:
    """What the markers of one prompt ask for."""

    error: int | None = None
    times: int | None = None
    delay_s: float = 0.0
    timeout: bool = False
    midstream_abort: bool = False
    oom: bool = False
    tokens: int | None = None
    tool: str | None = None
    reasoning: bool = False


def strip_markers(text: str) -> str:
    """The text without its markers."""
    return _MARKER.sub("", text).strip() if "[[demo:" in text else text


def read_markers(text: str) -> Marker:
    """Reads all markers of `text`; an unknown or malformed one is a DemoError 400 that names it."""
    marker = Marker()
    for inner in _MARKER.findall(text):
        for part in inner.split(","):
            name, _, value = part.strip().partition("=")
            try:
                _apply(marker, name.strip(), value.strip())
            except ValueError as error:
                raise DemoError(400, f"Bad demo marker [[demo:{inner}]]: {error}") from error
    return marker


def _apply(marker: Marker, name: str, value: str) -> None:
    if name == "error":
        marker.error = int(value)
        if not 400 <= marker.error <= 599:
            raise ValueError("error takes an HTTP status from 400 to 599")
    elif name == "times":
        marker.times = int(value)
    elif name == "delay":
        marker.delay_s = min(float(value), 3600.0)
    elif name == "tokens":
        marker.tokens = max(1, int(value))
    elif name == "tool":
        marker.tool = value
    elif name in ("timeout", "midstream_abort", "oom", "reasoning"):
        setattr(marker, name, True)
    else:
        raise ValueError(
            "known are error, times, delay, timeout, midstream_abort, oom, tokens, tool, reasoning"
        )


@dataclass
class StandingFault:
    """A fault of a model that lasts until it is cleared or its time is over."""

    error: int | None = None
    """HTTP status that calls are answered with."""
    rate: float = 1.0
    """Share of the calls that get `error`, 0 to 1, spread evenly."""
    delay_s: float = 0.0
    """Seconds added before the first token."""
    slowdown: float = 1.0
    """Divides the speed of prefill and decode."""
    unloaded: bool = False
    """The model is missing from /v1/models and calls get 404."""
    unhealthy: bool = False
    """GET /health answers 503."""
    max_running: int | None = None
    """Sequences served at once instead of the profile's figure."""
    duration_s: float | None = None
    """Seconds until the fault ends by itself; null lasts until cleared."""
    _until: float = field(default=float("inf"), repr=False)
    _seen: int = field(default=0, repr=False)

    @classmethod
    def parse(cls, body: dict[str, Any], now: float) -> "StandingFault":
        """Reads a request body (without `model`); DemoError 400 names an unknown or bad field."""
        known = {name for name in cls.__dataclass_fields__ if not name.startswith("_")}
        if unknown := sorted(set(body) - known):
            raise DemoError(400, f"Unknown fields {unknown}; known are model, {', '.join(sorted(known))}.")
        try:
            fault = cls(**body)
            fault.rate, fault.delay_s, fault.slowdown = (
                min(1.0, max(0.0, float(fault.rate))),
                max(0.0, float(fault.delay_s)),
                max(0.01, float(fault.slowdown)),
            )
            fault._until = now + float(fault.duration_s) if fault.duration_s is not None else float("inf")
            fault.error = int(fault.error) if fault.error is not None else None
            fault.max_running = max(1, int(fault.max_running)) if fault.max_running is not None else None
        except (TypeError, ValueError) as error:
            raise DemoError(400, f"Bad demo fault: {error}") from error
        return fault

    def public(self) -> dict[str, Any]:
        """The fault as JSON."""
        return {key: value for key, value in asdict(self).items() if not key.startswith("_")}


class FaultBook:
    """All standing faults, and how often each prompt with `times` was already refused."""

    def __init__(self) -> None:
        self._standing: dict[str, StandingFault] = {}
        self._attempts: dict[tuple[str, str], int] = {}

    def set(self, model: str, body: dict[str, Any]) -> None:
        """Sets the fault of `model` ("*": of every model)."""
        self._standing[model] = StandingFault.parse(body, time.monotonic())

    def clear(self, model: str | None = None) -> None:
        """Ends the fault of `model`, or all of them."""
        if model is None:
            self._standing.clear()
        else:
            self._standing.pop(model, None)

    def listed(self) -> dict[str, dict[str, Any]]:
        """Every fault in force by model."""
        return {model: fault.public() for model in list(self._standing) if (fault := self._get(model))}

    def of(self, model: str) -> StandingFault | None:
        """The fault in force for `model`, its own before that of "*"."""
        return self._get(model) or self._get("*")

    def unhealthy(self) -> bool:
        """True when any fault makes GET /health fail."""
        return any(fault.unhealthy for model in list(self._standing) if (fault := self._get(model)))

    def refuse(self, model: str, marker: Marker, prompt: str) -> None:
        """Raises the DemoError that this call must be answered with, if any."""
        if marker.oom:
            raise DemoError(500, OOM_MESSAGE)
        if marker.error is not None and self._due(model, marker, prompt):
            raise _error(marker.error)
        standing = self.of(model)
        if standing is not None and standing.error is not None:
            standing._seen += 1
            if int(standing._seen * standing.rate) > int((standing._seen - 1) * standing.rate):
                raise _error(standing.error)

    def _due(self, model: str, marker: Marker, prompt: str) -> bool:
        if marker.times is None:
            return True
        seen = self._attempts.get((model, prompt), 0)
        if len(self._attempts) > 10_000:
            self._attempts.clear()
        self._attempts[(model, prompt)] = seen + 1
        return seen < marker.times

    def _get(self, model: str) -> StandingFault | None:
        fault = self._standing.get(model)
        if fault is not None and fault._until <= time.monotonic():
            del self._standing[model]
            return None
        return fault


def _error(status: int) -> DemoError:
    message = _MESSAGES.get(status, "The call was failed by a demo fault.")
    return DemoError(status, message, retry_after_s=1 if status in (429, 503) else None)
