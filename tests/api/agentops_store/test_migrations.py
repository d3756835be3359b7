"""The schema comes about once, whatever crashed before and whoever else wants it at the same time."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from agentops_server.store.client import Connection, Store
from agentops_server.store.migrate import JOURNAL, SchemaTooNew, migrations
from agentops_server.store.schema_lock import SchemaLock
from fixtures.agentops_process import AgentOpsProcess
from fixtures.clickhouse import ClickHouse
from fixtures.extent import IS_LONG
from fixtures.spans import chat, request, trace_id

StoreAt = Callable[[str], Store]

# The order of indexes has no meaning and may differ.
_SHAPE = """
SELECT 'table', name, engine_full, '', '' FROM system.tables WHERE database = currentDatabase()
UNION ALL
SELECT 'column', table, name, type, default_expression FROM system.columns WHERE database = currentDatabase()
UNION ALL
SELECT 'index', table, name, type_full, expr FROM system.data_skipping_indices
WHERE database = currentDatabase()
"""
_TRACE = (
    "INSERT INTO traces (project_id, day, trace_id, version) SELECT 'p', '2026-01-01', unhex('{:032x}'), 1"
)
_SPAN = (
    "INSERT INTO spans (project_id, trace_id, span_id, version, start_time) "
    "SELECT 'p', unhex('{:032x}'), unhex('00000000000000aa'), 1, '2026-01-01 00:00:00'"
)
_NEWER = "INSERT INTO schema_migrations SELECT 9999, 'of_the_future', now64(3)"


def shape(clickhouse: ClickHouse, database: str) -> list[str]:
    """Tables, columns and indexes as they are."""
    return sorted(clickhouse.sql(_SHAPE, database).splitlines())


def steps(sql: str) -> list[str]:
    """What the engine does one after the other for a statement."""
    pairs = sql.removeprefix("RENAME TABLE ").split(", ") if sql.startswith("RENAME TABLE ") else []
    return [f"RENAME TABLE {pair}" for pair in pairs] or [sql]


def cuts(statements: list[str], is_new: bool) -> list[int]:
    """After how many steps of a migration to crash.

    What was once released does not change any more: of older migrations the daily run has the one place that
    is hardest to go on from, between two renamings, or else after the last step, which nobody noted.
    """
    renamings = [number + 1 for number, sql in enumerate(statements) if sql.startswith("RENAME")]
    if is_new or IS_LONG:
        return sorted({1, len(statements) // 2, len(statements), *renamings})
    return renamings[:1] or [len(statements)]


def test_a_crash_in_the_middle_of_any_migration(clickhouse: ClickHouse, store_at: StoreAt) -> None:
    store_at(clickhouse.url("whole")).ensure_schema()
    whole = shape(clickhouse, "whole")
    newest = list(migrations())[-2:]
    for version, (_, written) in migrations().items():
        # A renaming of several tables is several steps, too.
        statements = [step for sql in written for step in steps(sql)]
        for done in cuts(statements, version in newest):
            name = f"cut_{version}_{done}"
            clickhouse.sql(f"CREATE DATABASE {name}")
            clickhouse.sql(JOURNAL, name)
            for earlier, (_, before) in migrations().items():
                if earlier >= version:
                    break
                for sql in before:
                    clickhouse.sql(sql, name)
                clickhouse.sql(f"INSERT INTO schema_migrations SELECT {earlier}, 'x', now64(3)", name)
            if version > 1:
                clickhouse.sql(_TRACE.format(7), name)
                clickhouse.sql(_SPAN.format(7), name)
            for sql in statements[:done]:  # the crash: these ran, and nobody noted it
                clickhouse.sql(sql, name)
            store_at(clickhouse.url(name)).ensure_schema()
            assert shape(clickhouse, name) == whole, name
            for table in ("traces", "spans"):
                rows = clickhouse.sql(f"SELECT count() FROM {table} FINAL", name).strip()
                assert rows == str(int(version > 1)), (name, table)
            clickhouse.sql(f"DROP DATABASE {name}")


def test_a_newer_database_is_left_alone(clickhouse: ClickHouse, store_at: StoreAt, tmp_path: Path) -> None:
    store_at(clickhouse.url("newer")).ensure_schema()
    clickhouse.sql(_NEWER, "newer")
    with pytest.raises(SchemaTooNew, match="start the newer one"):
        store_at(clickhouse.url("newer")).ensure_schema()
    server = AgentOpsProcess(tmp_path, {"CLICKHOUSE_URL": clickhouse.url("newer")})
    with pytest.raises(RuntimeError, match="has migration 9999"):
        server.start()


def test_a_schema_that_changes_below_a_running_server_costs_no_span(
    clickhouse: ClickHouse, tmp_path: Path
) -> None:
    with AgentOpsProcess(tmp_path, {"CLICKHOUSE_URL": clickhouse.url("rolling")}) as server:
        project = server.new_project()
        clickhouse.sql("ALTER TABLE spans ADD COLUMN of_the_future String", "rolling")
        clickhouse.sql(_NEWER, "rolling")
        trace = trace_id()
        assert project.send(request(chat(trace))).status_code == 200
        deadline = time.monotonic() + 120
        while "newer version of this server" not in server.log_path.read_text():
            assert time.monotonic() < deadline
            time.sleep(0.05)
        time.sleep(1.5)  # more than the three attempts after which data is blamed
        ingest = project.ingest()
        assert (ingest["dead_lettered_spans"], ingest["stored_spans"]) == (0, 0)
        assert ingest["spool_bytes"] > 0
        clickhouse.sql("ALTER TABLE spans DROP COLUMN of_the_future", "rolling")
        assert project.trace(trace.hex())["trace"]["span_count"] == 1


def test_one_holds_the_lock_at_a_time(clickhouse: ClickHouse, store_at: StoreAt) -> None:
    store = store_at(clickhouse.url("locked"))
    store.ensure_schema()
    inside: list[str] = []
    seen: list[int] = []

    def work(name: str) -> None:
        with SchemaLock(store.connect(), store.connect):
            inside.append(name)
            time.sleep(0.1)
            seen.append(len(inside))
            inside.remove(name)

    threads = [threading.Thread(target=work, args=(str(number),)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert seen == [1, 1, 1, 1]


def test_an_abandoned_lock_is_taken_over(clickhouse: ClickHouse, store_at: StoreAt) -> None:
    store = store_at(clickhouse.url("abandoned"))
    store.ensure_schema()
    clickhouse.sql(
        "CREATE TABLE schema_lock (nothing UInt8) ENGINE = Memory COMMENT 'of the dead'", "abandoned"
    )
    connection: Connection = store.connect()
    started = time.monotonic()
    with SchemaLock(connection, store.connect, stale_s=1):
        assert time.monotonic() - started > 1
        comment = clickhouse.sql("SELECT comment FROM system.tables WHERE name = 'schema_lock'")
        assert "of the dead" not in comment
    assert clickhouse.sql("EXISTS TABLE schema_lock", "abandoned").strip() == "0"


def test_a_touched_lock_is_not_old(clickhouse: ClickHouse, store_at: StoreAt) -> None:
    store = store_at(clickhouse.url("touched"))
    store.ensure_schema()
    touched = "SELECT metadata_modification_time FROM system.tables WHERE name = 'schema_lock'"
    seen: set[str] = set()
    deadline = time.monotonic() + 120
    with SchemaLock(store.connect(), store.connect):
        while len(seen) < 2:
            assert time.monotonic() < deadline, seen
            seen.add(clickhouse.sql(touched))
            time.sleep(0.5)
