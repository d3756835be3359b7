"""What counts as unusual: no alarm on steady, noisy, rhythmic and low traffic; an alarm on real shifts."""

import math
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from agentops_server.query.anomalies.detect import Anomaly, Detected, Series, Window, detect
from agentops_server.query.anomalies.past import HOUR_S, Calendar, Figure, Hour, Past, quantile
from agentops_server.query.anomalies.words import filter_of, sentence
from agentops_server.query.filters.parser import parse

SEOUL = ZoneInfo("Asia/Seoul")
# A Wednesday, midnight in Seoul.
NOW = datetime(2026, 11, 18, tzinfo=SEOUL)
Maker = Callable[[datetime, random.Random], Hour]


def _poisson(chance: random.Random, mean: float) -> int:
    if mean > 50:
        return max(0, round(chance.gauss(mean, math.sqrt(mean))))
    limit, product, count = math.exp(-mean), chance.random(), 0
    while product > limit:
        product *= chance.random()
        count += 1
    return count


def _hour(chance: random.Random, mean: float, *, fails: float = 0.02, ms: float = 800.0) -> Hour:
    """An hour of Poisson traffic with calls of a cent, slower ones now and then, and rare failures."""
    count = _poisson(chance, mean)
    if not count:
        return Hour()
    errors = sum(chance.random() < fails for _ in range(count))
    slow = quantile([chance.lognormvariate(math.log(ms), 0.5) for _ in range(min(count, 200))], 0.95)
    return Hour(count, errors, sum(chance.expovariate(100) for _ in range(count)), slow)


def _window(hours: int = 24, days: int = 28, local: ZoneInfo = SEOUL, end: datetime = NOW) -> Window:
    last = int(end.timestamp())
    starts = list(range(last - hours * HOUR_S, last, HOUR_S))
    past = list(range(starts[0] - days * 24 * HOUR_S, starts[0], HOUR_S))
    return Window(past, starts, last, Calendar.of([*past, *starts], local))


def _series(make: Maker, window: Window, seed: int, name: str = "qwen") -> Series:
    chance = random.Random(seed)
    hours = {}
    for start in (*window.past, *window.starts):
        made = make(datetime.fromtimestamp(start, UTC).astimezone(SEOUL), chance)
        if made.count:
            hours[start] = made
    return Series("model", name, hours)


def _with(series: Series, changes: dict[int, Hour]) -> Series:
    return Series(series.subject, series.name, {**series.hours, **changes})


def _at(window: Window, hour: int) -> int:
    """The start of an hour of the window's last day."""
    return next(one for one in window.starts[-24:] if window.calendar.places[one][1] == hour)


def _one(found: Detected, metric: str, direction: str) -> Anomaly:
    kinds = [f"{one.worst.metric} {one.worst.direction}" for one in found.anomalies]
    assert kinds.count(f"{metric} {direction}") == 1, kinds
    return found.anomalies[kinds.index(f"{metric} {direction}")]


def steady(_: datetime, chance: random.Random) -> Hour:
    return _hour(chance, 200)


def noisy(_: datetime, chance: random.Random) -> Hour:
    return _hour(chance, 100 * chance.lognormvariate(0, 0.6), fails=0.1 * chance.random(), ms=800)


def low(_: datetime, chance: random.Random) -> Hour:
    return _hour(chance, 3, fails=0.2)


def office(moment: datetime, chance: random.Random) -> Hour:
    working = moment.weekday() < 5 and 9 <= moment.hour < 19
    return _hour(chance, 400 if working else 15)


def nightly(moment: datetime, chance: random.Random) -> Hour:
    return _hour(chance, 900) if moment.hour == 3 else Hour()


def weekly(moment: datetime, chance: random.Random) -> Hour:
    return _hour(chance, 600) if (moment.weekday(), moment.hour) == (1, 14) else _hour(chance, 20)


def sporadic(_: datetime, chance: random.Random) -> Hour:
    return _hour(chance, 120) if chance.random() < 0.04 else Hour()


def growing(moment: datetime, chance: random.Random) -> Hour:
    return _hour(chance, 200 * 1.02 ** ((moment - NOW) / timedelta(days=1)))


@pytest.mark.parametrize("make", [steady, noisy, low, office, nightly, weekly, sporadic, growing])
def test_no_alarm_on_ordinary_traffic(make: Maker) -> None:
    window = _window(hours=72)
    found = detect([_series(make, window, seed) for seed in range(8)], window)
    assert [sentence(one, SEOUL) for one in found.anomalies] == []
    assert found.learning == []


