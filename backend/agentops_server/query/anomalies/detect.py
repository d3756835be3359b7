"""From hours to anomalies: each hour of the window through each rule, neighbours put together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from agentops_server.query.anomalies.past import HOUR_S, Calendar, Hour, Past
from agentops_server.query.anomalies.rules import RULES, Direction, Finding, Looked, Metric

Subject = Literal["model", "agent"]
# An hour like any other in between does not make two anomalies of one.
_MOST_PAUSE_S = HOUR_S


@dataclass(frozen=True)
class Series:
    """One model or agent, hour by hour (Unix s); hours without anything may be absent."""

    subject: Subject
    name: str
    hours: Mapping[int, Hour]


@dataclass(frozen=True)
class Window:
    """The hours that are looked at and those before, by their starts; `settled`: until when all is known."""

    past: Sequence[int]
    starts: Sequence[int]
    settled: int
    calendar: Calendar

    @cached_property
    def ends(self) -> Mapping[int, int]:
        """When each hour that is looked at ends: with the next one, the last an hour after its start."""
        following = [*self.starts[1:], self.starts[-1] + HOUR_S]
        return dict(zip(self.starts, following, strict=True))


@dataclass(frozen=True)
class Anomaly:
    """Hours in a row out of the ordinary. `worst`: the finding furthest from usual, at `worst_at`.

    `is_ongoing`: it lasts until the end of the window.
    """

    series: Series
    since: int
    until: int
    is_ongoing: bool
    worst_at: int
    worst: Finding
    hours: int

    @property
    def hour(self) -> Hour:
        """What happened in the worst hour."""
        return self.series.hours.get(self.worst_at, Hour())


@dataclass(frozen=True)
class Detected:
    """What is unusual, and whose past is too short to tell."""

    anomalies: list[Anomaly]
    learning: list[Series]


def detect(everything: Iterable[Series], window: Window) -> Detected:
    """Look at every hour of the window."""
    found: list[Anomaly] = []
    learning: list[Series] = []
    for series in everything:
        past = Past(series.hours, window.past, window.calendar)
        if past.is_enough:
            found += _of_one(series, past, window)
        else:
            learning.append(series)
    found.sort(key=lambda one: (not one.is_ongoing, one.worst.severity != "critical", -one.since))
    return Detected(found, learning)


def _of_one(series: Series, past: Past, window: Window) -> list[Anomaly]:
    by_kind: dict[tuple[Metric, Direction], list[tuple[int, Finding]]] = {}
    for start in window.starts:
        hour = series.hours.get(start, Hour())
        looked = Looked(start, hour, window.ends[start] <= window.settled, past)
        for rule in RULES:
            finding = rule(looked)
            if finding is not None:
                by_kind.setdefault((finding.metric, finding.direction), []).append((start, finding))
    return [_joined(series, run, window) for hours in by_kind.values() for run in _runs(hours)]


def _runs(hours: Sequence[tuple[int, Finding]]) -> list[list[tuple[int, Finding]]]:
    runs: list[list[tuple[int, Finding]]] = []
    for start, finding in hours:
        if runs and start - runs[-1][-1][0] <= HOUR_S + _MOST_PAUSE_S:
            runs[-1].append((start, finding))
        else:
            runs.append([(start, finding)])
    return runs


def _joined(series: Series, run: Sequence[tuple[int, Finding]], window: Window) -> Anomaly:
    worst_at, worst = max(run, key=lambda one: (one[1].severity == "critical", abs(one[1].score)))
    last = run[-1][0]
    later = [start for start in window.starts if start > last]
    # The hour that has just begun may not have enough to tell yet.
    is_ongoing = all(window.ends[start] > window.settled for start in later)
    return Anomaly(series, run[0][0], window.ends[last], is_ongoing, worst_at, worst, len(run))
