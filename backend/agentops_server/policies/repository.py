"""Where policies are kept, and what retention has deleted: beside the projects, in their database."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from agentops_server.policies.model import Policy
from agentops_server.projects.schema import create_missing

_metadata = sa.MetaData()

_policies = sa.Table(
    "project_policies",
    _metadata,
    sa.Column("project_id", sa.String(36), primary_key=True),
    sa.Column("version", sa.Integer(), nullable=False),
    # Keeps series of metrics apart whose labels were masked; random, never shown.
    sa.Column("salt", sa.String(64), nullable=False),
    sa.Column("document", sa.Text(), nullable=False),
    sa.Column("updated_at", sa.DateTime(), nullable=False),
)
_deletions = sa.Table(
    "retention_deletions",
    _metadata,
    sa.Column("project_id", sa.String(36), primary_key=True),
    sa.Column("what", sa.String(20), primary_key=True),
    sa.Column("count", sa.BigInteger(), nullable=False),
    sa.Column("last_at", sa.DateTime(), nullable=False),
)
_turns = sa.Table(
    "retention_turns",
    _metadata,
    sa.Column("name", sa.String(20), primary_key=True),
    sa.Column("taken_until", sa.DateTime(), nullable=False),
)


@dataclass(frozen=True)
class StoredPolicy:
    """A policy as it is kept."""

    project_id: str
    version: int
    salt: str
    policy: Policy
    updated_at: datetime | None


@dataclass(frozen=True)
class Deletion:
    """How many of something were deleted, ever, and when last."""

    what: str
    count: int
    last_at: datetime


class PolicyChanged(Exception):
    """Somebody else changed the policy meanwhile."""


class PolicyRepository:
    """Blocking; call it from a thread."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def create_schema(self) -> None:
        """Create what is missing; several servers that start at the same moment may do it together."""
        create_missing(self._engine, _metadata)

    def policies(self) -> dict[str, StoredPolicy]:
        """All policies that were ever set, by project."""
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(_policies)).mappings()
            return {row["project_id"]: _stored(row) for row in rows}

    def save(self, project_id: str, policy: Policy, salt: str, expected: int | None) -> StoredPolicy:
        """Set a policy; `salt` is for the first time. Raises `PolicyChanged` over another version."""
        now = datetime.now(UTC)
        values = {"document": policy.model_dump_json(), "updated_at": now.replace(tzinfo=None)}
        try:
            with self._engine.begin() as connection:
                where = _policies.c.project_id == project_id
                row = (
                    connection.execute(sa.select(_policies).where(where).with_for_update()).mappings().first()
                )
                found = row["version"] if row else 0
                if expected is not None and expected != found:
                    raise PolicyChanged(f"it is version {found}")
                if row is None:
                    stored = StoredPolicy(project_id, 1, salt, policy, now)
                    connection.execute(
                        sa.insert(_policies).values(project_id=project_id, version=1, salt=salt, **values)
                    )
                    return stored
                changed = connection.execute(
                    sa.update(_policies)
                    .where(where, _policies.c.version == found)
                    .values(version=found + 1, **values)
                )
                if changed.rowcount != 1:
                    raise PolicyChanged("it changed at this moment")
                return StoredPolicy(project_id, found + 1, row["salt"], policy, now)
        except IntegrityError as error:
            raise PolicyChanged("it was set at this moment") from error

    def forget(self, project_id: str) -> None:
        """Delete what is kept of a project."""
        with self._engine.begin() as connection:
            for table in (_policies, _deletions):
                connection.execute(sa.delete(table).where(table.c.project_id == project_id))

    def count(self, project_id: str, what: str, count: int) -> None:
        """Note that so many of something were deleted now."""
        now = datetime.now(UTC).replace(tzinfo=None)
        where = sa.and_(_deletions.c.project_id == project_id, _deletions.c.what == what)
        added = sa.update(_deletions).where(where).values(count=_deletions.c.count + count, last_at=now)
        try:
            with self._engine.begin() as connection:
                if connection.execute(added).rowcount == 0:
                    connection.execute(
                        sa.insert(_deletions).values(
                            project_id=project_id, what=what, count=count, last_at=now
                        )
                    )
        except IntegrityError:  # another server was faster to make the row
            with self._engine.begin() as connection:
                connection.execute(added)

    def deletions(self, project_id: str) -> list[Deletion]:
        """What was deleted of a project."""
        query = sa.select(_deletions).where(_deletions.c.project_id == project_id)
        with self._engine.connect() as connection:
            return [
                Deletion(row["what"], int(row["count"]), row["last_at"].replace(tzinfo=UTC))
                for row in connection.execute(query).mappings()
            ]

    def take_turn(self, name: str, seconds: float) -> bool:
        """Whether this server may do a work now that one server does at a time; it has `seconds` for it."""
        now = datetime.now(UTC).replace(tzinfo=None)
        until = now + timedelta(seconds=seconds)
        free = sa.and_(_turns.c.name == name, _turns.c.taken_until <= now)
        try:
            with self._engine.begin() as connection:
                if connection.execute(sa.update(_turns).where(free).values(taken_until=until)).rowcount:
                    return True
                if connection.execute(sa.select(_turns).where(_turns.c.name == name)).first():
                    return False
                connection.execute(sa.insert(_turns).values(name=name, taken_until=until))
                return True
        except IntegrityError:
            return False

    def keep_turn(self, name: str, seconds: float) -> None:
        """Go on with a turn that was taken."""
        until = datetime.now(UTC).replace(tzinfo=None) + timedelta(seconds=seconds)
        with self._engine.begin() as connection:
            connection.execute(sa.update(_turns).where(_turns.c.name == name).values(taken_until=until))

    @property
    def is_alone(self) -> bool:
        """Whether no other server shares these: a file of our own."""
        return self._engine.dialect.name == "sqlite"

    def end_turn(self, name: str) -> None:
        """Let the next server have it."""
        now = datetime.now(UTC).replace(tzinfo=None)
        with self._engine.begin() as connection:
            connection.execute(sa.update(_turns).where(_turns.c.name == name).values(taken_until=now))


def _stored(row: Any) -> StoredPolicy:
    return StoredPolicy(
        row["project_id"],
        row["version"],
        row["salt"],
        Policy.model_validate_json(row["document"]),
        row["updated_at"].replace(tzinfo=UTC),
    )