@pytest.mark.parametrize("days", [2, 5, 9, 14])
@pytest.mark.parametrize("make", [steady, noisy, low, office])
def test_no_alarm_while_the_past_is_short(make: Maker, days: int) -> None:
    window = _window(days=days)
    found = detect([_series(make, window, seed) for seed in range(4)], window)
    assert [sentence(one, SEOUL) for one in found.anomalies] == []


def test_what_is_new_is_learned_first() -> None:
    window = _window()
    begun = window.starts[0] - 20 * HOUR_S

    def new(moment: datetime, chance: random.Random) -> Hour:
        return _hour(chance, 500) if moment.timestamp() >= begun else Hour()

    found = detect([_series(new, window, 1, "new"), _series(steady, window, 2, "old")], window)
    assert [one.name for one in found.learning] == ["new"]
    assert found.anomalies == []


def test_a_surge_at_night_is_found_though_it_is_less_than_by_day() -> None:
    window = _window()
    series = _series(office, window, 1)
    at = _at(window, 3)
    found = detect([_with(series, {at: _hour(random.Random(1), 150)})], window)
    surge = _one(found, "volume", "up")
    assert (surge.since, surge.until, surge.worst_at, surge.hours) == (at, at + HOUR_S, at, 1)
    assert surge.worst.severity == "critical"
    assert not surge.is_ongoing
    assert surge.worst.usual.compared_with == "weekday_hour"
    text = sentence(surge, SEOUL)
    assert text.startswith(f"Model qwen: {surge.hour.count} model calls, ")
    assert "in the hour from 03:00 on 2026-11-17" in text
    assert "this hour of 4 earlier Tuesdays" in text
    assert filter_of(surge) == "model=qwen"


def test_silence_in_the_middle_of_the_day_is_found_and_nights_are_not() -> None:
    window = _window()
    series = _series(office, window, 2)
    silent = [_at(window, hour) for hour in (11, 12, 13)]
    found = detect([_with(series, dict.fromkeys(silent, Hour()))], window)
    drop = _one(found, "volume", "down")
    assert (drop.since, drop.until, drop.hours) == (silent[0], silent[-1] + HOUR_S, 3)
    assert (drop.worst.severity, drop.worst.value) == ("critical", 0.0)
    assert len(found.anomalies) == 1


def test_silence_in_an_hour_that_is_not_over_says_nothing_yet() -> None:
    window = _window()
    series = _series(steady, window, 3)
    last = window.starts[-1]
    begun = Window(window.past, window.starts, last + 600, window.calendar)
    for hour in (Hour(), Hour(20, 0, 0.2, 900.0)):
        assert detect([_with(series, {last: hour})], begun).anomalies == []
    # When it is over, it does; a surge need not wait.
    assert _one(detect([_with(series, {last: Hour()})], window), "volume", "down").is_ongoing
    surge = {last: _hour(random.Random(3), 900)}
    assert _one(detect([_with(series, surge)], begun), "volume", "up").is_ongoing


def test_slower_answers_are_found_once_and_go_on() -> None:
    window = _window()
    series = _series(steady, window, 4)
    slow = {start: _hour(random.Random(start), 200, ms=2600) for start in window.starts[-6:]}
    found = detect([_with(series, slow)], window)
    slower = _one(found, "latency", "up")
    assert (slower.since, slower.hours, slower.is_ongoing) == (window.starts[-6], 6, True)
    assert len(found.anomalies) == 1
    assert "took longer than" in sentence(slower, SEOUL)
    assert "(out of the ordinary for 6 hours)" in sentence(slower, SEOUL)
    filtered = filter_of(slower)
    assert filtered.startswith("model=qwen latency>")
    assert parse(filtered) is not None


@pytest.mark.parametrize(("fails", "severity"), [(0.15, "warning"), (0.6, "critical")])
def test_failures_are_found(fails: float, severity: str) -> None:
    window = _window()
    series = _series(steady, window, 5)
    failing = {_at(window, 10): _hour(random.Random(5), 200, fails=fails)}
    rise = _one(detect([_with(series, failing)], window), "errors", "up")
    assert rise.worst.severity == severity
    assert f"({rise.hour.errors} of {rise.hour.count})" in sentence(rise, SEOUL)
    assert filter_of(rise) == "model=qwen status:error"


def test_failures_of_a_few_calls_prove_nothing() -> None:
    window = _window()
    series = _series(low, window, 6)
    failing = {_at(window, hour): Hour(6, 6, 0.06, 900.0) for hour in (9, 10, 11)}
    assert detect([_with(series, failing)], window).anomalies == []


