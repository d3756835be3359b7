"""Brings the database to the form this release needs. Safe when several portals start at once."""

import fcntl
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from portal.db.engine import ADVISORY_LOCK, Database, DatabaseError

_SCRIPTS = Path(__file__).parent / "migrations"


# Alembic tells at every start that nothing is to be done; what is done, we tell.
logging.getLogger("alembic").setLevel(logging.WARNING)
_log = logging.getLogger("portal.db")


def migrate(database: Database) -> None:
    """Create or upgrade the schema, in one transaction.

    Raises `DatabaseError` when the database cannot be opened, or belongs to a newer release.
    """
    config = _config()
    try:
        with _alone(database) as connection:
            script = ScriptDirectory.from_config(config)
            current = MigrationContext.configure(connection).get_current_revision()
            if current == script.get_current_head():
                return
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            _log.info("database upgraded", extra={"before": current, "now": script.get_current_head()})
    except CommandError as error:
        raise DatabaseError(
            "The portal's database was written by a newer release: install that release again, "
            "or restore a backup made before it."
        ) from error
    except (SQLAlchemyError, OSError) as error:
        where = database.url.render_as_string(hide_password=True)
        raise DatabaseError(
            f"The portal's database {where} cannot be opened ({_reason(error)}): "
            "check DATABASE_URL, PORTAL_DATA_DIR and that the database server runs."
        ) from error


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    """A transaction that no other portal's migration runs beside."""
    if not database.is_sqlite:
        with database.engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
            yield connection
        return
    file = Path(database.url.database or "")
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Created by us, so that only this user can read the password hashes in it.
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    # A lock of its own: two processes that both switch SQLite to WAL at first open fail without waiting.
    with open(file.with_name(file.name + ".start-lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with database.engine.connect() as connection:
            driver = connection.connection.driver_connection
            assert driver is not None  # noqa: S101 -- a pooled connection always has one
            driver.execute("PRAGMA journal_mode=WAL")
            connection.execution_options(sqlite_immediate=True)
            with connection.begin():
                yield connection


def _reason(error: Exception) -> str:
    original = getattr(error, "orig", None) or error
    return " ".join(str(original).split())[:200] or type(original).__name__
