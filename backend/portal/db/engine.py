"""Opening the database, and transactions that behave the same on SQLite and PostgreSQL."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import URL, Connection, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

_BUSY_TIMEOUT_S = 5.0
# Any number, as long as it is the same in every portal: "PRTL".
ADVISORY_LOCK = 0x5052544C


class DatabaseError(Exception):
    """The database cannot be used; the message is one sentence that names the mend."""


def database_url(setting: str, data_dir: Path) -> URL:
    """The URL to open: `setting`, or a SQLite file under `data_dir` when it is empty.

    Raises `DatabaseError`, without repeating the setting: it may hold a password.
    """
    if not setting:
        return URL.create("sqlite", database=str(data_dir / "portal" / "portal.db"))
    try:
        url = make_url(setting)
    except ArgumentError as error:
        raise DatabaseError(
            "DATABASE_URL is not a database URL: use sqlite:////folder/file.db or "
            "postgresql://user:password@host/name, or leave it empty."
        ) from error
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg")
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        return url.set(drivername="sqlite")
    raise DatabaseError(
        "DATABASE_URL must begin with postgresql:// or name a file with sqlite:///: "
        "no other database is supported."
    )


class Database:
    """Hands out transactions. Blocking: use it in worker threads."""

    def __init__(self, url: URL) -> None:
        self.url = url
        # Another object after every transaction of this process that may have changed somebody's rights.
        self.revision = object()
        self.is_sqlite = url.get_backend_name() == "sqlite"
        if self.is_sqlite:
            self.engine = create_engine(url, hide_parameters=True, connect_args={"timeout": _BUSY_TIMEOUT_S})
            _tame_sqlite(self.engine)
        else:
            self.engine = create_engine(
                url,
                # Bound values are e-mails and hashes: they stay out of errors, and so out of logs.
                hide_parameters=True,
                pool_pre_ping=True,
                pool_size=10,
                max_overflow=10,
                pool_timeout=4,
                connect_args={"connect_timeout": 3, "application_name": "agent-portal"},
            )
        self._writing = self.engine.execution_options(sqlite_immediate=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only reads."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self, *, leaves_rights: bool = False) -> Iterator[Session]:
        """A transaction that writes: committed at the end, rolled back on an exception.

        On SQLite it takes the write lock at once: upgrading a read later can fail without a retry.
        `leaves_rights`: who may do what stays as it was, so `revision` does, too.
        """
        try:
            with Session(self._writing, expire_on_commit=False) as session, session.begin():
                yield session
        finally:
            # Also after an exception: a commit whose answer was lost may have happened.
            if not leaves_rights:
                self.revision = object()

    @contextmanager
    def write_alone(self) -> Iterator[Session]:
        """A transaction like `write` that no other portal's `write_alone` runs beside.

        For what depends on rows that are not there: nothing else locks an absence.
        """
        with self.write() as session:
            if not self.is_sqlite:  # there the write lock itself keeps others out
                session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ADVISORY_LOCK})
            yield session

    def ping(self) -> None:
        """Raises `SQLAlchemyError` when the database does not answer."""
        with self.engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")

    def close(self) -> None:
        """Close the connections."""
        self.engine.dispose()


def _tame_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(dbapi_connection: Any, _: object) -> None:
        # We begin transactions ourselves: Python's sqlite3 would leave DDL outside of them.
        dbapi_connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            # With WAL, NORMAL keeps the database whole through a power cut; FULL also keeps its last commits.
            "synchronous=FULL",
            "foreign_keys=ON",
        ):
            dbapi_connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("sqlite_immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
