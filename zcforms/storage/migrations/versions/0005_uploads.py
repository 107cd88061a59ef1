"""Files on their way in, part by part."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "uploads",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("limits", JSON, nullable=False),
        sa.Column("begun_at", TIME, nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("parts", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_uploads"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_uploads_person_id_persons"),
    )
    op.create_index("ix_uploads_changed_at", "uploads", ["changed_at"])
    op.create_index("one_upload_per_place", "uploads", ["person_id", "place", "digest"], unique=True)
