"""Certificates of titles."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "title_certificates",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("id_type", sa.String(), nullable=False),
        sa.Column("id_number", sa.LargeBinary(), nullable=False),
        sa.Column("id_number_index", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("number", sa.String()),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("specialty", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("obtained_on", sa.Date(), nullable=False),
        sa.Column("issued_on", sa.Date()),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nature", sa.String(), nullable=False),
        sa.Column("approval", sa.Text(), nullable=False),
        sa.Column("committee", sa.Text(), nullable=False),
        sa.Column("employer", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_title_certificates"),
        sa.UniqueConstraint("number", name="uq_title_certificates_number"),
    )
    op.create_index("ix_title_certificates_id_number_index", "title_certificates", ["id_number_index"])
