"""Applies `migrations/*.sql` in order, each once.

Two servers may start together against one store: every statement is written so that running it twice is
harmless (`IF NOT EXISTS`), and the journal keeps one row a version.
"""

import time
from typing import TYPE_CHECKING

from agentops_server.store.statements import MIGRATIONS, split

if TYPE_CHECKING:
    from agentops_server.store.client import Connection

_JOURNAL = """
CREATE TABLE IF NOT EXISTS schema_migrations (version UInt32, name String, applied_at DateTime64(3, 'UTC'))
ENGINE = ReplacingMergeTree ORDER BY version
"""

_NOTE = (
    "INSERT INTO schema_migrations "
    "SELECT {version:UInt32}, {name:String}, fromUnixTimestamp64Milli({now:Int64})"
)


class SchemaTooNew(Exception):
    """The database was written by a newer version of this server."""


def migrate(connection: "Connection") -> list[str]:
    """Bring the schema up to date; returns the names of the migrations applied now."""
    connection.execute(_JOURNAL)
    applied = {row["version"] for row in connection.rows("SELECT version FROM schema_migrations FINAL")}
    files = sorted(MIGRATIONS.glob("[0-9]*.sql"))
    known = {int(path.name.split("_")[0]) for path in files}
    if applied - known:
        raise SchemaTooNew(
            f"the database has migration {max(applied)}, this server knows {max(known)}: start the newer one."
        )
    done = []
    for path in files:
        version = int(path.name.split("_")[0])
        if version in applied:
            continue
        for sql in split(path.read_text(encoding="utf-8")):
            connection.execute(sql)
        connection.execute(
            _NOTE,
            {"version": version, "name": path.stem, "now": time.time_ns() // 1_000_000},
        )
        done.append(path.stem)
    return done
