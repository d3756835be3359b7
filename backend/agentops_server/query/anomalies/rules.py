"""When an hour is out of the ordinary: one rule a figure, each with its least volume.

All of a rule must hold: there was enough traffic to tell; the hour differs from the median by a factor that
matters; it is beyond what nineteen of twenty hours around this time of day were; it is further from the
median than hours usually are (`_FAR` times their scatter); and further than chance alone makes it: of counts
their square root, of rates the binomial deviation (`_NO_CHANCE` times that).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from agentops_server.query.anomalies.past import Figure, Hour, Past, Usual, quantile

Metric = Literal["volume", "errors", "latency", "cost"]
Direction = Literal["up", "down"]
Severity = Literal["warning", "critical"]

_FAR = 4.0
_NO_CHANCE = 5.0
FEWEST_CALLS = 30
"""An hour with fewer calls (or traces) is no evidence, neither is one against a usual of fewer."""
_FEWEST_OF_THE_PAST = 10
_FEWEST_ERRORS = 5
_ERRORS_MORE = 0.05
_ERRORS_MANY = 0.25
_SLOWER = 2.0
_SLOWER_MS = 100.0
_MORE = 2.0
_MUCH_MORE = 4.0
_HALF = 0.5
_ALMOST_NOTHING = 0.1
LEAST_USD = 0.10
"""An hour that cost less than this more than usual is nobody's trouble."""
LEAST_USD_OF_FEW = 1.00
"""The same of few calls, which cost now more, now less by chance."""

_VOLUME = Figure("volume", lambda hour: float(hour.count), small=1.0)
_COST = Figure("cost", lambda hour: hour.cost_usd, small=LEAST_USD / 10)
_ERRORS = Figure(
    "errors", lambda hour: hour.errors / hour.count if hour.count >= _FEWEST_OF_THE_PAST else None, small=None
)
_LATENCY = Figure(
    "latency", lambda hour: hour.latency_ms if hour.count >= _FEWEST_OF_THE_PAST else None, small=1.0
)
_BUSY = Figure("busy", lambda hour: float(hour.count) or None, small=1.0)
_SPENT = Figure("spent", lambda hour: hour.cost_usd or None, small=LEAST_USD / 10)


@dataclass(frozen=True)
class Finding:
    """An hour out of the ordinary. `score`: distance from the median, in units of the usual scatter or of
    chance, whichever makes it less.
    """

    metric: Metric
    direction: Direction
    severity: Severity
    value: float
    usual: Usual
    score: float


@dataclass(frozen=True)
class Looked:
    """An hour that is looked at, and the past that it is compared with."""

    start: int
    hour: Hour
    is_whole: bool
    """Whether all of it is over, and what happened at its end has arrived."""
    past: Past

    def usual(self, figure: Figure) -> Usual | None:
        """What is usual at this hour."""
        return self.past.usual(self.start, figure)

    def far(self, figure: Figure, value: float, usual: Usual, thin: float = 1.0) -> float:
        """The distance from the median in units of the usual scatter, which is `thin` times wider here."""
        scatter = max(self.past.scatter(self.start, figure) * thin, 0.01)
        return figure.distance(value, usual.middle) / scatter


def volume(looked: Looked) -> Finding | None:
    """Many more calls than usual, or many fewer."""
    usual = looked.usual(_VOLUME)
    if usual is None:
        return None
    value, middle = float(looked.hour.count), usual.middle
    if value >= max(FEWEST_CALLS, _MORE * middle) and value > usual.ceiling:
        if middle == 0 and value <= _MORE * _peak(looked.past, _BUSY):
            return None  # it comes and goes, and was as busy before at other times
        is_critical = value >= _MUCH_MORE * max(middle, 1.0)
        direction: Direction = "up"
    elif looked.is_whole and middle >= FEWEST_CALLS and value <= _HALF * middle and value < usual.floor:
        is_critical = value <= _ALMOST_NOTHING * middle
        direction = "down"
    else:
        return None
    chance = (value - middle) / math.sqrt(max(middle, 1.0))
    far = looked.far(_VOLUME, value, usual)
    if abs(far) < _FAR or abs(chance) < _NO_CHANCE:
        return None
    return Finding("volume", direction, _severity(is_critical), value, usual, min(far, chance, key=abs))


def errors(looked: Looked) -> Finding | None:
    """A greater part of the calls failed than usual. Fewer failures are good news."""
    hour = looked.hour
    if hour.count < FEWEST_CALLS or hour.errors < _FEWEST_ERRORS:
        return None
    usual = looked.usual(_ERRORS)
    value = hour.errors / hour.count
    if usual is None or value - usual.middle < _ERRORS_MORE or value <= usual.ceiling:
        return None
    # Where failures are rare the median is none at all: what chance makes of them the upper hours tell.
    expected = max(usual.middle, usual.high / 2)
    chance = (value - expected) / max(math.sqrt(expected * (1 - expected) / hour.count), 0.01)
    far = looked.far(_ERRORS, value, usual)
    if far < _FAR or chance < _NO_CHANCE:
        return None
    severity = _severity(value - usual.middle >= _ERRORS_MANY)
    return Finding("errors", "up", severity, value, usual, min(far, chance))


def latency(looked: Looked) -> Finding | None:
    """Slower than usual: the 95th percentile, of hours with enough calls to have one."""
    hour = looked.hour
    if hour.count < FEWEST_CALLS or hour.latency_ms is None:
        return None
    usual, value = looked.usual(_LATENCY), hour.latency_ms
    if usual is None or value <= usual.ceiling:
        return None
    if value < _SLOWER * usual.middle or value - usual.middle < _SLOWER_MS:
        return None
    # The percentile of few calls scatters more than that of many.
    counts = looked.usual(_BUSY)
    thin = math.sqrt(max(1.0, (counts.middle if counts else 1.0) / hour.count))
    far = looked.far(_LATENCY, value, usual, thin)
    if far < _FAR:
        return None
    return Finding("latency", "up", _severity(value >= _MUCH_MORE * usual.middle), value, usual, far)


def cost(looked: Looked) -> Finding | None:
    """More money than usual, in US dollars of the hour. Less is good news."""
    hour = looked.hour
    usual, value = looked.usual(_COST), hour.cost_usd
    if usual is None or hour.count == 0 or value <= usual.ceiling:
        return None
    least = LEAST_USD if hour.count >= FEWEST_CALLS else LEAST_USD_OF_FEW
    if value < _MORE * usual.middle or value - usual.middle < least:
        return None
    if usual.middle == 0 and value <= _MORE * _peak(looked.past, _SPENT):
        return None
    far = looked.far(_COST, value, usual)
    if far < _FAR:
        return None
    return Finding("cost", "up", _severity(value >= _MUCH_MORE * usual.middle), value, usual, far)


def _peak(past: Past, figure: Figure) -> float:
    """What is a lot, of the hours that had anything; 0 when none had."""
    values = past.values(figure)
    return quantile(values, 0.95) if values else 0.0


def _severity(is_critical: bool) -> Severity:
    return "critical" if is_critical else "warning"


RULES: tuple[Callable[[Looked], Finding | None], ...] = (cost, latency, errors, volume)
