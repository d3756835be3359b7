"""The past of one model or agent, hour by hour, and what is usual at an hour of it.

Traffic has a rhythm: nights, weekends, a job every Monday. So an hour is compared with the same hour of
earlier days, of the narrowest kind that the past has enough of. Everything here is medians and ranges of
numbers that people can look up in the charts.
"""

import math
import statistics
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Literal
from zoneinfo import ZoneInfo

HOUR_S = 3600
# The median of absolute deviations of normally distributed numbers, as a standard deviation:
# https://en.wikipedia.org/wiki/Median_absolute_deviation#Relation_to_standard_deviation
_MAD_TO_SIGMA = 1.4826
# As many earlier hours of a kind make a comparison; of all hours together, a day's worth.
FEWEST = 4
FEWEST_HOURS = 24
_WEEKEND = 5
# While the past is too short to know the rhythm, only what is beyond all of it by this factor counts.
_BEYOND = 1.5

ComparedWith = Literal["weekday_hour", "day_kind_hour", "hour", "all_hours"]


@dataclass(frozen=True)
class Hour:
    """What happened in one hour. `count`: model calls of a model, traces of an agent."""

    count: int = 0
    errors: int = 0
    cost_usd: float = 0.0
    latency_ms: float | None = None
    """The 95th percentile; None where nothing happened."""


@dataclass(frozen=True)
class Figure:
    """A figure of an hour. `of` gives None for hours that cannot tell.

    `small`: an amount that is next to nothing, for figures whose scatter is a matter of factors; None where
    it is one of differences (rates).
    """

    name: str
    of: Callable[[Hour], float | None]
    small: float | None

    def distance(self, value: float, middle: float) -> float:
        """From the middle: as the logarithm of the factor, or as the difference."""
        if self.small is None:
            return value - middle
        return math.log((value + self.small) / (middle + self.small))


@dataclass(frozen=True)
class Usual:
    """What is usual at an hour: `values` are those of the earlier hours that it is compared with.

    `around`: those of all hours around this time of day, on whatever day.
    """

    compared_with: ComparedWith
    values: Sequence[float]
    around: Sequence[float]

    @cached_property
    def middle(self) -> float:
        """The median."""
        return statistics.median(self.values)

    @cached_property
    def low(self) -> float:
        """Below this lies one value of ten."""
        return quantile(self.values, 0.1)

    @cached_property
    def high(self) -> float:
        """Above this lies one value of ten."""
        return quantile(self.values, 0.9)

    @cached_property
    def floor(self) -> float:
        """Below this lies one of twenty hours around this time of day."""
        if self.compared_with == "all_hours":
            return min(self.around) / _BEYOND
        return quantile(self.around, 0.05)

    @cached_property
    def ceiling(self) -> float:
        """Above this lies one of twenty hours around this time of day."""
        if self.compared_with == "all_hours":
            return max(self.around) * _BEYOND
        return quantile(self.around, 0.95)


@dataclass(frozen=True)
class Calendar:
    """Where hours (Unix s) lie in the week of a time zone: weekday (Monday is 0) and hour of the day."""

    places: Mapping[int, tuple[int, int]]

    @classmethod
    def of(cls, starts: Iterable[int], local: ZoneInfo) -> "Calendar":
        """The places of these hours."""
        moments = ((start, datetime.fromtimestamp(start, UTC).astimezone(local)) for start in starts)
        return cls({start: (moment.weekday(), moment.hour) for start, moment in moments})


