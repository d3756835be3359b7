"""Time windows as callers send them."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.errors import Unprocessable
from kit.timerange import TimeRange, auto_interval, iso, parse_time, resolve_range

# Hypothesis wants naive bounds, and the zone apart.
FIRST, LAST = datetime(1970, 1, 2), datetime(2261, 1, 1)  # noqa: DTZ001
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31T09:00:00Z", datetime(2026, 1, 31, 9, tzinfo=UTC)),
        ("2026-01-31T09:00:00.123456+09:00", datetime(2026, 1, 31, 0, 0, 0, 123456, UTC)),
        # A '+' that the caller did not escape arrives as a blank.
        ("2026-01-31T09:00:00 09:00", datetime(2026, 1, 31, 0, tzinfo=UTC)),
        ("2026-01-31", datetime(2026, 1, 31, tzinfo=UTC)),
        ("2026-01-31 09:00:00", datetime(2026, 1, 31, 9, tzinfo=UTC)),
        ("1767225600", datetime(2026, 1, 1, tzinfo=UTC)),
        ("1767225600000", datetime(2026, 1, 1, tzinfo=UTC)),
        ("1767225600.5", datetime(2026, 1, 1, 0, 0, 0, 500000, UTC)),
    ],
)
def test_accepts_the_usual_forms(text: str, expected: datetime) -> None:
    assert parse_time(text) == expected


@pytest.mark.parametrize(
    "text", ["", "soon", "2026-13-01", "1e400", "2300-01-01", "1960-01-01T00:00:00Z", "٣"]
)
def test_refuses_the_rest_naming_the_field(text: str) -> None:
    with pytest.raises(Unprocessable) as refused:
        parse_time(text, "start_time")
    assert refused.value.details == {"field": "start_time"}


@given(st.text(max_size=40))
def test_never_fails_in_another_way(text: str) -> None:
    try:
        moment = parse_time(text)
    except Unprocessable:
        return
    assert moment.tzinfo is not None


@given(st.datetimes(FIRST, LAST, timezones=st.just(UTC)))
def test_what_iso_writes_parse_time_reads(moment: datetime) -> None:
    assert parse_time(iso(moment)) == moment


def test_defaults_to_the_last_day() -> None:
    assert resolve_range(None, None, now=NOW) == TimeRange(NOW - timedelta(days=1), NOW)


def test_refuses_windows_that_are_empty_or_too_long() -> None:
    with pytest.raises(Unprocessable, match="before"):
        resolve_range("2026-01-02", "2026-01-02", now=NOW)
    with pytest.raises(Unprocessable, match="400 days"):
        resolve_range("2020-01-01", "2026-01-02", now=NOW)


@given(st.integers(60, 400 * 86400))
def test_buckets_stay_few(seconds: int) -> None:
    window = TimeRange(NOW - timedelta(seconds=seconds), NOW)
    assert seconds / auto_interval(window) <= 120
    assert window.previous().end == window.start
    assert window.previous().duration == window.duration
