"""Sign-in, sessions and the first account. Everything here blocks: call it from worker threads."""

import logging
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy.orm import Session

from kit.errors import Forbidden, NotFound, TooManyRequests, Unauthenticated
from portal.audit.access import SYSTEM, Actor, record
from portal.auth import repository, throttle
from portal.auth.access import Principal
from portal.auth.models import User, UserSession
from portal.auth.passwords import Passwords
from portal.auth.sessions import SessionLimits, new_token, token_hash
from portal.db.engine import Database

_log = logging.getLogger("portal.auth")


@dataclass(frozen=True)
class Caller:
    """From where a request comes, as far as sign-in cares."""

    address: str
    user_agent: str


@dataclass(frozen=True)
class Account:
    """An account as it is shown."""

    id: str
    email: str
    name: str
    role: str


@dataclass(frozen=True)
class SignedIn:
    """A new session; `token` exists only here and in the browser."""

    account: Account
    token: str
    ends_at: datetime


@dataclass(frozen=True)
class CurrentSession:
    """The session of a request."""

    id: str
    principal: Principal
    ends_at: datetime


@dataclass(frozen=True)
class SessionView:
    """A session as its owner sees it."""

    id: str
    created_at: datetime
    last_seen_at: datetime
    ends_at: datetime
    address: str
    user_agent: str


