"""Accounts, sessions and failed sign-ins in the database. One transaction is the caller's business."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.orm import Session

from portal.auth.models import LoginThrottle, ProjectMembership, User, UserSession
from portal.auth.throttle import Attempt


@dataclass(frozen=True)
class Found:
    """A session with its account."""

    session: UserSession
    user: User
    project_ids: frozenset[str] | None


def count_users(db: Session) -> int:
    """How many accounts exist."""
    return db.scalar(select(func.count()).select_from(User)) or 0


def user_by_email(db: Session, email: str) -> User | None:
    """The account with this (case-folded) address."""
    return db.scalar(select(User).where(User.email == email))


def projects_of(db: Session, user: User) -> frozenset[str] | None:
    """The projects an account may see; None: every one."""
    if user.all_projects:
        return None
    rows = db.scalars(select(ProjectMembership.project_id).where(ProjectMembership.user_id == user.id))
    return frozenset(rows)


def session_by_token(db: Session, digest: bytes) -> Found | None:
    """The session with this token hash, whether ended or not."""
    row = db.execute(
        select(UserSession, User)
        .join(User, User.id == UserSession.user_id)
        .where(UserSession.token_hash == digest)
    ).one_or_none()
    if row is None:
        return None
    session, user = row
    return Found(session, user, projects_of(db, user))


def touch_session(db: Session, session_id: str, now: datetime) -> None:
    """Remember the last use of a session."""
    db.execute(update(UserSession).where(UserSession.id == session_id).values(last_seen_at=now))


def delete_session_by_token(db: Session, digest: bytes) -> None:
    """End the session with this token hash."""
    db.execute(delete(UserSession).where(UserSession.token_hash == digest))


def sessions_of(db: Session, user_id: str) -> Sequence[UserSession]:
    """All sessions of an account, the last used first."""
    return db.scalars(
        select(UserSession).where(UserSession.user_id == user_id).order_by(UserSession.last_seen_at.desc())
    ).all()


def delete_sessions(db: Session, user_id: str, session_id: str | None = None, keep: str | None = None) -> int:
    """End one session of an account, or all but `keep`; returns how many ended."""
    statement = delete(UserSession).where(UserSession.user_id == user_id)
    if session_id is not None:
        statement = statement.where(UserSession.id == session_id)
    if keep is not None:
        statement = statement.where(UserSession.id != keep)
    return cast("CursorResult[object]", db.execute(statement)).rowcount


def delete_ended_sessions(db: Session, now: datetime, idle_since: datetime) -> None:
    """Forget sessions that have ended."""
    db.execute(
        delete(UserSession).where((UserSession.expires_at <= now) | (UserSession.last_seen_at <= idle_since))
    )


def attempts(db: Session, keys: Iterable[bytes]) -> dict[bytes, Attempt]:
    """What is remembered under these keys."""
    rows = db.scalars(select(LoginThrottle).where(LoginThrottle.key.in_(list(keys))))
    return {row.key: Attempt(row.failures, row.last_failure_at, row.blocked_until) for row in rows}


def remember_attempt(db: Session, key: bytes, attempt: Attempt) -> None:
    """Keep an attempt, in place of what was remembered."""
    db.merge(
        LoginThrottle(
            key=key,
            failures=attempt.failures,
            last_failure_at=attempt.last_failure_at,
            blocked_until=attempt.blocked_until,
        )
    )


def forget_attempts(db: Session, keys: Iterable[bytes], before: datetime) -> None:
    """Forget these keys, and all that failed last before a moment."""
    db.execute(
        delete(LoginThrottle).where(
            LoginThrottle.key.in_(list(keys)) | (LoginThrottle.last_failure_at < before)
        )
    )
