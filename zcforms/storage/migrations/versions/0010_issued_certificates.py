"""Certificates that are issued here: their application, their paper, what they replace, why they were revoked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLE = "title_certificates"
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table(TABLE) as table:
        table.add_column(sa.Column("application_id", sa.String()))
        table.add_column(sa.Column("authority", sa.String()))
        table.add_column(sa.Column("replaces", sa.String()))
        table.add_column(sa.Column("replaced_by", sa.String()))
        table.add_column(sa.Column("photo", sa.String()))
        table.add_column(sa.Column("queued_at", TIME))
        table.add_column(sa.Column("file", sa.String()))
        table.add_column(sa.Column("sealed", sa.Boolean(), nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("revoked_at", TIME))
        table.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))
        for name, other in (("application_id", "applications"), ("replaces", TABLE), ("replaced_by", TABLE)):
            table.create_foreign_key(f"fk_{TABLE}_{name}_{other}", other, [name], ["id"])
    op.create_index(f"ix_{TABLE}_application_id", TABLE, ["application_id"])
    op.create_index(f"ix_{TABLE}_issuer", TABLE, ["issuer", "recorded_at"])
    op.create_index("one_replacement_per_certificate", TABLE, ["replaces"], unique=True)
    _index_some("one_certificate_per_application", ["application_id"], "replaces IS NULL", unique=True)
    _index_some(f"ix_{TABLE}_queue", ["queued_at", "id"], "file IS NULL AND queued_at IS NOT NULL")


def _index_some(name: str, columns: list[str], condition: str, *, unique: bool = False) -> None:
    where = sa.text(condition)
    op.create_index(name, TABLE, columns, unique=unique, sqlite_where=where, postgresql_where=where)