class AuthService:
    """The rules of sign-in. `clock` tells the time in UTC."""

    def __init__(
        self,
        database: Database,
        passwords: Passwords,
        limits: SessionLimits,
        clock: Callable[[], datetime],
        count_login: Callable[[str], None] = lambda outcome: None,
    ) -> None:
        self._db = database
        self._passwords = passwords
        self._limits = limits
        self._clock = clock
        self._count_login = count_login

    def has_accounts(self) -> bool:
        """Whether anybody could sign in."""
        with self._db.read() as db:
            return repository.count_users(db) > 0

    def hash_password(self, password: str) -> str:
        """A new hash, to be stored with an account."""
        return self._passwords.hash(password)

    def bootstrap(self, email: str, password: str) -> None:
        """Create the first admin on an empty database; on any other, change nothing and say so."""
        email = email.strip().casefold()
        now = self._clock()
        with self._db.read() as db:
            existing = repository.count_users(db)
            known = repository.user_by_email(db, email) if existing else None
            stored = known.password_hash or None if known else None
        if existing:
            if stored is None or not self._passwords.verify(stored, password):
                _log.warning(
                    "PORTAL_ADMIN_EMAIL and PORTAL_ADMIN_PASSWORD differ from the accounts in the database "
                    "and are ignored: they only create the first account. Change passwords in the portal."
                )
            return
        hashed = self._passwords.hash(password)
        with self._db.write_alone() as db:
            # Another portal may have been quicker between the look and the write.
            if repository.count_users(db):
                return
            user_id = uuid.uuid4().hex
            db.add(
                User(
                    id=user_id,
                    email=email,
                    name=email.split("@")[0],
                    role="admin",
                    password_hash=hashed,
                    disabled=False,
                    all_projects=True,
                    created_at=now,
                    updated_at=now,
                )
            )
            record(db, now, SYSTEM, "account.bootstrap", email, user_id=user_id)
        _log.info("created the first admin account from PORTAL_ADMIN_EMAIL")

    def recover(self, email: str, password: str) -> bool:
        """Make an account an enabled admin with this password; False when there is no such account."""
        email = email.strip().casefold()
        now = self._clock()
        hashed = self._passwords.hash(password)
        with self._db.write() as db:
            user = repository.user_by_email(db, email)
            if user is None:
                return False
            user.password_hash = hashed
            user.role = "admin"
            user.disabled = False
            user.all_projects = True
            user.updated_at = now
            repository.delete_sessions(db, user.id)
            # Of all accounts: who is counted cannot be told from the keys, and this is rare.
            repository.forget_attempts(db, [], now + timedelta(days=1))
            record(db, now, SYSTEM, "account.recover", email, user_id=user.id)
        return True

    def login(self, email: str, password: str, caller: Caller, old_token: str | None) -> SignedIn:
        """Check the password and begin a session; the one of `old_token` ends.

        Raises `Unauthenticated`, the same for every reason, and `TooManyRequests` (see `throttle`).
        """
        email = email.strip().casefold()
        now = self._clock()
        keys = throttle.keys(email, caller.address)
        with self._db.read() as db:
            self._refuse_while_blocked(repository.attempts(db, [key for key, _ in keys]), now)
            user = repository.user_by_email(db, email)
            # An account that a provider signs in has none.
            stored = user.password_hash or None if user is not None and not user.disabled else None
        if not self._passwords.verify(stored, password) or user is None:
            self._remember_failure(keys, now)
            self._count_login("wrong")
            _log.warning("sign-in failed", extra={"address": caller.address})
            raise Unauthenticated("The e-mail or the password is wrong.", code="invalid_credentials")
        rehashed = self._passwords.hash(password) if self._passwords.outdated(user.password_hash) else None
        with self._db.write() as db:
            # Only this account's failures are forgiven: else one own account would pardon attacks on others.
            repository.forget_attempts(db, [keys[0][0]], now - throttle.PER_ADDRESS.forget)
            current = db.get_one(User, user.id)
            if rehashed is not None:
                current.password_hash = rehashed
            return self.begin(db, current, caller, old_token, via="password")

    def begin(
        self, db: Session, user: User, caller: Caller, old_token: str | None, via: Literal["password", "oidc"]
    ) -> SignedIn:
        """Begin a session for somebody who has proved who they are; the one of `old_token` ends."""
        now = self._clock()
        repository.delete_ended_sessions(db, now, now - self._limits.idle)
        if old_token:
            repository.delete_session_by_token(db, token_hash(old_token))
        signed_in = self._begin_session(db, user, caller, now)
        actor = Actor(user.id, user.email, via, caller.address)
        record(db, now, actor, "session.begin", user_agent=caller.user_agent[:256] or None)
        self._count_login("ok")
        _log.info("signed in", extra={"user_id": user.id, "address": caller.address, "via": via})
        return signed_in

    def session(self, token: str) -> CurrentSession | None:
        """The session of `token`, if it has not ended; remembers that it was used."""
        now = self._clock()
        digest = token_hash(token)
        with self._db.read() as db:
            found = repository.session_by_token(db, digest)
        if found is None or found.user.disabled:
            return None
        last_seen_at = found.session.last_seen_at
        if now >= self._limits.ends_at(last_seen_at, found.session.expires_at):
            return None
        if now - last_seen_at >= self._limits.touch:
            with self._db.write(leaves_rights=True) as db:
                repository.touch_session(db, found.session.id, now)
            last_seen_at = now
        user = found.user
        return CurrentSession(
            id=found.session.id,
            principal=Principal(
                user.id, user.email, user.name, user.role, found.project_ids, session_id=found.session.id
            ),
            ends_at=self._limits.ends_at(last_seen_at, found.session.expires_at),
        )

    def logout(self, token: str) -> None:
        """End the session of `token`; nothing happens when it has ended."""
        with self._db.write() as db:
            repository.delete_session_by_token(db, token_hash(token))

    def sessions(self, user_id: str) -> list[SessionView]:
        """The sessions of an account that have not ended, the last used first."""
        now = self._clock()
        with self._db.read() as db:
            rows = repository.sessions_of(db, user_id)
        views = [
            SessionView(
                row.id,
                row.created_at,
                row.last_seen_at,
                self._limits.ends_at(row.last_seen_at, row.expires_at),
                row.address,
                row.user_agent,
            )
            for row in rows
        ]
        return [view for view in views if view.ends_at > now]

    def revoke_session(self, owner: Principal, actor: Actor, session_id: str) -> None:
        """End one session of the caller. Raises `NotFound` when they have none such."""
        with self._db.write() as db:
            if not repository.delete_sessions(db, owner.user_id, session_id):
                raise NotFound("You have no session with this id.", code="session_not_found")
            record(db, self._clock(), actor, "session.revoke", owner.email, session_id=session_id)

    def revoke_other_sessions(self, owner: Principal, actor: Actor) -> None:
        """End all sessions of the caller but this one."""
        with self._db.write() as db:
            ended = repository.delete_sessions(db, owner.user_id, keep=owner.session_id)
            record(db, self._clock(), actor, "session.revoke", owner.email, ended=ended)

    def change_password(self, owner: Principal, actor: Actor, current: str, new: str) -> None:
        """Set the caller's password and end their other sessions.

        A wrong current password counts as a failed sign-in. Raises `Forbidden` for one, `TooManyRequests`
        after several.
        """
        now = self._clock()
        keys = throttle.keys(owner.email, actor.address)
        with self._db.read() as db:
            self._refuse_while_blocked(repository.attempts(db, [key for key, _ in keys]), now)
            stored = db.get_one(User, owner.user_id).password_hash or None
        if not self._passwords.verify(stored, current):
            self._remember_failure(keys, now)
            raise Forbidden("The current password is wrong.", code="wrong_password")
        hashed = self._passwords.hash(new)
        with self._db.write() as db:
            user = db.get_one(User, owner.user_id)
            user.password_hash = hashed
            user.updated_at = now
            repository.delete_sessions(db, owner.user_id, keep=owner.session_id)
            record(db, now, actor, "password.change", owner.email)

    def _begin_session(self, db: Session, user: User, caller: Caller, now: datetime) -> SignedIn:
        token = new_token()
        expires_at = now + self._limits.absolute
        db.add(
            UserSession(
                id=uuid.uuid4().hex,
                user_id=user.id,
                token_hash=token_hash(token),
                created_at=now,
                last_seen_at=now,
                expires_at=expires_at,
                address=caller.address[:64],
                user_agent=caller.user_agent[:256],
            )
        )
        account = Account(user.id, user.email, user.name, user.role)
        return SignedIn(account, token, self._limits.ends_at(now, expires_at))

    def _refuse_while_blocked(self, attempts: dict[bytes, throttle.Attempt], now: datetime) -> None:
        wait = max(
            ((attempt.blocked_until - now).total_seconds() for attempt in attempts.values()), default=0.0
        )
        if wait > 0:
            self._count_login("throttled")
            seconds = max(1, round(wait + 0.5))
            raise TooManyRequests(
                f"Too many failed sign-ins: try again in {seconds} s.",
                code="login_throttled",
                details={"retry_after_s": seconds},
                headers={"Retry-After": str(seconds)},
            )

    def _remember_failure(self, keys: list[tuple[bytes, throttle.ThrottleRule]], now: datetime) -> None:
        with self._db.write(leaves_rights=True) as db:
            before = repository.attempts(db, [key for key, _ in keys])
            for key, rule in keys:
                repository.remember_attempt(db, key, throttle.after_failure(before.get(key), rule, now))
