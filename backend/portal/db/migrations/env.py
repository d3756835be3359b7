"""Run by Alembic. The connection comes from `portal.db.migrate`, already in a transaction."""

from alembic import context

from portal.agentops import models as _agentops
from portal.audit import models as _audit
from portal.auth import models as _auth
from portal.db.base import Base

__all__ = ["_agentops", "_audit", "_auth"]

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    # SQLite cannot alter most things in place; Alembic then copies the table.
    render_as_batch=True,
)
context.run_migrations()