def test_dearer_calls_are_found_though_there_are_no_more_of_them() -> None:
    window = _window()
    series = _series(steady, window, 7)
    at = _at(window, 15)
    hour = series.hours[at]
    dear = Hour(hour.count, hour.errors, hour.cost_usd * 6, hour.latency_ms)
    found = detect([_with(series, {at: dear})], window)
    spent = _one(found, "cost", "up")
    assert len(found.anomalies) == 1
    assert f"spent, {spent.worst.value / spent.worst.usual.middle:.1f} times the usual" in sentence(
        spent, SEOUL
    )


def test_cents_are_nobodys_trouble() -> None:
    window = _window()

    def cheap(moment: datetime, chance: random.Random) -> Hour:
        hour = _hour(chance, 200)
        return Hour(hour.count, hour.errors, hour.cost_usd / 1000, hour.latency_ms)

    series = _series(cheap, window, 8)
    at = _at(window, 15)
    hour = series.hours[at]
    dear = Hour(hour.count, hour.errors, hour.cost_usd * 20, hour.latency_ms)
    assert detect([_with(series, {at: dear})], window).anomalies == []


def test_better_than_usual_is_no_anomaly() -> None:
    window = _window()
    series = _series(lambda _, chance: _hour(chance, 200, fails=0.3, ms=3000), window, 9)
    at = _at(window, 15)
    better = Hour(200, 0, 0.01, 100.0)
    assert detect([_with(series, {at: better})], window).anomalies == []


def test_an_outlier_in_the_past_hides_nothing_and_makes_no_alarm() -> None:
    window = _window()
    series = _series(steady, window, 10)
    at = _at(window, 12)
    spikes = {at - days * 24 * HOUR_S: Hour(20_000, 9_000, 500.0, 60_000.0) for days in (3, 11)}
    assert detect([_with(series, spikes)], window).anomalies == []
    surge = {**spikes, at: _hour(random.Random(10), 1500)}
    assert _one(detect([_with(series, surge)], window), "volume", "up").worst.severity == "critical"


def test_the_rhythm_is_that_of_the_callers_clock_also_when_it_changes() -> None:
    """Berlin, where an hour is missing or double: a job at 9 in the morning stays one at 9."""
    berlin = ZoneInfo("Europe/Berlin")
    for end in (datetime(2026, 3, 31, tzinfo=berlin), datetime(2026, 10, 27, tzinfo=berlin)):
        window = _window(hours=48, local=berlin, end=end)
        chance = random.Random(11)
        hours = {}
        for start in (*window.past, *window.starts):
            local_hour = datetime.fromtimestamp(start, UTC).astimezone(berlin).hour
            hours[start] = _hour(chance, 900 if local_hour == 9 else 30)
        series = Series("agent", "planner", hours)
        assert detect([series], window).anomalies == []


def test_the_worst_and_the_lasting_come_first() -> None:
    window = _window()
    base = _series(steady, window, 12)
    early = _with(base, {window.starts[2]: _hour(random.Random(1), 500)})
    late = _with(base, {window.starts[-1]: _hour(random.Random(1), 500)})
    found = detect([Series("model", "early", early.hours), Series("model", "late", late.hours)], window)
    assert [one.series.name for one in found.anomalies if one.worst.metric == "volume"] == ["late", "early"]


def test_odd_names_survive_the_filter() -> None:
    window = _window()
    name = 'my "model" * (v2), 한국어'
    series = Series("model", name, _series(steady, window, 13).hours)
    found = detect([_with(series, {_at(window, 3): _hour(random.Random(1), 900)})], window)
    tree = parse(filter_of(_one(found, "volume", "up")))
    assert tree is not None
    assert name in str(tree)


def test_the_scatter_is_that_of_the_textbook() -> None:
    window = _window(days=35)
    chance = random.Random(14)
    hours = {start: Hour(1, 0, chance.gauss(50, 7)) for start in window.past}
    figure = Figure("cost", lambda hour: hour.cost_usd, small=None)
    past = Past(hours, window.past, window.calendar)
    usual = past.usual(window.starts[0], figure)
    assert usual is not None
    assert len(usual.values) == 5
    # A new hour scatters about the median of five others by sqrt(1 + pi/2/5) times as much.
    scatters = [past.scatter(start, figure) for start in window.starts]
    assert sum(scatters) / len(scatters) == pytest.approx(7 * math.sqrt(1 + math.pi / 2 / 5), rel=0.1)
    assert quantile([1, 2, 3, 4], 0.5) == 2.5
    assert (quantile([5], 0.95), quantile([1, 2], 0.0), quantile([1, 2], 1.0)) == (5, 1, 2)
