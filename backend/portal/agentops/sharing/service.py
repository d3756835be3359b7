"""Share links: signed, ending by themselves, revocable. Blocking: call it from worker threads.

A token is `<id>.<end>.<signature>`. The signature covers id, end, project and trace; its key comes from the
service token, so a copy of the database makes no links, and changing the service token ends them all. A link
is worth no more than the rights of who made it: it ends with their account or their access to the project.
"""

import base64
import hashlib
import hmac
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from kit.errors import Conflict, NotFound
from portal.agentops.models import ShareLink
from portal.agentops.sharing.schemas import Share, ShareCreate
from portal.audit.access import Actor, record
from portal.auth.access import AccountBook, Principal
from portal.db.engine import Database

_MOST = 500  # of an account


@dataclass(frozen=True)
class Shared:
    """What a valid token shows."""

    project_id: str
    trace_id: str


class ShareService:
    """The rules of share links."""

    def __init__(
        self,
        database: Database,
        accounts: AccountBook,
        secret: str,
        public_url: str,
        clock: Callable[[], datetime],
    ) -> None:
        self._db = database
        self._accounts = accounts
        self._key = hmac.digest(secret.encode(), b"agent-portal share links 1", hashlib.sha256)
        self._url = public_url
        self._clock = clock

    def create(self, user: Principal, actor: Actor, project_id: str, wanted: ShareCreate) -> Share:
        """A new link. Raises `Conflict` when an account has too many."""
        now = self._clock()
        link = ShareLink(
            id=uuid.uuid4().hex,
            project_id=project_id,
            trace_id=wanted.trace_id,
            created_by=user.user_id,
            created_at=now,
            # Whole seconds: that is what the token says.
            expires_at=now.replace(microsecond=0) + timedelta(hours=wanted.expires_in_hours),
        )
        with self._db.write() as db:
            db.execute(delete(ShareLink).where(ShareLink.expires_at <= now))
            own = select(ShareLink.id).where(ShareLink.created_by == user.user_id)
            if len(db.scalars(own).all()) >= _MOST:
                raise Conflict(f"An account has {_MOST} links at most: revoke some.", code="too_many_shares")
            db.add(link)
            record(
                db, now, actor, "share.create", wanted.trace_id,
                share_id=link.id, project_id=project_id, hours=wanted.expires_in_hours,
            )  # fmt: skip
        return self._shown(link, user.email)

    def shares(self, user: Principal, project_id: str) -> list[Share]:
        """The links of a project that have not ended: one's own, for admins everybody's."""
        query = (
            select(ShareLink)
            .where(ShareLink.project_id == project_id, ShareLink.expires_at > self._clock())
            .order_by(ShareLink.created_at.desc(), ShareLink.id)
        )
        if not user.has_role("admin"):
            query = query.where(ShareLink.created_by == user.user_id)
        with self._db.read() as db:
            links = db.scalars(query).all()
        emails = {one: self._accounts.reader(one) for one in {link.created_by for link in links}}
        return [
            self._shown(link, owner.email)
            for link in links
            if (owner := emails[link.created_by]) is not None and owner.may_read_project(project_id)
        ]

    def revoke(self, user: Principal, actor: Actor, share_id: str) -> None:
        """End a link. Raises `NotFound` unless it is one's own or, for admins, of one's projects."""
        with self._db.write() as db:
            link = db.get(ShareLink, share_id)
            is_own = link is not None and link.created_by == user.user_id
            if link is None or not (
                is_own or (user.has_role("admin") and user.may_read_project(link.project_id))
            ):
                raise NotFound("There is no link of yours with this id.", code="share_not_found")
            db.delete(link)
            record(db, self._clock(), actor, "share.revoke", link.trace_id, share_id=share_id)

    def resolve(self, token: str) -> Shared:
        """What a token shows. Raises `NotFound`, the same whatever is wrong with it."""
        share_id, _, rest = token.partition(".")
        with self._db.read() as db:
            link = db.get(ShareLink, share_id) if len(share_id) == 32 and rest else None
        if link is not None and hmac.compare_digest(token.encode(), self._token(link).encode()):
            owner = self._accounts.reader(link.created_by)
            is_due = link.expires_at <= self._clock()
            if not is_due and owner is not None and owner.may_read_project(link.project_id):
                return Shared(link.project_id, link.trace_id)
        raise NotFound(
            "This link does not work or has ended: ask whoever sent it for a new one.", code="share_not_found"
        )

    def _token(self, link: ShareLink) -> str:
        head = f"{link.id}.{int(link.expires_at.timestamp())}"
        signed = f"{head}.{link.project_id}.{link.trace_id}"
        mark = hmac.digest(self._key, signed.encode(), hashlib.sha256)
        return f"{head}.{base64.urlsafe_b64encode(mark).decode().rstrip('=')}"

    def _shown(self, link: ShareLink, email: str) -> Share:
        return Share(
            id=link.id,
            project_id=link.project_id,
            trace_id=link.trace_id,
            created_by=email,
            created_at=link.created_at,
            expires_at=link.expires_at,
            url=f"{self._url}/shared#{self._token(link)}",
        )
