"""The buckets of a chart, with the days, weeks and months of a time zone.

Buckets of a day and more begin at local midnight. Smaller ones are counted from local midnight on, so that an
hour begins at a local full hour in every zone; on days when the clocks change the last one is shorter.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from kit.errors import Unprocessable
from kit.timerange import TimeRange, auto_interval

BucketSize = Literal["1m", "5m", "15m", "30m", "1h", "3h", "6h", "12h", "1d", "1w", "1M"]

_SECONDS: dict[BucketSize, int] = {
    "1m": 60,
    "5m": 300,
    "15m": 900,
    "30m": 1800,
    "1h": 3600,
    "3h": 10800,
    "6h": 21600,
    "12h": 43200,
    "1d": 86400,
    "1w": 604800,
    "1M": 2678400,
}
MOST_BUCKETS = 2000


def auto_size(window: TimeRange) -> BucketSize:
    """A size that cuts the window into at most about 120 buckets."""
    seconds = auto_interval(window)
    return next(size for size, length in _SECONDS.items() if length >= seconds)


@dataclass(frozen=True)
class Buckets:
    """The starts of all buckets that touch a window, in Unix seconds."""

    starts: tuple[int, ...]

    @property
    def sql(self) -> str:
        """The start of the bucket that `start_time` falls into; binds `parameters`."""
        if self._step:
            return (
                "{first:Int64} + "
                "intDiv(toUnixTimestamp(start_time) - {first:Int64}, {step:Int64}) * {step:Int64}"
            )
        return "toInt64(roundDown(toUnixTimestamp(start_time), {starts:Array(UInt32)}))"

    @property
    def parameters(self) -> dict[str, Any]:
        """What `sql` binds."""
        if self._step:
            return {"first": self.starts[0], "step": self._step}
        return {"starts": list(self.starts)}

    @property
    def _step(self) -> int:
        """The length of all buckets, 0 when they differ."""
        steps = {later - start for start, later in zip(self.starts, self.starts[1:], strict=False)}
        return steps.pop() if len(steps) == 1 else 0


def buckets(window: TimeRange, size: BucketSize, local: ZoneInfo) -> Buckets:
    """The buckets of a window. Raises `Unprocessable` when they would be too many."""
    if window.duration.total_seconds() / _SECONDS[size] > MOST_BUCKETS:
        raise Unprocessable(
            f"The window has more than {MOST_BUCKETS} buckets: choose a longer interval or a shorter window.",
            details={"field": "interval"},
        )
    first, last = window.start.timestamp(), window.end.timestamp()
    starts = [start for start in _starts(window, size, local) if start < last]
    # The bucket that the window begins in is the latest that begins before it.
    before = sum(start <= first for start in starts)
    return Buckets(tuple(starts[max(0, before - 1) :]))


def _starts(window: TimeRange, size: BucketSize, local: ZoneInfo) -> Iterator[int]:
    day = window.start.astimezone(local).date()
    match size:
        case "1w":
            day -= timedelta(days=day.weekday())
        case "1M":
            day = day.replace(day=1)
    while (start := _midnight(day, local)) < window.end.timestamp():
        following = _following(day, size)
        if size in ("1d", "1w", "1M"):
            yield start
        else:
            yield from range(start, _midnight(following, local), _SECONDS[size])
        day = following


def _following(day: date, size: BucketSize) -> date:
    if size == "1w":
        return day + timedelta(days=7)
    if size == "1M":
        return (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return day + timedelta(days=1)


def _midnight(day: date, local: ZoneInfo) -> int:
    return int(datetime(day.year, day.month, day.day, tzinfo=local).astimezone(UTC).timestamp())
