"""Traces of an older installation are found in the tables of this one, also after a crash in mid-upgrade."""

from pathlib import Path

import clickhouse_connect
import pytest

from agentops_server.store.client import Connection
from agentops_server.store.migrate import JOURNAL, migrate, migrations

OLD = [version for version in migrations() if version < 4]
STEPS = migrations()[4][1]
FIRST = "INSERT INTO traces (project_id, day, trace_id, version, is_deleted, start_time, name, input_preview)"
ROWS = (
    f"{FIRST} SELECT 'p', toDate(at), leftPad(toString(number), 16, '0'), 5, 0, at, 'old',"
    " 'Where is my PARCEL' FROM"
    " (SELECT number, toDateTime64('2026-01-15 00:00:00', 9, 'UTC') + number * 3600 AS at FROM numbers(500))"
)
MOVED = (
    f"{FIRST} SELECT 'p', toDate(at), leftPad('7', 16, '0'), 6, 1, at, 'old', ''"
    " FROM (SELECT toDateTime64('2026-01-15 07:00:00', 9, 'UTC') AS at)"
)


def older(folder: Path, name: str) -> Connection:
    """A database as the release before left it: 500 traces, one of them moved away."""
    client = clickhouse_connect.get_client(dsn=f"chdb://{folder}")
    client.command(f"CREATE DATABASE {name}")
    client.close()
    connection = Connection(clickhouse_connect.get_client(dsn=f"chdb://{folder}", database=name))
    connection.execute(JOURNAL)
    for version in OLD:
        for sql in migrations()[version][1]:
            connection.execute(sql)
        connection.execute(f"INSERT INTO schema_migrations (version) VALUES ({version})")
    connection.execute(ROWS)
    connection.execute(MOVED)
    return connection


@pytest.mark.parametrize("done", range(len(STEPS) + 1))
def test_upgrade(engine_folder: Path, done: int) -> None:
    connection = older(engine_folder, f"after{done}")
    for sql in STEPS[:done]:
        connection.execute(sql)
    migrate(connection)
    assert migrate(connection) == []
    (kept,) = connection.rows(
        "SELECT count() AS traces, countIf(search_text LIKE '%my parcel%') AS found FROM traces FINAL"
    )
    assert kept == {"traces": 499, "found": 499}
    (table,) = connection.rows(
        "SELECT sorting_key FROM system.tables WHERE database = currentDatabase() AND name = 'traces'"
    )
    assert table["sorting_key"] == "project_id, toStartOfMinute(start_time), trace_id"
    left = connection.rows(
        "SELECT name FROM system.tables WHERE database = currentDatabase() AND name LIKE 'traces_by%'"
    )
    assert left == []
    connection.close()
