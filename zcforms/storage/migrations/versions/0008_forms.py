"""Drafts of forms that several windows write, forms that have one effect, and records that keep their identity when they are moved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
TIME = sa.DateTime(timezone=True)
DRAFTS = sa.table(
    "form_drafts",
    sa.column("account_id", sa.String()),
    sa.column("key", sa.String()),
    sa.column("content", JSON),
    sa.column("updated_at", TIME),
)
_OF_SERVICES = ("claims/", "removed/", "checked/", "rules/")


def upgrade() -> None:
    op.add_column(
        "form_drafts", sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1"))
    )
    _keep_what_was_typed()
    op.add_column(
        "applications", sa.Column("record_ids", JSON, nullable=False, server_default=sa.text("'{}'"))
    )
    op.create_table(
        "form_uses",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("outcome", JSON, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("account_id", "key", name="pk_form_uses"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_form_uses_account_id_accounts"),
    )
    op.create_index("ix_form_uses_at", "form_uses", ["at"])


def _keep_what_was_typed() -> None:
    """A draft was {name: values}; now each window's text stands in it, field by field."""
    connection = op.get_bind()
    for row in connection.execute(sa.select(DRAFTS)).all():
        if row.key.startswith(_OF_SERVICES):
            continue
        told = {"was": "", "by": "", "at": row.updated_at.isoformat(), "revision": 1}
        fields = {name: [{"values": {name: values}, **told}] for name, values in row.content.items()}
        connection.execute(
            sa.update(DRAFTS)
            .where(DRAFTS.c.account_id == row.account_id, DRAFTS.c.key == row.key)
            .values(content={"revision": 1, "fields": fields})
        )
