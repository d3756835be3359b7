"""Migrations and transactions, on SQLite and on PostgreSQL: one suite for both."""

import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import quote

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from fixtures.portal import ADMIN_EMAIL, ADMIN_PASSWORD, portal_settings, running_portal
from fixtures.postgres import postgres_server
from portal.auth.models import User
from portal.db.base import Base
from portal.db.engine import Database, DatabaseError, database_url
from portal.db.migrate import migrate
from portal.settings import REPOSITORY

_EMPTY = "DROP SCHEMA public CASCADE; CREATE SCHEMA public"


@pytest.fixture(scope="module")
def postgres_url() -> Iterator[str]:
    with postgres_server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/portal/portal.db"
    url: str = request.getfixturevalue("postgres_url")
    engine = sa.create_engine(database_url(url, tmp_path))
    with engine.begin() as connection:
        for statement in _EMPTY.split(";"):
            connection.exec_driver_sql(statement)
    engine.dispose()
    return url


@pytest.fixture
def database(url: str, tmp_path: Path) -> Iterator[Database]:
    database = Database(database_url(url, tmp_path))
    migrate(database)
    yield database
    database.close()


def _user(email: str = "a@example.com") -> User:
    now = datetime(2026, 1, 31, 18, 0, 0, 123456, tzinfo=timezone(timedelta(hours=9)))
    return User(
        id=email[:32], email=email, name="가", role="viewer", password_hash="x", disabled=False,
        all_projects=True, created_at=now, updated_at=now,
    )  # fmt: skip


def test_migrations_make_what_the_models_say(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_migrating_again_changes_nothing(database: Database) -> None:
    with database.write() as db:
        db.add(_user())
    migrate(database)
    with database.read() as db:
        assert db.query(User).count() == 1


def test_times_come_back_in_utc(database: Database) -> None:
    with database.write() as db:
        db.add(_user())
    with database.read() as db:
        assert db.query(User).one().created_at == datetime(2026, 1, 31, 9, 0, 0, 123456, tzinfo=UTC)
    naive = sa.select(User).where(User.created_at == datetime(2026, 1, 1))  # noqa: DTZ001
    with database.read() as db, pytest.raises(sa.exc.StatementError, match="without a zone"):
        db.execute(naive)


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    def fail() -> None:
        with database.write() as db:
            db.add(_user())
            db.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with database.read() as db:
        assert db.query(User).count() == 0


def test_errors_do_not_show_values(database: Database) -> None:
    def add() -> None:
        with database.write() as db:
            db.add(_user("private@example.com"))

    add()
    with pytest.raises(sa.exc.IntegrityError) as raised:
        add()
    assert "[SQL parameters hidden" in str(raised.value)


def test_a_newer_database_is_refused(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(DatabaseError, match="newer release"):
        migrate(database)


def test_portals_that_start_at_once_make_one_schema_and_one_admin(url: str, tmp_path: Path) -> None:
    program = """
import sys
sys.path.insert(0, sys.argv[3])
from pathlib import Path
from fixtures.portal import cheap_passwords, portal_settings
from portal.main import Parts, Seams
settings = portal_settings(Path(sys.argv[1]), database_url=sys.argv[2])
parts = Parts(settings, Seams(passwords=cheap_passwords()))
parts.prepare()
parts.database.close()
"""
    arguments = [sys.executable, "-W", "error", "-c", program, str(tmp_path), url, str(REPOSITORY / "tests")]
    environment = {"PYTHONPATH": str(REPOSITORY / "backend")}
    starts = [
        subprocess.Popen(arguments, env=environment, stderr=subprocess.PIPE, text=True) for _ in range(4)
    ]
    for start in starts:
        _, errors = start.communicate(timeout=600)
        assert start.returncode == 0, errors
    settings = portal_settings(tmp_path, database_url=url)
    with running_portal(settings) as portal, portal.client() as client:
        body = {"email": ADMIN_EMAIL, "password": ADMIN_PASSWORD}
        assert client.post("/api/auth/login", json=body).status_code == 200
        with portal.parts.database.read() as db:
            assert db.query(User).count() == 1


def test_two_portals_share_sessions(url: str, tmp_path: Path) -> None:
    settings = portal_settings(tmp_path, database_url=url)
    with running_portal(settings) as one, running_portal(settings) as two, one.signed_in() as client:
        cookie = f"{one.cookie_name}={client.cookies[one.cookie_name]}"
        with two.client(Cookie=cookie) as elsewhere:
            assert elsewhere.get("/api/auth/me").status_code == 200
            client.post("/api/auth/logout")
            assert elsewhere.get("/api/auth/me").status_code == 401


def test_odd_characters_are_no_server_error(url: str, tmp_path: Path) -> None:
    settings = portal_settings(tmp_path, database_url=url)
    with running_portal(settings) as portal, portal.signed_in() as client:
        for text in ("a\0b@example.com", "😀@example.com", "ﬁ@example.com"):
            answer = client.post("/api/auth/login", json={"email": text, "password": text})
            assert answer.status_code in (401, 422), answer.text
            body = {"email": text, "name": text, "password": "a long enough password"}
            assert client.post("/api/users", json=body).status_code in (201, 422)
            assert client.post("/api/auth/tokens", json={"name": text}).status_code in (201, 422)
            assert client.delete(f"/api/users/{quote(text)}").status_code in (404, 422)
            assert client.get("/api/audit", params={"actor": text}).status_code in (200, 422)


def test_the_sqlite_file_is_private(tmp_path: Path) -> None:
    database = Database(database_url("", tmp_path))
    migrate(database)
    file = tmp_path / "portal" / "portal.db"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    with database.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1
    database.close()


@pytest.mark.parametrize("text", ["mysql://h/d", "sqlite://", "sqlite:///:memory:", "nonsense", "oracle://h"])
def test_unknown_databases_are_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="DATABASE_URL"):
        database_url(text, tmp_path)


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "portal").write_text("a file where the folder should be")
    database = Database(database_url("", tmp_path))
    with pytest.raises(DatabaseError, match="PORTAL_DATA_DIR"):
        migrate(database)
    database.close()
