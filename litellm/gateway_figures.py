"""Counters and histograms that cost the event loop next to nothing: a look into a dict by the labels' values.

OpenTelemetry's instruments took ten times as long, for each of the seven figures that a call changes.
Whoever shares one between threads holds a lock around it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from typing import Any

Series = list[list[Any]]
"""[[labels, value], ...] as in gateway_series.Snapshot."""


class Counter:
    """A sum for each combination of the values of `labels`."""

    kind = "counter"

    def __init__(self, text: str, *labels: str) -> None:
        self.text = text
        self._labels = labels
        self._sums: dict[tuple[str, ...], float] = {}

    def add(self, amount: float, *values: str) -> None:
        """Adds to the sum of these labels' values, in the order in which the labels were named."""
        self._sums[values] = self._sums.get(values, 0) + amount

    def series(self) -> Series:
        """All sums."""
        return [[_named(self._labels, values), total] for values, total in self._sums.items()]


class Histogram:
    """Counts of values up to each of `bounds`, for each combination of the values of `labels`."""

    kind = "histogram"

    def __init__(self, text: str, bounds: tuple[float, ...], *labels: str) -> None:
        self.text = text
        self._labels = labels
        self._bounds = bounds
        self._found: dict[tuple[str, ...], tuple[list[int], list[float]]] = {}

    def record(self, value: float, *values: str) -> None:
        """Counts `value` under these labels' values."""
        found = self._found.get(values)
        if found is None:
            found = self._found[values] = [0] * (len(self._bounds) + 1), [0.0]
        counts, total = found
        counts[bisect_left(self._bounds, value)] += 1
        total[0] += value

    def series(self) -> Series:
        """All of them, as {"bounds", "counts", "sum"}."""
        return [
            [
                _named(self._labels, values),
                {"bounds": list(self._bounds), "counts": list(counts), "sum": total},
            ]
            for values, (counts, (total,)) in self._found.items()
        ]


def gauge(text: str, found: Iterable[tuple[Mapping[str, str], float]], kind: str = "gauge") -> dict[str, Any]:
    """An entry of a Snapshot from what is read at this moment: (labels, value) each."""
    series = [
        [sorted([key, str(value)] for key, value in labels.items()), number] for labels, number in found
    ]
    return {"type": kind, "help": text, "series": series}


def _named(labels: tuple[str, ...], values: tuple[str, ...]) -> list[list[str]]:
    return sorted([label, value] for label, value in zip(labels, values, strict=True))
