"""Applies `migrations/*.sql` in order, each once.

The journal keeps one row a version; a gap in the numbers is only a number that nobody uses. Statements are
written so that a migration can be run again after a crash in its middle. Servers that share a store take
turns by a lock (`schema_lock.py`); the embedded engine has one server by the lock on its folder.
"""

import re
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from agentops_server.store.schema_lock import SchemaLock
from agentops_server.store.statements import MIGRATIONS, split

if TYPE_CHECKING:
    from agentops_server.store.client import Connection

JOURNAL = """
CREATE TABLE IF NOT EXISTS schema_migrations (version UInt32, name String, applied_at DateTime64(3, 'UTC'))
ENGINE = ReplacingMergeTree ORDER BY version
"""

_NOTE = (
    "INSERT INTO schema_migrations "
    "SELECT {version:UInt32}, {name:String}, fromUnixTimestamp64Milli({now:Int64})"
)
_TABLES = "SELECT name FROM system.tables WHERE database = currentDatabase()"
_SWAP = re.compile(r"RENAME TABLE (?P<name>\w+) TO \w+, (?P<new>\w+) TO (?P=name)")
_APPLIED = "SELECT version FROM schema_migrations FINAL"


class SchemaTooNew(Exception):
    """The database was written by a newer version of this server."""


def migrations() -> dict[int, tuple[str, list[str]]]:
    """Name and statements of every migration, by version in order."""
    files = sorted(MIGRATIONS.glob("[0-9]*.sql"))
    return {
        int(path.name.split("_")[0]): (path.stem, split(path.read_text(encoding="utf-8"))) for path in files
    }


def migrate(connection: "Connection") -> list[str]:
    """Bring the schema up to date; returns the names of the migrations applied now. Raises `SchemaTooNew`."""
    done = []
    for version, (name, statements) in _missing(connection).items():
        _finish_swap(connection, statements)
        for sql in statements:
            connection.execute(sql)
        parameters = {"version": version, "name": name, "now": time.time_ns() // 1_000_000}
        connection.execute(_NOTE, parameters)
        done.append(name)
    return done


def _finish_swap(connection: "Connection", statements: list[str]) -> None:
    """A crash between the pairs of `RENAME TABLE x TO old, new TO x` leaves no x: give it the new one."""
    for found in filter(None, map(_SWAP.fullmatch, statements)):
        tables = {row["name"] for row in connection.rows(_TABLES)}
        if found["name"] not in tables and found["new"] in tables:
            connection.execute(f"RENAME TABLE {found['new']} TO {found['name']}")


def migrate_shared(connection: "Connection", connect: "Callable[[], Connection]") -> list[str]:
    """As `migrate`, where other servers may want to do the same at the same moment."""
    if not _missing(connection):
        return []
    with SchemaLock(connection, connect):
        return migrate(connection)


def is_newer(connection: "Connection") -> bool:
    """Whether the database has a migration that this server does not know."""
    return bool(_applied(connection) - migrations().keys())


def _applied(connection: "Connection") -> set[int]:
    return {row["version"] for row in connection.rows(_APPLIED)}


def _missing(connection: "Connection") -> dict[int, tuple[str, list[str]]]:
    connection.execute(JOURNAL)
    applied, known = _applied(connection), migrations()
    if applied - known.keys():
        raise SchemaTooNew(
            f"the database has migration {max(applied)}, this server knows {max(known)}: start the newer one."
        )
    return {version: known[version] for version in known if version not in applied}
