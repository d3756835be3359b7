"""The parts of a window that a page in the order of time is read from, one after the other."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from kit.timerange import TimeRange

Order = Literal["asc", "desc"]


def cut(window: TimeRange, wide: timedelta, order: Order) -> tuple[TimeRange, TimeRange | None]:
    """The first stretch of a window in this order, and what is left."""
    if window.duration <= wide:
        return window, None
    if order == "desc":
        middle = window.end - wide
        return TimeRange(middle, window.end), TimeRange(window.start, middle)
    middle = window.start + wide
    return TimeRange(window.start, middle), TimeRange(middle, window.end)


def rest_of(window: TimeRange, order: Order, paging: Mapping[str, Any]) -> TimeRange | None:
    """The part of a window that a page in the order of time can be in."""
    return _beyond(window, int(paging["after"]), order) if paging["after_id"] else window


def _beyond(window: TimeRange, place_ns: int, order: Order) -> TimeRange | None:
    """What is left of a window from a place on; the place's own microsecond included."""
    place = datetime.fromtimestamp(place_ns // 10**9, UTC) + timedelta(microseconds=place_ns % 10**9 // 1000)
    if order == "desc":
        end = min(window.end, place + timedelta(microseconds=1))
        return TimeRange(window.start, end) if window.start < end else None
    start = max(window.start, place)
    return TimeRange(start, window.end) if start < window.end else None
