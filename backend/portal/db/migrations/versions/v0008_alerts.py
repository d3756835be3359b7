"""Who looks after an alert."""

import sqlalchemy as sa
from alembic import op

from portal.db.base import UtcDateTime

revision = "0008"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "alert_acknowledgements",
        sa.Column("fingerprint", sa.String(32), nullable=False),
        sa.Column("starts_at", UtcDateTime(), nullable=False),
        sa.Column("user_id", sa.String(32), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("note", sa.String(1000), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name="fk_alert_acknowledgements_user_id_users", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("fingerprint", "starts_at", name="pk_alert_acknowledgements"),
    )
    op.create_index("ix_alert_acknowledgements_user_id", "alert_acknowledgements", ["user_id"])
