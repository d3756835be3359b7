"""Figures with rollups are the figures without, whatever came late, twice, or moved, rolled up or not."""

import asyncio
import base64
import json
import random
import time
from collections.abc import Coroutine, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import SecretStr

from agentops_server.ingest.batch import BatchInsert
from agentops_server.ingest.records import Record
from agentops_server.prices.book import PriceBook
from agentops_server.query import traces
from agentops_server.query.aggregate import Aggregator, Question
from agentops_server.query.filters.compiler import Condition, condition
from agentops_server.query.metrics import MetricsReader
from agentops_server.query.question import Filter
from agentops_server.query.rollups import ALL, FAILED, Rolled, Roller, figures
from agentops_server.query.traces import Order, Sort, TraceReader
from agentops_server.settings import Settings
from agentops_server.store.client import Store
from fixtures.extent import IS_LONG
from fixtures.spans import chat, request, span
from kit.errors import BadRequest
from kit.timerange import TimeRange

KINDS = (ALL, FAILED)
MEASURES = ("calls", "errors", "cost", "cost_avg", "tokens", "latency_avg", "latency_p95", "ttft_p50")
MINUTE_MS = 60_000
NOW = datetime.now(UTC).replace(microsecond=0)
# Neither end is the start of a quarter of an hour.
START = NOW - timedelta(hours=12, minutes=7, seconds=31)
WINDOW = TimeRange(START, START + timedelta(hours=9, minutes=3))
BASE_NS = int(START.timestamp()) * 10**9


class World:
    """A store of its own, written to and rolled up by hand."""

    def __init__(self, engine: Path, folder: Path) -> None:
        self.store = Store(Settings(PORTAL_DATA_DIR=folder, CLICKHOUSE_URL=SecretStr(f"chdb://{engine}")))  # type: ignore[call-arg]
        self.insert = BatchInsert(self.store, PriceBook(), folder / "scratch")
        self.roller = Roller(self.store, 0)

    def send(self, project: str, *spans: Any) -> bytes:
        body = request(*spans)
        self.resend(project, body)
        return body

    def resend(self, project: str, body: bytes) -> None:
        self.insert.records([Record(project, "", time.time_ns(), body)])

    async def answers(self, wanted: Filter) -> dict[str, Any]:
        metrics = MetricsReader(self.store)
        asked = Question(wanted, MEASURES, ("model",), "1h", ZoneInfo("Asia/Kolkata"), order_by="calls")
        whole = Question(wanted, (*MEASURES, "traces", "spans"), (), "1d", order_by="calls")
        groups = await Aggregator(self.store).answer(asked)
        return {
            "metrics": (await metrics.metrics(wanted, "hour", "UTC", True)).model_dump(),
            "totals": await metrics.totals_row(wanted),
            "models": dict(zip(groups.keys, map(groups.now.groups.get, groups.keys), strict=True)),
            "series": groups.now.series,
            "whole": (await Aggregator(self.store).answer(whole)).now.totals,
            "total": await TraceReader(self.store).total(wanted),
            "by_cost": await self.listed(wanted, "cost", "desc"),
        }

    async def listed(self, wanted: Filter, sort: Sort, order: Order) -> list[tuple[str, float | None, int]]:
        """All traces of an order, page by page: id, cost and number of spans."""
        reader = TraceReader(self.store)
        found: list[tuple[str, float | None, int]] = []
        cursor: str | None = None
        while True:
            page = await reader.page(wanted, sort, order, 7, cursor)
            found += [(one.trace_id, one.cost_usd, one.span_count) for one in page.traces]
            cursor = page.next_cursor
            if cursor is None:
                return found


