"""Saved views. Blocking: call it from worker threads."""

import uuid
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from kit.errors import Conflict, Forbidden, NotFound
from portal.agentops.models import SavedView
from portal.agentops.views.schemas import View, ViewCreate, ViewUpdate
from portal.auth.access import AccountBook, Principal
from portal.db.engine import Database

_MOST = 200  # of an account


class ViewService:
    """The rules: everybody changes their own; shared ones are seen by all, and removed also by admins."""

    def __init__(self, database: Database, accounts: AccountBook, clock: Callable[[], datetime]) -> None:
        self._db = database
        self._accounts = accounts
        self._clock = clock

    def views(self, user: Principal, project_id: str) -> list[View]:
        """One's own of a project, and the shared ones, by name."""
        query = select(SavedView).where(
            SavedView.project_id == project_id,
            or_(SavedView.owner_id == user.user_id, SavedView.shared.is_(True)),
        )
        with self._db.read() as db:
            found = db.scalars(query).all()
        names = {one: self._name(one) for one in {view.owner_id for view in found}}
        shown = [_shown(view, user, names[view.owner_id]) for view in found]
        return sorted(shown, key=lambda view: (view.name.casefold(), view.id))

    def create(self, user: Principal, project_id: str, wanted: ViewCreate) -> View:
        """Keep a view. Raises `Forbidden` for sharing without the role, `Conflict` for too many."""
        _may_share(user, wanted.shared)
        now = self._clock()
        view = SavedView(
            id=uuid.uuid4().hex,
            project_id=project_id,
            owner_id=user.user_id,
            name=wanted.name,
            page=wanted.page,
            state=wanted.state,
            shared=wanted.shared,
            created_at=now,
            updated_at=now,
        )
        with self._db.write() as db:
            own = select(SavedView.id).where(SavedView.owner_id == user.user_id)
            if len(db.scalars(own).all()) >= _MOST:
                raise Conflict(f"An account keeps {_MOST} views at most: remove some.", code="too_many_views")
            db.add(view)
        return _shown(view, user, user.name)

    def update(self, user: Principal, view_id: str, change: ViewUpdate) -> View:
        """Change one's own view. Raises `NotFound`, `Forbidden`."""
        _may_share(user, bool(change.shared))
        with self._db.write() as db:
            view = _get(db, user, view_id)
            if view.owner_id != user.user_id:
                raise Forbidden("Only who keeps a view changes it: keep a copy.", code="not_yours")
            for name, value in change.model_dump(exclude_none=True).items():
                setattr(view, name, value)
            view.updated_at = self._clock()
        return _shown(view, user, user.name)

    def delete(self, user: Principal, view_id: str) -> None:
        """Remove one's own view; admins also remove shared ones. Raises `NotFound`, `Forbidden`."""
        with self._db.write() as db:
            view = _get(db, user, view_id)
            if view.owner_id != user.user_id and not user.has_role("admin"):
                raise Forbidden("Only who keeps a view, or an admin, removes it.", code="not_yours")
            db.delete(view)

    def _name(self, user_id: str) -> str:
        owner = self._accounts.reader(user_id)
        return owner.name if owner else ""


def _may_share(user: Principal, shared: bool) -> None:
    if shared and not user.has_role("operator"):
        raise Forbidden(f"Sharing a view needs the role operator; yours is {user.role}.")


def _get(db: Session, user: Principal, view_id: str) -> SavedView:
    view = db.get(SavedView, view_id)
    is_seen = view is not None and (view.shared or view.owner_id == user.user_id)
    if view is None or not is_seen or not user.may_read_project(view.project_id):
        raise NotFound("There is no view with this id.", code="view_not_found")
    return view


def _shown(view: SavedView, user: Principal, owner: str) -> View:
    return View(
        id=view.id,
        project_id=view.project_id,
        name=view.name,
        page=view.page,
        state=view.state,
        shared=view.shared,
        owner=owner,
        mine=view.owner_id == user.user_id,
        created_at=view.created_at,
        updated_at=view.updated_at,
    )
