"""However many of a batch's steps are left out, its spans, prices and traces are those of all steps."""

import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from pydantic import SecretStr

from agentops_server.ingest.batch import BatchInsert, Counts
from agentops_server.ingest.records import Record
from agentops_server.prices.book import PriceBook
from agentops_server.settings import Settings
from agentops_server.store.client import Store
from fixtures.spans import chat, request, span

_TRACES = """
SELECT * EXCEPT (project_id, version) REPLACE (arraySort(calls) AS calls)
FROM traces FINAL
WHERE project_id = {project:String}
ORDER BY trace_id
"""
_SPANS = """
SELECT trace_id, span_id, cost, prompt_cost, completion_cost, cost_source
FROM spans FINAL
WHERE project_id = {project:String}
ORDER BY trace_id, span_id
"""
_PRICE = """
INSERT INTO prices (project_id, model, effective_from, version, is_deleted, input, output, source)
VALUES ('', 'priced', toDateTime64(0, 3, 'UTC'), 1, 0, 0.001, 0.002, 'own')
"""


class World:
    """A store of its own, written to by hand."""

    def __init__(self, engine: Path, folder: Path) -> None:
        self.store = Store(Settings(PORTAL_DATA_DIR=folder, CLICKHOUSE_URL=SecretStr(f"chdb://{engine}")))  # type: ignore[call-arg]
        self.store.ensure_schema()
        self.insert = BatchInsert(self.store, PriceBook(), folder / "scratch")
        self.connection = self.store.connect()
        self.connection.execute(_PRICE)

    def send(self, project: str, *spans: Span) -> Counts:
        return self.insert.records([Record(project, "", time.time_ns(), request(*spans))])

    def stored(self, project: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        traces, spans = (self.connection.rows(sql, {"project": project}) for sql in (_TRACES, _SPANS))
        return [dict(one) for one in traces], [dict(one) for one in spans]


@pytest.fixture(scope="module")
def world(engine_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = World(engine_folder, tmp_path_factory.mktemp("shortcuts"))
    yield made
    made.store.close()


def _said(dice: random.Random) -> dict[str, Any]:
    """What a trace takes from one of its spans."""
    words = f"{dice.getrandbits(32):x}"
    return {
        "enduser.id": f"user-{words}",
        "session.id": f"session-{words}",
        "gen_ai.prompt": f"asked {words}",
        "gen_ai.completion": f"answered {words}",
        "gen_ai.server.time_to_first_token": dice.random(),
    }


def _call(dice: random.Random, trace: bytes, ids: list[str], at: int, **place: Any) -> Span:
    said = _said(dice)
    if dice.random() < 0.5:
        said |= {"litellm.team_alias": dice.choice(["blue", "red"]), "litellm.key_alias": dice.choice("ab")}
    return chat(
        trace,
        model=dice.choice(["priced", "unknown"]),
        tokens=(dice.randrange(1, 90), dice.randrange(1, 90)),
        cost=dice.choice([None, dice.randrange(100) / 64]),
        response_id=dice.choice(ids),
        attributes=said,
        start_ms=at,
        length_ms=dice.randrange(1, 900),
        status=dice.choice([1, 1, 2]),
        message=f"{dice.getrandbits(32):x}",
        **place,
    )


def _spans(dice: random.Random, is_plain: bool) -> list[Span]:
    """Traces of agents, tools and calls, of which several start at the same time.

    Plain: each call has an id of its own and has reported its cost.
    """
    made: list[Span] = []
    for _ in range(6):
        trace, agent = dice.randbytes(16), dice.randbytes(8)
        made.append(span(trace, "agent", span_id=agent, attributes={"agentops.span.kind": "agent"}))
        for number in range(dice.randrange(1, 6)):
            at, mine = 10 * (number // 3) + 1, dice.randbytes(8)
            tool: dict[str, Any] = {"gen_ai.tool.name": "search"}
            if dice.random() < 0.5:
                tool["gen_ai.usage.total_cost"] = 0.5
            made.append(span(trace, "tool", parent=agent, attributes=tool, start_ms=at, span_id=mine))
            if is_plain:
                own: dict[str, Any] = {
                    "response_id": f"own-{number}",
                    "attributes": _said(dice),
                    "span_id": dice.randbytes(8),
                }
                made.append(chat(trace, parent=mine, start_ms=at, status=2, message=f"{number}", **own))
                continue
            caller = dice.randbytes(8)
            made.append(_call(dice, trace, ["", "one", "two"], at, parent=mine, span_id=caller))
            made.append(
                _call(dice, trace, ["", f"own-{number}"], at, parent=caller, span_id=dice.randbytes(8))
            )
    dice.shuffle(made)
    return made


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("is_plain", [True, False], ids=["plain", "mixed"])
def test_a_batch_is_stored_as_its_halves_are(world: World, seed: int, is_plain: bool) -> None:
    name = f"{seed}-{is_plain}"
    spans = _spans(random.Random(f"{seed}"), is_plain)
    assert world.send(f"whole-{name}", *spans) == {f"whole-{name}": (len(spans), len(spans))}
    traces, rows = world.stored(f"whole-{name}")
    assert len(rows) == len(spans)
    sources = {row["cost_source"] for row in rows}
    assert sources == {"reported", ""} if is_plain else sources >= {"reported", "price_table", "unpriced"}
    # Traces that are known, and spans that come again beside new ones: nothing can be left out.
    half = len(spans) // 2
    world.send(f"halves-{name}", *spans[:half])
    again = world.send(f"halves-{name}", *spans)
    assert again == {f"halves-{name}": (len(spans), len(spans) - half)}
    assert world.stored(f"halves-{name}") == (traces, rows)
    # Spans that are in one batch twice.
    twice = world.send(f"twice-{name}", *spans, *spans[half:])
    assert twice == {f"twice-{name}": (2 * len(spans) - half, len(spans))}
    assert world.stored(f"twice-{name}") == (traces, rows)


def test_what_is_left_out_depends_on_all_projects_of_a_batch(world: World) -> None:
    """One project's batch needs no more than the plain steps, the other's beside it needs them all."""
    plain, mixed = (_spans(random.Random(f"{9}"), is_plain) for is_plain in (True, False))
    world.send("alone-plain", *plain)
    world.send("alone-mixed", *mixed)
    now = time.time_ns()
    beside = [
        Record("beside-plain", "", now, request(*plain)),
        Record("beside-mixed", "", now, request(*mixed, *mixed[:5])),
    ]
    assert world.insert.records(beside) == {
        "beside-plain": (len(plain), len(plain)),
        "beside-mixed": (len(mixed) + 5, len(mixed)),
    }
    assert world.stored("beside-plain") == world.stored("alone-plain")
    assert world.stored("beside-mixed") == world.stored("alone-mixed")