@pytest.fixture(scope="module")
def world(engine_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(engine_folder, tmp_path_factory.mktemp("rollups"))
    made.store.ensure_schema()
    yield made
    made.store.close()


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


def stale(world: World, wanted: Filter) -> list[int]:
    """The quarters that rollups cannot answer."""
    coverage = run(figures(world.store, wanted)).coverage
    assert coverage is not None
    return list(coverage.stale)


def roll(world: World, wanted: Filter) -> None:
    """Until rollups answer all they can; a merge in between makes a quarter look changed once more."""
    for _ in range(10):
        world.roller.roll()
        if not stale(world, wanted):
            return
    raise AssertionError("never rolled up")


def without_rollups(wanted: Filter) -> Filter:
    """Asks for the same of the traces themselves."""
    same_traces = Condition(f"(1 = 1 AND {wanted.condition.sql})", wanted.condition.parameters)
    return replace(wanted, condition=same_traces)


def same(found: Any, expected: Any) -> None:
    """Equal; sums of fractions may be rounded otherwise."""
    if isinstance(expected, dict):
        assert found.keys() == expected.keys()
        for key, value in expected.items():
            same(found[key], value)
    elif isinstance(expected, list):
        assert len(found) == len(expected)
        for one, other in zip(found, expected, strict=True):
            same(one, other)
    elif isinstance(expected, float):
        assert found == pytest.approx(expected, rel=1e-9, nan_ok=True)
    else:
        assert found == expected


def trace_of(number: int, minute: int, dice: random.Random) -> list[Any]:
    """A trace that begins in this minute of the window (or before, or after it)."""
    trace = number.to_bytes(16, "big")
    made = [
        span(trace, "root", base_ns=BASE_NS, start_ms=minute * MINUTE_MS, length_ms=dice.randrange(1, 9000))
    ]
    for call in range(dice.randrange(3)):
        made.append(
            chat(
                trace,
                model=dice.choice(["a", "b"]),
                cost=dice.choice([None, 0.125, 0.000001]),
                base_ns=BASE_NS,
                start_ms=minute * MINUTE_MS + call * 10,
                length_ms=dice.randrange(1, 5000),
                status=dice.choice([0, 1, 2]),
                attributes={"gen_ai.server.time_to_first_token": dice.random()},
            )
        )
    return made


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("new"), st.integers(-30, 600)),
        st.tuples(st.just("again"), st.integers(0, 5)),
        # A late span: minutes before (the trace moves) or after the trace's start.
        st.tuples(st.just("late"), st.integers(-200, 200)),
        st.tuples(st.just("roll"), st.just(0)),
    ),
    min_size=3,
    max_size=6,
)


@settings(max_examples=40 if IS_LONG else 5, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, seed=st.integers(0, 2**32))
def test_answers_are_those_of_the_traces_themselves(
    world: World, steps: list[tuple[str, int]], seed: int
) -> None:
    dice = random.Random(seed)
    project = f"p{time.time_ns()}"
    asked = [Filter(project, WINDOW, kind.condition) for kind in KINDS]
    bodies = [
        world.send(project, *(one for number in range(40) for one in trace_of(number, number * 15, dice)))
    ]
    numbers = 40
    for step, value in steps:
        match step:
            case "new":
                spans = [one for k in range(3) for one in trace_of(numbers + k, value + k, dice)]
                bodies.append(world.send(project, *spans))
                numbers += 3
            case "again":
                world.resend(project, bodies[value % len(bodies)])
            case "late":
                number = dice.randrange(40)
                start = (number * 15 + value) * MINUTE_MS
                bodies.append(
                    world.send(project, chat(number.to_bytes(16, "big"), base_ns=BASE_NS, start_ms=start))
                )
            case _:
                world.roller.roll()
    for wanted in asked:
        expected = run(world.answers(without_rollups(wanted)))
        same(run(world.answers(wanted)), expected)
        # Now all but the ends come from rollups.
        roll(world, wanted)
        assert expected["total"]
        same(run(world.answers(wanted)), expected)


@pytest.mark.parametrize("kind", KINDS, ids=["all", "failed"])
def test_what_changes_is_passed_over_until_it_is_rolled_up_again(world: World, kind: Rolled) -> None:
    project = f"p{time.time_ns()}"
    wanted = Filter(project, WINDOW, kind.condition)
    dice = random.Random(1)
    world.send(project, *trace_of(1, 100, dice), *trace_of(2, 300, dice))
    assert len(stale(world, wanted)) == 2
    roll(world, wanted)
    world.send(project, *trace_of(3, 100, dice))
    (touched,) = stale(world, wanted)
    assert touched <= BASE_NS // 10**9 + 100 * 60 < touched + 900
    # Quarters that were written to lately wait.
    Roller(world.store, 3600).roll()
    assert stale(world, wanted) == [touched]
    roll(world, wanted)


@pytest.mark.parametrize(("sort", "order"), [("cost", "desc"), ("tokens", "asc"), ("duration", "desc")])
def test_orders_hold_what_is_valid_now(world: World, sort: Sort, order: Order) -> None:
    """Also where most of the stored rows are replaced by others, which stand elsewhere in the order."""
    project = f"p{time.time_ns()}"
    wanted = Filter(project, WINDOW)
    dice = random.Random(3)
    world.send(project, *(one for number in range(30) for one in trace_of(number, number * 3, dice)))
    for round_ in range(3):
        late = [
            chat(
                number.to_bytes(16, "big"),
                cost=dice.choice([1.5, 0.25, 0.000001]) * round_,
                base_ns=BASE_NS,
                # Some begin a minute earlier than their trace did, which moves it.
                start_ms=number * 3 * MINUTE_MS - dice.choice([0, 0, round_ * MINUTE_MS]),
                length_ms=dice.randrange(1, 20_000),
            )
            for number in range(30)
            if number % 7
        ]
        world.send(project, *late)
    found = run(world.listed(wanted, sort, order))
    assert found == run(world.listed(without_rollups(wanted), sort, order))
    assert len({trace for trace, _, _ in found}) == len(found) == 30


