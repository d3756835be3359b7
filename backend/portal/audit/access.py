"""How other features write into the audit log.

The one module of `portal.audit` that other features may import.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, Protocol, cast

from fastapi import Depends, Request
from sqlalchemy.orm import Session

from kit.log import request_id_var
from portal.audit.models import AuditEvent
from portal.auth.access import CurrentUser

Action = Literal[
    "account.bootstrap",
    "account.recover",
    "session.begin",
    "session.revoke",
    "password.change",
    "token.create",
    "token.revoke",
    "user.create",
    "user.link",
    "user.update",
    "user.delete",
    "audit.export",
    "traces.export",
    "share.create",
    "share.revoke",
    "project.create",
    "project.update",
    "project.delete",
    "project.policy",
    "key.create",
    "key.rotate",
    "key.revoke",
    "price.set",
    "price.delete",
    "price.reprice",
    "policy.set",
    "letter.replay",
    "letter.discard",
    "alert.acknowledge",
    "alert.withdraw",
    "alert.test",
    "silence.create",
    "silence.delete",
]


@dataclass(frozen=True)
class Actor:
    """Who acts, and from where."""

    user_id: str | None
    email: str
    via: Literal["session", "token", "password", "oidc", "system"]
    address: str


async def _actor(request: Request, user: CurrentUser) -> Actor:
    address = request.client.host if request.client else ""
    return Actor(user.user_id, user.email, "token" if user.token_id else "session", address)


# Who acts in this request, for a route's signature.
CurrentActor = Annotated[Actor, Depends(_actor)]


class Journal(Protocol):
    """Notes acts that change nothing in the portal's own database."""

    def note(self, actor: Actor, action: Action, target: str = "", /, **details: object) -> None:
        """Add an act. Blocking: it writes to the database."""


async def _journal(request: Request) -> Journal:
    return cast(Journal, request.app.state.audit)


CurrentJournal = Annotated[Journal, Depends(_journal)]

SYSTEM = Actor(None, "", "system", "")


def record(
    db: Session, now: datetime, actor: Actor, action: Action, target: str = "", /, **details: object
) -> None:
    """Add an act, in the transaction of the act itself: neither happens without the other.

    `details` must be JSON, and hold no secret.
    """
    facts: Mapping[str, object] = {name: value for name, value in details.items() if value is not None}
    db.add(
        AuditEvent(
            time=now,
            actor_id=actor.user_id,
            actor_email=actor.email,
            via=actor.via,
            action=action,
            target=target,
            details=dict(facts),
            address=actor.address[:64],
            request_id=request_id_var.get() or "",
        )
    )
