"""From a person the provider vouches for to an account. Blocking: call it from worker threads.

An account that a sign-in made takes its role from the provider's groups each time; one that was there before
(found by its verified e-mail) keeps what an admin gave it.
"""

import logging
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.audit.access import Action, Actor, record
from portal.auth import repository
from portal.auth.models import OidcIdentity, ProjectMembership, User
from portal.auth.oidc.provider import OidcError, Person
from portal.auth.service import AuthService, Caller, SignedIn
from portal.db.engine import Database
from portal.roles import role_of

_log = logging.getLogger("portal.auth")


@dataclass(frozen=True)
class NewAccounts:
    """What a first sign-in gives: a role by group, and projects (None: every one)."""

    roles: Mapping[str, str]
    project_ids: tuple[str, ...] | None


class OidcAccounts:
    """Finds or makes the account of a person, and begins their session."""

    def __init__(
        self, database: Database, auth: AuthService, rules: NewAccounts, clock: Callable[[], datetime]
    ) -> None:
        self._db = database
        self._auth = auth
        self._rules = rules
        self._clock = clock

    def sign_in(self, person: Person, caller: Caller, old_token: str | None) -> SignedIn:
        """Begin a session. Raises `OidcError` with problem `no_role`, `no_email` or `disabled`."""
        with self._db.write_alone() as db:
            user, refusal = self._account(db, person, caller)
            if refusal is None:
                return self._auth.begin(db, user, caller, old_token, via="oidc")
        # Outside: that a role was lost must be kept, although nobody is signed in.
        raise refusal

    def _account(self, db: Session, person: Person, caller: Caller) -> tuple[User, OidcError | None]:
        now = self._clock()
        role = role_of(person.groups, self._rules.roles)
        identity = db.get(OidcIdentity, (person.issuer, person.subject))
        user = db.get(User, identity.user_id) if identity else None
        if user is None or identity is None:
            user, identity = self._first(db, person, role, caller, now)
        elif identity.follows_groups:
            self._follow(db, user, role, caller, now)
        if user.disabled:
            return user, OidcError("disabled", "the account is disabled")
        if identity.follows_groups and role is None:
            return user, OidcError("no_role", "none of the person's groups gives a role")
        return user, None

    def _first(
        self, db: Session, person: Person, role: str | None, caller: Caller, now: datetime
    ) -> tuple[User, OidcIdentity]:
        if not person.email or len(person.email) > 254 or not person.email_verified:
            raise OidcError("no_email", "the provider vouches for no e-mail address")
        user = repository.user_by_email(db, person.email)
        is_new = user is None
        if user is None:
            if role is None:
                raise OidcError("no_role", "none of the person's groups gives a role")
            user = self._new(db, person, role, now)
        elif db.scalar(
            select(OidcIdentity).where(OidcIdentity.user_id == user.id, OidcIdentity.issuer == person.issuer)
        ):
            # Another person of this provider has the account: an address that was passed on.
            raise OidcError("no_email", "the account of this e-mail belongs to another identity")
        identity = OidcIdentity(
            issuer=person.issuer,
            subject=person.subject,
            user_id=user.id,
            follows_groups=is_new,
            created_at=now,
        )
        db.add(identity)
        db.flush()
        actor = Actor(user.id, user.email, "oidc", caller.address)
        action: Action = "user.create" if is_new else "user.link"
        record(db, now, actor, action, user.email, user_id=user.id, role=user.role, issuer=person.issuer)
        return user, identity

    def _new(self, db: Session, person: Person, role: str, now: datetime) -> User:
        projects = self._rules.project_ids
        user = User(
            id=uuid.uuid4().hex,
            email=person.email,
            name=person.name or person.email.split("@")[0],
            role=role,
            password_hash="",  # none fits
            disabled=False,
            all_projects=projects is None,
            created_at=now,
            updated_at=now,
        )
        db.add(user)
        db.flush()
        db.add_all(ProjectMembership(user_id=user.id, project_id=one) for one in projects or ())
        return user

    def _follow(self, db: Session, user: User, role: str | None, caller: Caller, now: datetime) -> None:
        actor = Actor(user.id, user.email, "oidc", caller.address)
        if role is None:
            ended = repository.delete_sessions(db, user.id)
            record(db, now, actor, "session.revoke", user.email, user_id=user.id, ended=ended)
        elif role != user.role:
            changed = {"role": role}
            record(db, now, actor, "user.update", user.email, user_id=user.id, changed=changed)
            # Sessions that began with the other role end, as when an admin changes it.
            repository.delete_sessions(db, user.id)
            user.role = role
            user.updated_at = now
