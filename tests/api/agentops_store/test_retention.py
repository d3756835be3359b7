"""Retention by itself, on an embedded store: what a client cannot bring about over HTTP."""

import asyncio
import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agentops_server.ingest.account import EXPIRED, Settled
from agentops_server.ingest.dead_letters import Bounds, DeadLetters, Fault, Refusal
from agentops_server.ingest.ledger import Ledger
from agentops_server.ingest.records import Record
from agentops_server.ingest.signals import TRACES
from agentops_server.policies.letters import LetterRules
from agentops_server.policies.model import Policy
from agentops_server.policies.payload import KEPT, NUMBERS, PAYLOAD, PROTECTED, Payload
from agentops_server.policies.repository import PolicyRepository
from agentops_server.policies.retention import _TABLES, Retention
from agentops_server.policies.rules import any_of, names
from agentops_server.policies.service import Policies
from agentops_server.projects.repository import ProjectRepository
from agentops_server.projects.service import DEFAULT_PROJECT_ID, ProjectService
from agentops_server.settings import Settings
from agentops_server.store.client import Connection, Store
from agentops_server.store.statements import statement
from agentops_server.store.vocabulary import FIELDS
from fixtures.clickhouse import ClickHouse
from fixtures.extent import IS_LONG
from fixtures.spans import chat, request, trace_id
from fixtures.stores import CLUSTER

DAY_NS = 86_400 * 10**9
PROJECT = DEFAULT_PROJECT_ID


class Parts:
    def __init__(self, folder: Path, node: ClickHouse | None) -> None:
        given: dict[str, object] = {"PORTAL_DATA_DIR": folder}
        if node:
            given |= {"CLICKHOUSE_URL": node.url("agentops"), "AGENTOPS_CLICKHOUSE_CLUSTER": CLUSTER}
        self.settings = Settings.model_validate(given)
        self.store = Store(self.settings)
        self.store.ensure_schema()
        self.projects_there = ProjectRepository.in_folder(self.settings.home)
        self.projects = ProjectService(self.projects_there)
        self.projects.bootstrap(None)
        self.repository = PolicyRepository(self.projects_there.engine)
        self.policies = Policies(self.repository, self.settings)
        self.policies.create_schema()
        self.ledger = Ledger(self.settings.home / "ingest.db")
        self.account = self.ledger.account(TRACES)
        self.letters = DeadLetters(self.ledger, Bounds(100, 10**6, 90))

    def retention(self, interval_s: float = 0.2) -> Retention:
        rules = LetterRules(self.letters, self.policies, self.projects)
        return Retention(self.store, self.policies, self.projects, self.repository, rules, interval_s)

    def deleted(self) -> dict[str, int]:
        return {one.what: one.count for one in self.repository.deletions(PROJECT)}


@pytest.fixture(params=("embedded", "cluster") if IS_LONG else ("embedded",))
def parts(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Parts]:
    with contextlib.ExitStack() as open_parts:
        node = None
        if request.param == "cluster":
            node = open_parts.enter_context(ClickHouse(tmp_path / "node", cluster=CLUSTER))
        made = Parts(tmp_path, node)
        open_parts.callback(made.projects_there.close)
        open_parts.callback(made.ledger.close)
        open_parts.callback(made.store.close)
        yield made


def upload(connection: Connection, name: str, age_days: int, content: str = "printed") -> None:
    columns = ("project_id", "kind", "name", "version", "trace", "size", "content")
    version = time.time_ns() - age_days * DAY_NS
    connection.insert("uploads", columns, [(PROJECT, "log", name, version, name, len(content), content)])


def add_spans(connection: Connection, count: int, age_days: int) -> None:
    start = time.time_ns() // DAY_NS * DAY_NS - age_days * DAY_NS
    given = {"project": PROJECT, "start": start, "count": count}
    for table, columns, values in (
        ("spans", "span_id, status", "toFixedString(leftPad(toString(number), 8, '0'), 8), 'OK'"),
        ("traces", "day", f"toDate(fromUnixTimestamp64Nano(toInt64({start}), 'UTC'))"),
    ):
        connection.execute(
            f"INSERT INTO {table} (project_id, trace_id, version, start_time, duration_ns, {columns}) SELECT "
            "{project:String}, toFixedString(leftPad(toString(number), 16, '0'), 16), 1, "
            f"fromUnixTimestamp64Nano({{start:Int64}} + number * 1000, 'UTC'), 5, {values} "
            "FROM numbers({count:UInt64})",
            given,
        )


