"""What applicants ask for beside their declarations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
TIME = sa.DateTime(timezone=True)
_PENDING = sa.text("state = 'pending'")


def upgrade() -> None:
    op.create_table(
        "petitions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("application_id", sa.String(), nullable=False),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("decided_at", TIME),
        sa.Column("decided_by", sa.String()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_petitions"),
        sa.ForeignKeyConstraint(
            ["application_id"], ["applications.id"], name="fk_petitions_application_id_applications"
        ),
    )
    op.create_index("ix_petitions_application_id", "petitions", ["application_id"])
    op.create_index(
        "one_pending_petition",
        "petitions",
        ["application_id", "form"],
        unique=True,
        sqlite_where=_PENDING,
        postgresql_where=_PENDING,
    )