class Past:
    """The hours of one model or agent before the window that is looked at.

    `hours` by their start (Unix s); hours without anything may be absent. `starts`: every hour of the past.
    Hours before its first activity are no past: it was not there yet. `calendar` knows these hours, and those
    that are asked about.
    """

    def __init__(self, hours: Mapping[int, Hour], starts: Sequence[int], calendar: Calendar) -> None:
        first = min((start for start, hour in hours.items() if hour.count), default=None)
        self._hours = hours
        self._starts = [start for start in starts if first is not None and start >= first]
        self._places = calendar.places
        self._by_hour: dict[int, list[int]] = {}
        for start in self._starts:
            self._by_hour.setdefault(calendar.places[start][1], []).append(start)
        self._usual: dict[tuple[str, tuple[int, int]], Usual | None] = {}
        self._distances: dict[str, dict[int, list[float]]] = {}

    @property
    def is_enough(self) -> bool:
        """Whether it reaches back a day."""
        return len(self._starts) >= FEWEST_HOURS

    def values(self, figure: Figure) -> list[float]:
        """A figure of every hour that has it."""
        return self._values(self._starts, figure)

    def usual(self, start: int, figure: Figure) -> Usual | None:
        """What is usual of a figure at the hour `start`; None while the past is too short to say."""
        place = self._places[start]
        key = (figure.name, place)
        if key not in self._usual:
            self._usual[key] = self._found(place, figure)
        return self._usual[key]

    def scatter(self, start: int, figure: Figure) -> float:
        """How far hours usually are from what is usual at their time, as a standard deviation.

        Of the hours around this time of day on all days, or of all hours where those scatter more: the hours
        that `usual` compares with are too few to tell. 0 where nothing is usual.
        """
        usual = self.usual(start, figure)
        if usual is None:
            return 0.0
        if figure.name not in self._distances:
            self._distances[figure.name] = self._measured(figure)
        by_hour = self._distances[figure.name]
        hour = self._places[start][1]
        around = [one for near in (-1, 0, 1) for one in by_hour.get((hour + near) % 24, [])]
        everything = [one for found in by_hour.values() for one in found]
        widest = max((statistics.median(found) for found in (around, everything) if found), default=0.0)
        return _MAD_TO_SIGMA * widest * _of_few(len(usual.values))

    def _measured(self, figure: Figure) -> dict[int, list[float]]:
        """By the hour of the day: how far its hours were from what is usual."""
        distances: dict[int, list[float]] = {}
        for start in self._starts:
            value, usual = figure.of(self._hours.get(start, _NOTHING)), self.usual(start, figure)
            # That nothing happens where nothing ever does is no scatter.
            if value is not None and usual is not None and (value or usual.middle):
                distance = abs(figure.distance(value, usual.middle))
                distances.setdefault(self._places[start][1], []).append(distance)
        return distances

    def _found(self, place: tuple[int, int], figure: Figure) -> Usual | None:
        weekday, hour = place
        same_hour = self._by_hour.get(hour, [])
        same_kind = [one for one in same_hour if _kind(self._places[one][0]) == _kind(weekday)]
        same_day = [one for one in same_hour if self._places[one][0] == weekday]
        kinds: tuple[tuple[ComparedWith, list[int]], ...] = (
            ("weekday_hour", same_day),
            ("day_kind_hour", same_kind),
            ("hour", same_hour),
        )
        for name, chosen in kinds:
            found = self._values(chosen, figure)
            if len(found) >= FEWEST:
                around = [one for near in (-1, 0, 1) for one in self._by_hour.get((hour + near) % 24, [])]
                return Usual(name, found, self._values(around, figure))
        everything = self.values(figure)
        if len(everything) < FEWEST_HOURS:
            return None
        return Usual("all_hours", everything, everything)

    def _values(self, starts: Sequence[int], figure: Figure) -> list[float]:
        found = (figure.of(self._hours.get(start, _NOTHING)) for start in starts)
        return [value for value in found if value is not None]


_NOTHING = Hour()


def _of_few(count: int) -> float:
    """By how much a new value scatters more about the median of `count` others than these do themselves.

    The median is off by sqrt(pi/2 / count) of the scatter; and of few values each has drawn the median to
    itself, which makes their own distances smaller (by about 1.2 / count, simulated).
    """
    return math.sqrt(1 + math.pi / 2 / count) / (1 - 1.2 / count)


def quantile(values: Sequence[float], part: float) -> float:
    """The value below which this part of the numbers lies, interpolated."""
    ordered = sorted(values)
    place = part * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def _kind(weekday: int) -> bool:
    return weekday >= _WEEKEND