@pytest.mark.parametrize("order", ["asc", "desc"])
def test_pages_go_on_behind_costs_of_nothing_and_of_hardly_anything(world: World, order: Order) -> None:
    project = f"p{time.time_ns()}"
    costs = [0, 1e-12, 0.0000001, None] * 5
    calls = [
        chat(number.to_bytes(16, "big"), cost=cost, base_ns=BASE_NS) for number, cost in enumerate(costs)
    ]
    world.send(project, *calls)
    found = run(world.listed(Filter(project, WINDOW), "cost", order))
    assert [cost for _, cost, _ in found] == sorted(
        costs, key=lambda cost: -1 if cost is None else cost, reverse=order == "desc"
    )


@pytest.mark.parametrize(
    ("sort", "value"),
    [
        ("start_time", "1.5"),
        ("start_time", str(2**63)),
        ("start_time", "-1"),
        ("duration", "1.5"),
        ("tokens", str(2**64)),
        ("tokens", "٣"),
        ("cost", "1e5"),
        ("cost", "1" * 27),
        ("cost", "-.5"),
        ("cost", 1),
    ],
)
def test_a_place_that_no_trace_has_is_refused(world: World, sort: Sort, value: Any) -> None:
    place = json.dumps([sort, "desc", value, "00" * 16]).encode()
    cursor = base64.urlsafe_b64encode(place).decode()
    wanted = Filter("p", WINDOW, condition("user:kim"))
    with pytest.raises(BadRequest, match="not one of ours"):
        run(TraceReader(world.store).page(wanted, sort, "desc", 5, cursor))


WHICH = (
    # Looked for in the texts themselves.
    '"the refund"',
    '-"the refund"',
    '"the refund" or status:error',
    "the*refund status:ok",
    # A page is near where it begins, or is not.
    "refund",
    "name:the*",
    "status:ok latency>1ms",
    "tag:nobody",
)


@pytest.mark.parametrize(
    ("most", "asked"), [(200_000, WHICH), (3, WHICH[:2])], ids=["looked up", "more than are looked up"]
)
def test_filters_find_what_is_valid_now(
    world: World, most: int, asked: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """In every order, page by page; also where what matched once does so no more, or elsewhere."""
    monkeypatch.setattr(traces, "_LOOKED_UP", traces._LOOKED_UP.replace("200000", str(most)))
    project = f"p{time.time_ns()}"
    dice = random.Random(4)
    names = ("the refund asked", "bathe refunds", "the order", "refund the")
    for round_ in range(3):
        spans = [
            span(
                number.to_bytes(16, "big"),
                dice.choice(names),
                base_ns=BASE_NS,
                # Each round begins earlier, some in another minute: its name is the trace's from then on.
                start_ms=number * number * 12_000 - round_ * dice.choice([1, 1, MINUTE_MS]),
                length_ms=dice.randrange(1, 9000),
                status=dice.choice([0, 1, 2]),
            )
            for number in range(40)
            if not round_ or number % 3
        ]
        world.send(project, *spans)
    columns = "lower(hex(trace_id)) AS id, toUnixTimestamp64Nano(start_time) AS start, duration_ns AS length"
    for text in asked:
        wanted = Filter(project, WINDOW, condition(text))
        valid = world.store.connect()
        rows = valid.rows(f"SELECT {columns} {wanted.sql('window')}", wanted.parameters())
        world.store.release(valid)
        places: dict[Sort, str] = {"start_time": "start", "duration": "length"}
        for sort, column in places.items():
            rows.sort(key=lambda row: (row[column], row["id"]))
            for order in ("asc", "desc"):
                found = [one for one, _, _ in run(world.listed(wanted, sort, order))]
                expected = [row["id"] for row in rows]
                assert found == (expected if order == "asc" else expected[::-1]), (text, sort, order)
        page = run(TraceReader(world.store).page(wanted, "start_time", "desc", 5))
        assert page.total == len(rows), text


def test_what_is_deleted_counts_no_more(world: World) -> None:
    project = f"p{time.time_ns()}"
    wanted = Filter(project, WINDOW)
    world.send(project, *trace_of(1, 100, random.Random(2)))
    world.roller.roll()
    assert run(TraceReader(world.store).total(wanted)) == 1
    world.store.delete_project(project)
    assert run(TraceReader(world.store).total(wanted)) == 0
    assert run(MetricsReader(world.store).totals_row(wanted))["trace_count"] == 0


def test_short_and_narrowed_questions_read_traces(world: World) -> None:
    short = replace(WINDOW, end=WINDOW.start + timedelta(hours=1))
    assert run(figures(world.store, Filter("p", short))).coverage is None
    assert run(figures(world.store, without_rollups(Filter("p", WINDOW)))).coverage is None