async def until(done: Any, timeout_s: float = 120) -> None:
    deadline = time.monotonic() + timeout_s
    while not done():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


def test_every_table_of_projects_data_takes_part(parts: Parts) -> None:
    rows = parts.store.connect().rows(
        "SELECT DISTINCT table FROM system.columns WHERE database = currentDatabase() AND name = 'project_id'"
    )
    # Prices are no telemetry.
    assert {row["table"].removesuffix("_local") for row in rows} - {"prices"} == set(_TABLES)


def test_uploads_go_by_the_day_they_came(parts: Parts) -> None:
    connection = parts.store.connect()
    for name, age in (("old", 40), ("middle", 20), ("new", 1)):
        upload(connection, name, age)

    def left() -> set[str]:
        return {row["name"] for row in connection.rows("SELECT name FROM uploads FINAL")}

    async def run() -> None:
        retention = parts.retention()
        retention.start()
        try:
            await parts.policies.change(PROJECT, Policy(retention_days=30), None)
            await until(lambda: left() == {"middle", "new"})
            # Payloads alone: uploads are nothing else.
            await parts.policies.change(PROJECT, Policy(payload_retention_days=10), None)
            await until(lambda: left() == {"new"})
        finally:
            await retention.stop()

    asyncio.run(run())
    assert parts.deleted() == {"uploads": 2}


def test_a_server_that_ends_meanwhile_counts_nothing_twice(parts: Parts) -> None:
    connection = parts.store.connect()
    add_spans(connection, 50_000, 40)
    add_spans(connection, 10, 1)

    async def run() -> None:
        await parts.policies.change(PROJECT, Policy(retention_days=30), None)
        for _ in range(6):
            retention = parts.retention()
            retention.start()
            await asyncio.sleep(0.1)
            await retention.stop()
        retention = parts.retention()
        retention.start()
        try:
            await until(lambda: connection.rows("SELECT count() AS n FROM traces")[0]["n"] == 10)
        finally:
            await retention.stop()

    asyncio.run(run())
    assert connection.rows("SELECT count() AS n FROM spans")[0]["n"] == 10
    assert parts.deleted() == {"spans": 50_000, "traces": 50_000}
    # Not only out of sight: no live part holds such a row.
    rows = connection.rows(
        "SELECT sum(rows) AS n FROM system.parts WHERE active AND table IN ('spans', 'spans_local')"
    )
    assert rows[0]["n"] == 10


def test_dead_letters_go_by_the_day_they_came_also_where_others_look_after_the_store(parts: Parts) -> None:
    words = chat(trace_id(), attributes={"gen_ai.prompt": "kim@example.com"})
    words.name = "for kim@example.com"
    for age in (40, 1):
        received = time.time_ns() - age * DAY_NS
        record = Record(PROJECT, "key", received, request(words), 1)
        refusal = Refusal(record, Fault("name = 'kim@example.com' is too long"), words.name)
        parts.letters.settle(parts.account, Settled(), [refusal])

    async def run() -> None:
        retention = parts.retention(interval_s=0)
        retention.start()
        try:
            await parts.policies.change(PROJECT, Policy(retention_days=30), None)
            await until(lambda: parts.letters.total(PROJECT).letters == 1)
            await parts.policies.change(PROJECT, Policy(payload_mode="none"), None)
            await until(lambda: parts.letters.page(PROJECT, 1)[0].name == "for [masked:email]")
        finally:
            await retention.stop()

    asyncio.run(run())
    (left,) = parts.letters.page(PROJECT, 10)
    assert (left.reason, left.items) == ("[not stored]", 1)
    found = parts.letters.find(PROJECT, left.id)
    assert found is not None
    assert b"kim@example.com" not in found[1].payload
    assert b"gen_ai.prompt" not in found[1].payload
    assert parts.account.counts[PROJECT][EXPIRED] == 1
    for file in parts.settings.home.glob("ingest.db*"):
        assert b"kim@example.com" not in file.read_bytes()


