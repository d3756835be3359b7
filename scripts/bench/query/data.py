"""Millions of spans, put into the store as the writer leaves them: batch by batch, in the order of time."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr

from agentops_server.ingest.batch import BatchInsert
from agentops_server.prices.book import PriceBook
from agentops_server.projects.service import DEFAULT_PROJECT_ID
from agentops_server.settings import Settings
from agentops_server.store.client import Connection, Store
from agentops_server.store.statements import statements, without_comments

HERE = Path(__file__).parent
DAYS = 30
SPANS_A_TRACE = 11
"""On average."""
# The first holds four fifths of all traces: it is the one that is asked about.
PROJECTS = (
    DEFAULT_PROJECT_ID,
    "00000000-0000-4000-8000-000000000001",
    "00000000-0000-4000-8000-000000000002",
)
# Spans of one batch: what a busy writer takes together.
_BATCH = 110_000
_DAY_NS = 86_400 * 10**9


def words() -> list[str]:
    """Some thirty thousand words: common ones first, then compounds, which are rare."""
    common = (HERE / "words.txt").read_text(encoding="utf-8").split()
    compounds = [first + second for first in common[150:] for second in common[150:] if first != second]
    return [*dict.fromkeys(common), *compounds[:: max(1, len(compounds) // 20_000)]]


@dataclass(frozen=True)
class Filled:
    """What was made."""

    spans: int
    traces: int
    end_ns: int


def fill(folder: Path, wanted: int, say: Callable[[str], None]) -> Filled:
    """Make a data folder with `wanted` spans (roughly) over 30 days that end now."""
    store = Store(Settings(PORTAL_DATA_DIR=folder, CLICKHOUSE_URL=SecretStr("chdb://")))  # type: ignore[call-arg]
    store.ensure_schema()
    writer = BatchInsert(store, PriceBook(), folder)
    connection = writer.connect()
    traces = wanted // SPANS_A_TRACE
    batch = _BATCH // SPANS_A_TRACE
    end = time.time_ns()
    start = end - DAYS * _DAY_NS
    vocabulary = words()
    began = said = time.monotonic()
    for first in range(0, traces, batch):
        last = min(first + batch, traces)
        step = DAYS * _DAY_NS / traces
        parameters = {
            "words": vocabulary,
            "projects": list(PROJECTS),
            "start": start,
            "step": step,
            "first": first,
            "last": last,
            "received": start + int(last * step),
        }
        _batch(writer, connection, parameters)
        if time.monotonic() - said > 10:
            said = time.monotonic()
            rate = last * SPANS_A_TRACE / (said - began)
            say(f"{last * SPANS_A_TRACE:,} of {wanted:,} spans, {rate:,.0f} a second")
    counted = connection.rows("SELECT count() AS spans, uniqExact(trace_id) AS traces FROM spans")[0]
    store.close()
    return Filled(counted["spans"], counted["traces"], end)


def _batch(writer: BatchInsert, connection: Connection, parameters: dict[str, object]) -> None:
    """What the writer does with a batch, from the staged spans on."""
    for sql in statements("stage_tables"):
        connection.execute(sql)
    connection.execute(without_comments((HERE / "spans.sql").read_text(encoding="utf-8")), parameters)
    writer.keep(connection)
