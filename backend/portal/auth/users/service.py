"""Administration of accounts. Blocking: call it from worker threads."""

import uuid
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from kit.errors import Conflict, NotFound
from portal.audit.access import Actor, record
from portal.auth import repository
from portal.auth.access import Principal
from portal.auth.models import ProjectMembership, User
from portal.auth.passwords import Passwords
from portal.auth.users.schemas import Account, AccountCreate, AccountUpdate
from portal.db.engine import Database


class UserService:
    """The rules: one account an e-mail, always an admin of all projects, every change in the audit log."""

    def __init__(self, database: Database, passwords: Passwords, clock: Callable[[], datetime]) -> None:
        self._db = database
        self._passwords = passwords
        self._clock = clock

    def all(self) -> list[Account]:
        """Every account, by e-mail."""
        with self._db.read() as db:
            memberships: dict[str, list[str]] = {}
            for row in db.scalars(select(ProjectMembership)):
                memberships.setdefault(row.user_id, []).append(row.project_id)
            users = db.scalars(select(User).order_by(User.email)).all()
        return [_account(user, memberships.get(user.id, [])) for user in users]

    def one(self, user_id: str) -> Account:
        """An account. Raises `NotFound`."""
        with self._db.read() as db:
            return self._shown(db, _get(db, user_id))

    def reader(self, user_id: str) -> Principal | None:
        """See `portal.auth.access.AccountBook`."""
        with self._db.read() as db:
            user = db.get(User, user_id)
            if user is None or user.disabled:
                return None
            return Principal(user.id, user.email, user.name, user.role, repository.projects_of(db, user))

    def create(self, actor: Actor, wanted: AccountCreate) -> Account:
        """A new account. Raises `Conflict` when the e-mail has one."""
        now = self._clock()
        user = User(
            id=uuid.uuid4().hex,
            email=wanted.email.casefold(),
            name=wanted.name,
            role=wanted.role,
            password_hash=self._passwords.hash(wanted.password.get_secret_value()),
            disabled=False,
            all_projects=wanted.all_projects,
            created_at=now,
            updated_at=now,
        )
        try:
            with self._db.write() as db:
                db.add(user)
                db.flush()
                _put_projects(db, user, wanted.project_ids)
                record(
                    db, now, actor, "user.create", user.email,
                    user_id=user.id, role=user.role, all_projects=user.all_projects,
                    project_ids=wanted.project_ids or None,
                )  # fmt: skip
                return self._shown(db, user)
        except IntegrityError as error:
            raise Conflict("There is an account with this e-mail already.", code="email_taken") from error

    def update(self, actor: Actor, user_id: str, change: AccountUpdate) -> Account:
        """Change an account. Raises `NotFound`, and `Conflict` when no admin would be left."""
        now = self._clock()
        hashed = self._passwords.hash(change.password.get_secret_value()) if change.password else None
        plain = change.model_dump(exclude_none=True, exclude={"password", "project_ids"})
        with self._db.write() as db:
            user = _get(db, user_id)
            before = {name: getattr(user, name) for name in plain}
            changed = {name: value for name, value in plain.items() if before[name] != value}
            for name, value in changed.items():
                setattr(user, name, value)
            if hashed is not None:
                user.password_hash = hashed
            if change.project_ids is not None:
                _put_projects(db, user, change.project_ids)
            user.updated_at = now
            db.flush()
            _keep_an_admin(db)
            if hashed is not None or changed.keys() & {"role", "disabled"}:
                repository.delete_sessions(db, user.id)
            record(
                db, now, actor, "user.update", user.email,
                user_id=user.id, changed=changed or None, password=hashed is not None or None,
                project_ids=change.project_ids,
            )  # fmt: skip
            return self._shown(db, user)

    def delete(self, actor: Actor, user_id: str) -> None:
        """Remove an account with its sessions and tokens. Raises `NotFound`, `Conflict`."""
        with self._db.write() as db:
            user = _get(db, user_id)
            db.delete(user)
            db.flush()
            _keep_an_admin(db)
            record(db, self._clock(), actor, "user.delete", user.email, user_id=user.id)

    def end_sessions(self, actor: Actor, user_id: str) -> None:
        """Sign an account out everywhere. Raises `NotFound`."""
        with self._db.write() as db:
            user = _get(db, user_id)
            ended = repository.delete_sessions(db, user.id)
            record(db, self._clock(), actor, "session.revoke", user.email, user_id=user.id, ended=ended)

    def _shown(self, db: Session, user: User) -> Account:
        rows = select(ProjectMembership.project_id).where(ProjectMembership.user_id == user.id)
        return _account(user, list(db.scalars(rows)))


def _get(db: Session, user_id: str) -> User:
    user = db.get(User, user_id)
    if user is None:
        raise NotFound("There is no account with this id.", code="user_not_found")
    return user


def _put_projects(db: Session, user: User, project_ids: list[str]) -> None:
    db.execute(delete(ProjectMembership).where(ProjectMembership.user_id == user.id))
    db.add_all(ProjectMembership(user_id=user.id, project_id=one) for one in dict.fromkeys(project_ids))
    db.flush()


def _keep_an_admin(db: Session) -> None:
    # Locks the admins' rows, so that two who demote each other at once cannot both succeed.
    admins = db.scalars(
        select(User.id)
        .where(User.role == "admin", User.disabled.is_(False), User.all_projects.is_(True))
        .with_for_update()
    ).all()
    if not admins:
        raise Conflict(
            "Somebody must stay admin of all projects: make another account one first.", code="last_admin"
        )


def _account(user: User, project_ids: list[str]) -> Account:
    return Account.model_validate(
        {
            "id": user.id,
            "email": user.email,
            "name": user.name,
            "role": user.role,
            "disabled": user.disabled,
            "all_projects": user.all_projects,
            "project_ids": sorted(project_ids),
            "created_at": user.created_at,
        }
    )
