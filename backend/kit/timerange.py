"""Time windows: parsing what callers send, default windows, bucket sizes. All times are aware, in UTC."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from kit.errors import Unprocessable

# Bucket sizes that divide days evenly, in seconds: 1, 5, 15, 30 minutes; 1, 3, 6, 12 hours; 1, 7 days.
_STEPS = (60, 300, 900, 1800, 3600, 10800, 21600, 43200, 86400, 604800)
_NUMBER = re.compile(r"[0-9]{1,16}(\.[0-9]{1,9})?")
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
# ClickHouse's DateTime64 with nanoseconds ends in 2262; a window beyond it is a mistake.
_LAST = datetime(2262, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class TimeRange:
    """The half-open window [start, end)."""

    start: datetime
    end: datetime

    @property
    def duration(self) -> timedelta:
        """The window's length."""
        return self.end - self.start

    def previous(self) -> "TimeRange":
        """The window of the same length that ends where this one starts."""
        return TimeRange(self.start - self.duration, self.start)


def parse_time(text: str, field: str = "time") -> datetime:
    """Read ISO 8601 (naive means UTC) or epoch seconds/milliseconds.

    Raises `Unprocessable`, naming `field`, when it is neither or lies outside 1970..2262.
    """
    value = text.strip()
    try:
        if _NUMBER.fullmatch(value):
            number = float(value)
            # Ten digits of seconds last until 2286; anything larger is milliseconds.
            moment = datetime.fromtimestamp(number / 1000 if number >= 1e11 else number, UTC)
        else:
            # '+' of a zone offset arrives as a blank when a caller forgot to escape it.
            moment = datetime.fromisoformat(value.replace(" ", "+") if "T" in value else value)
            moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise Unprocessable(
            f"{field} is not a time: send ISO 8601, like 2026-01-31T09:00:00Z, or epoch seconds.",
            details={"field": field},
        ) from error
    if not _FIRST <= moment < _LAST:
        raise Unprocessable(f"{field} lies outside the years 1970 to 2261.", details={"field": field})
    return moment


def resolve_range(
    start: str | None,
    end: str | None,
    *,
    now: datetime | None = None,
    default: timedelta = timedelta(hours=24),
    longest: timedelta = timedelta(days=400),
) -> TimeRange:
    """The window a caller asks for; what is missing is filled from `now` and `default`.

    Raises `Unprocessable` when start is not before end, or the window is longer than `longest`.
    """
    last = parse_time(end, "end_time") if end else (now or datetime.now(UTC))
    first = parse_time(start, "start_time") if start else max(last - default, _FIRST)
    if first >= last:
        raise Unprocessable("start_time must be before end_time.", details={"field": "start_time"})
    if last - first > longest:
        raise Unprocessable(
            f"The window is longer than {longest.days} days: choose a later start_time.",
            details={"field": "start_time", "longest_days": longest.days},
        )
    return TimeRange(first, last)


def iso(moment: datetime) -> str:
    """ISO 8601 in UTC with microseconds and `Z`: 2026-01-02T03:04:05.678901Z."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def auto_interval(window: TimeRange, most: int = 120) -> int:
    """The smallest even bucket size, in seconds, that cuts the window into at most `most` buckets."""
    seconds = window.duration.total_seconds()
    return next((step for step in _STEPS if seconds / step <= most), _STEPS[-1])