def test_a_trace_made_anew_meanwhile_does_not_stay_without_spans(parts: Parts) -> None:
    connection = parts.store.connect()
    midnight = time.time_ns() // DAY_NS * DAY_NS - 30 * DAY_NS
    # The trace began before the day that counts and lasted; a batch has computed it from its late span alone,
    # and that span goes with the trace.
    for start, length in ((midnight - 10**9, 10**10), (midnight + 10**9, 5)):
        connection.execute(
            "INSERT INTO traces (project_id, trace_id, version, start_time, duration_ns, day) SELECT "
            "{project:String}, toFixedString('one', 16), 1, "
            "fromUnixTimestamp64Nano({start:Int64}, 'UTC') AS at, {length:UInt64}, toDate(at)",
            {"project": PROJECT, "start": start, "length": length},
        )

    async def run() -> None:
        retention = parts.retention()
        retention.start()
        try:
            await parts.policies.change(PROJECT, Policy(retention_days=30), None)
            await until(lambda: connection.rows("SELECT count() AS n FROM traces")[0]["n"] == 0)
        finally:
            await retention.stop()

    asyncio.run(run())


def test_one_server_at_a_time_does_it(parts: Parts) -> None:
    assert parts.repository.take_turn("retention", 60)
    other = PolicyRepository(parts.projects_there.engine)
    assert not other.take_turn("retention", 60)
    parts.repository.end_turn("retention")
    assert other.take_turn("retention", 0.05)
    # One that crashed keeps nobody waiting for longer than its time.
    time.sleep(0.1)
    assert parts.repository.take_turn("retention", 60)


def test_a_failing_deletion_is_given_up_and_tried_again(
    parts: Parts, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = parts.store.connect()
    add_spans(connection, 5, 40)
    real = parts.store.connect
    tries: list[str] = []

    def connect(**given: Any) -> Connection:
        made = real(**given)
        execute = made.execute

        def failing(sql: str, *more: Any) -> None:
            if sql.startswith("ALTER TABLE spans DELETE") and not tries:
                tries.append(sql)
                # What fails on every row, as a fault of our own would.
                execute("ALTER TABLE spans UPDATE status = toString(throwIf(1)) WHERE 1")
                return
            execute(sql, *more)

        monkeypatch.setattr(made, "execute", failing)
        return made

    monkeypatch.setattr(parts.store, "connect", connect)

    async def run() -> None:
        retention = parts.retention()
        retention.start()
        try:
            await parts.policies.change(PROJECT, Policy(retention_days=30), None)
            await until(lambda: tries)
            await until(
                lambda: (
                    not connection.rows(
                        "SELECT 1 AS n FROM system.mutations WHERE NOT is_done AND NOT is_killed"
                    )
                )
            )
            # A changed policy is the next occasion.
            await parts.policies.change(PROJECT, Policy(retention_days=29), None)
            await until(lambda: connection.rows("SELECT count() AS n FROM spans")[0]["n"] == 0)
        finally:
            await retention.stop()

    asyncio.run(run())


def test_the_same_expressions_say_for_the_engine_what_is_payload(parts: Parts) -> None:
    globs = ["customer.*", "Own?[x]", "a+b"]
    own = Payload(names(globs))
    keys = [name for among in FIELDS.values() for name in among] + [
        "customer.tier", "CUSTOMER.X", "own?[X]", "ownz", "a+b", "aab", "prompt", "my.prompt", "temperature",
        "gen_ai.prompt.0.content", "gen_ai.promptly", "http.request.method", "http.request.body", "한글", "",
        "exception.message", "exception.type", "litellm.call_id", "litellm.metadata", "service.name",
        "line\nbreak",
    ]  # fmt: skip
    asked = {
        "never": sorted(PROTECTED | NUMBERS),
        "own": any_of(globs),
        "payload": PAYLOAD,
        "kept": KEPT,
        "keys": keys,
        "letters": ["s", "i"],
    }
    connection = parts.store.connect()
    sql = (
        f"SELECT k, t, {statement('is_payload')} AS found "
        "FROM (SELECT arrayJoin({keys:Array(String)}) AS k, arrayJoin({letters:Array(String)}) AS t)"
    )
    rows = connection.rows(sql, asked)
    assert len(rows) == 2 * len(keys)
    for row in rows:
        assert bool(row["found"]) == own.holds(row["k"], row["t"] == "s"), (row["k"], row["t"])
