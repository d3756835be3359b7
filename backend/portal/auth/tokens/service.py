"""Making, checking and revoking API tokens. Blocking: call it from worker threads."""

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from kit.errors import Conflict, Forbidden, NotFound
from portal.audit.access import Actor, record
from portal.auth import repository
from portal.auth.access import Principal
from portal.auth.models import ApiToken, User
from portal.auth.sessions import new_token, token_hash
from portal.db.engine import Database
from portal.roles import ROLES

# Tells people and secret scanners what it is.
PREFIX = "apt_"
_MOST = 50
_TOUCH = timedelta(minutes=1)


class TokenService:
    """The rules of API tokens: never more than their owner may, at the moment they are used."""

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._db = database
        self._clock = clock

    def principal(self, token: str) -> Principal | None:
        """Who the owner of `token` is, narrowed to what the token may; None when it cannot be used."""
        if not token.startswith(PREFIX):
            return None
        now = self._clock()
        with self._db.read() as db:
            row = db.execute(
                select(ApiToken, User)
                .join(User, User.id == ApiToken.user_id)
                .where(ApiToken.token_hash == token_hash(token))
            ).one_or_none()
            if row is None:
                return None
            found, user = row
            owners = repository.projects_of(db, user)
        if user.disabled or now >= found.expires_at:
            return None
        if found.last_used_at is None or now - found.last_used_at >= _TOUCH:
            with self._db.write() as db:
                stored = db.get(ApiToken, found.id)
                if stored is not None:
                    stored.last_used_at = now
        return Principal(
            user.id,
            user.email,
            user.name,
            min(user.role, found.role, key=ROLES.index),
            _narrowed(owners, found.project_ids),
            token_id=found.id,
        )

    def tokens_of(self, user_id: str) -> Sequence[ApiToken]:
        """The tokens of an account, the latest first."""
        with self._db.read() as db:
            return db.scalars(
                select(ApiToken)
                .where(ApiToken.user_id == user_id)
                .order_by(ApiToken.created_at.desc(), ApiToken.id)
            ).all()

    def create(
        self, owner: Principal, actor: Actor, name: str, role: str, project_ids: list[str] | None, days: int
    ) -> tuple[str, ApiToken]:
        """A new token and what is kept of it. Raises `Forbidden` for more than the owner may."""
        if not owner.has_role(role):
            raise Forbidden(f"A token cannot have the role {role}: yours is {owner.role}.")
        if project_ids is not None and not all(owner.may_read_project(one) for one in project_ids):
            raise Forbidden("One of these projects is not among yours.", code="project_forbidden")
        now = self._clock()
        token = PREFIX + new_token()
        made = ApiToken(
            id=uuid.uuid4().hex,
            user_id=owner.user_id,
            name=name,
            token_hash=token_hash(token),
            hint=token[:8],
            role=role,
            project_ids=project_ids,
            created_at=now,
            expires_at=now + timedelta(days=days),
            last_used_at=None,
        )
        with self._db.write() as db:
            if len(db.scalars(select(ApiToken.id).where(ApiToken.user_id == owner.user_id)).all()) >= _MOST:
                raise Conflict(f"An account has {_MOST} tokens at most: revoke one.", code="too_many_tokens")
            db.add(made)
            record(db, now, actor, "token.create", name, token_id=made.id, role=role, days=days)
        return token, made

    def revoke(self, owner: Principal, actor: Actor, token_id: str) -> None:
        """Make a token useless. Raises `NotFound` when the account has none such."""
        with self._db.write() as db:
            found = db.get(ApiToken, token_id)
            if found is None or found.user_id != owner.user_id:
                raise NotFound("You have no token with this id.", code="token_not_found")
            db.delete(found)
            record(db, self._clock(), actor, "token.revoke", found.name, token_id=token_id)


def _narrowed(owners: frozenset[str] | None, tokens: Sequence[str] | None) -> frozenset[str] | None:
    if tokens is None:
        return owners
    return frozenset(tokens) if owners is None else owners & frozenset(tokens)
