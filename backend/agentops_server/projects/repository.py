"""Where projects and keys are kept: SQLite in the data folder, or any database SQLAlchemy reaches.

Keys are random UUIDs of 122 bits, so one SHA-256 is enough to keep them unreadable.
"""

import hashlib
import re
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from agentops_server.projects.schema import create_missing

_metadata = sa.MetaData()

_projects = sa.Table(
    "projects",
    _metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("name", sa.String(200), nullable=False, unique=True),
    sa.Column("environment", sa.String(20), nullable=False),
    sa.Column("created_at", sa.DateTime(), nullable=False),
)
_keys = sa.Table(
    "api_keys",
    _metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("project_id", sa.String(36), sa.ForeignKey("projects.id"), nullable=False, index=True),
    sa.Column("hash", sa.String(64), nullable=False, unique=True),
    sa.Column("name", sa.String(200), nullable=False),
    sa.Column("hint", sa.String(8), nullable=False),
    sa.Column("scopes", sa.String(100), nullable=False),
    sa.Column("created_at", sa.DateTime(), nullable=False),
    sa.Column("expires_at", sa.DateTime()),
    sa.Column("revoked_at", sa.DateTime()),
)
# Telemetry of a deleted project may still be on its way, here or in another server's spool.
_deleted = sa.Table(
    "deleted_projects",
    _metadata,
    sa.Column("id", sa.String(36), primary_key=True),
    sa.Column("deleted_at", sa.DateTime(), nullable=False),
)


@dataclass(frozen=True)
class Project:
    """A project: the border that no read crosses."""

    id: str
    name: str
    environment: str
    created_at: datetime


@dataclass(frozen=True)
class ApiKey:
    """What is known of a key; the key itself is not."""

    id: str
    project_id: str
    name: str
    hint: str
    scopes: frozenset[str]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    def is_valid(self, now: datetime) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)


def hash_key(key: str) -> str:
    """The stored form of a key; UUIDs are compared without regard to letter case and dashes."""
    return hashlib.sha256(uuid.UUID(key).bytes).hexdigest()


class ProjectRepository:
    """Blocking; call it from a thread."""

    def __init__(self, url: str) -> None:
        # The driver that is installed, for the address as everybody writes it.
        self._engine = sa.create_engine(re.sub(r"^postgres(?:ql)?://", "postgresql+psycopg://", url))
        if self._engine.dialect.name == "sqlite":
            sa.event.listen(self._engine, "connect", _set_pragmas)

    @property
    def engine(self) -> sa.Engine:
        """The database, for what else is kept of projects."""
        return self._engine

    @classmethod
    def in_folder(cls, folder: Path) -> "ProjectRepository":
        """Keep them in `folder`/projects.db."""
        folder.mkdir(parents=True, exist_ok=True)
        return cls(f"sqlite:///{folder / 'projects.db'}")

    def create_schema(self) -> None:
        """Create what is missing; several servers that start at the same moment may do it together."""
        create_missing(self._engine, _metadata)

    def projects(self) -> list[Project]:
        """All projects, oldest first."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(_projects).order_by(_projects.c.created_at, _projects.c.id))
            return [_project(row) for row in rows.mappings()]

    def project(self, project_id: str) -> Project | None:
        """The project with this id."""
        with self._engine.connect() as connection:
            row = (
                connection.execute(sa.select(_projects).where(_projects.c.id == project_id))
                .mappings()
                .first()
            )
            return _project(row) if row else None

    def add_project(self, project: Project) -> None:
        """Store a new project. Raises `sqlalchemy.exc.IntegrityError` when its name or id is taken."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_deleted).where(_deleted.c.id == project.id))
            connection.execute(
                sa.insert(_projects).values(
                    id=project.id,
                    name=project.name,
                    environment=project.environment,
                    created_at=_naive(project.created_at),
                )
            )

    def change_project(self, project_id: str, **values: str) -> None:
        """Set the name or the environment. Raises `sqlalchemy.exc.IntegrityError` when the name is taken."""
        with self._engine.begin() as connection:
            connection.execute(sa.update(_projects).where(_projects.c.id == project_id).values(**values))

    def delete_project(self, project_id: str) -> None:
        """Delete a project and its keys, and remember that it was there."""
        with self._engine.begin() as connection:
            known = connection.execute(sa.select(_projects.c.id).where(_projects.c.id == project_id)).first()
            if known is None:
                return
            connection.execute(sa.delete(_deleted).where(_deleted.c.id == project_id))
            connection.execute(
                sa.insert(_deleted).values(id=project_id, deleted_at=_naive(datetime.now(UTC)))
            )
            connection.execute(sa.delete(_keys).where(_keys.c.project_id == project_id))
            connection.execute(sa.delete(_projects).where(_projects.c.id == project_id))

    def deleted_among(self, project_ids: Collection[str]) -> set[str]:
        """Which of these projects were deleted."""
        wanted = sorted(project_ids)
        found: set[str] = set()
        with self._engine.connect() as connection:
            for start in range(0, len(wanted), 500):
                some = _deleted.c.id.in_(wanted[start : start + 500])
                found.update(connection.execute(sa.select(_deleted.c.id).where(some)).scalars())
        return found

    def add_key(self, key: ApiKey, key_hash: str) -> None:
        """Store a new key. Raises `sqlalchemy.exc.IntegrityError` when it is known."""
        with self._engine.begin() as connection:
            connection.execute(
                sa.insert(_keys).values(
                    id=key.id,
                    project_id=key.project_id,
                    hash=key_hash,
                    name=key.name,
                    hint=key.hint,
                    scopes=",".join(sorted(key.scopes)),
                    created_at=_naive(key.created_at),
                    expires_at=_naive(key.expires_at),
                )
            )

    def keys(self, project_id: str) -> list[ApiKey]:
        """The keys of a project, oldest first, revoked ones too."""
        query = sa.select(_keys).where(_keys.c.project_id == project_id).order_by(_keys.c.created_at)
        with self._engine.connect() as connection:
            return [_key(row) for row in connection.execute(query).mappings()]

    def key_by_hash(self, key_hash: str) -> ApiKey | None:
        """The key with this hash."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(_keys).where(_keys.c.hash == key_hash)).mappings().first()
            return _key(row) if row else None

    def key(self, key_id: str) -> ApiKey | None:
        """The key with this id."""
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(_keys).where(_keys.c.id == key_id)).mappings().first()
            return _key(row) if row else None

    def set_revoked(self, key_id: str, moment: datetime | None) -> None:
        """Revoke a key, or (None) make it valid again."""
        with self._engine.begin() as connection:
            connection.execute(sa.update(_keys).where(_keys.c.id == key_id).values(revoked_at=_naive(moment)))

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _set_pragmas(connection: Any, _: Any) -> None:
    for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _naive(moment: datetime | None) -> datetime | None:
    return moment.astimezone(UTC).replace(tzinfo=None) if moment else None


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment else None


def _project(row: sa.RowMapping) -> Project:
    return Project(row["id"], row["name"], row["environment"], row["created_at"].replace(tzinfo=UTC))


def _key(row: sa.RowMapping) -> ApiKey:
    return ApiKey(
        id=row["id"],
        project_id=row["project_id"],
        name=row["name"],
        hint=row["hint"],
        scopes=frozenset(filter(None, row["scopes"].split(","))),
        created_at=row["created_at"].replace(tzinfo=UTC),
        expires_at=_aware(row["expires_at"]),
        revoked_at=_aware(row["revoked_at"]),
    )
