"""Certificates that are asked for again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
TIME = sa.DateTime(timezone=True)
_LIVE = sa.text("state IN ('draft', 'in_approval', 'returned')")
_WAITING = sa.text("state = 'in_approval'")


def upgrade() -> None:
    op.create_table(
        "replacements",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("certificate_id", sa.String()),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("answers", JSON, nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("organisation_id", sa.String()),
        sa.Column("step", sa.String()),
        sa.Column("step_since", TIME),
        sa.Column("submitted_at", TIME),
        sa.Column("ended_at", TIME),
        sa.Column("result_id", sa.String()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_replacements"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_replacements_person_id_persons"),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["title_certificates.id"],
            name="fk_replacements_certificate_id_title_certificates",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name="fk_replacements_organisation_id_organisations"
        ),
        sa.ForeignKeyConstraint(
            ["result_id"], ["title_certificates.id"], name="fk_replacements_result_id_title_certificates"
        ),
    )
    op.create_index("ix_replacements_person_id", "replacements", ["person_id"])
    op.create_index(
        "one_live_replacement_per_certificate",
        "replacements",
        ["certificate_id"],
        unique=True,
        sqlite_where=_LIVE,
        postgresql_where=_LIVE,
    )
    op.create_index(
        "ix_replacements_waiting",
        "replacements",
        ["step", "step_since"],
        sqlite_where=_WAITING,
        postgresql_where=_WAITING,
    )
    op.create_table(
        "replacement_decisions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("replacement_id", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("caption", sa.Text(), nullable=False),
        sa.Column("actor_name", sa.Text(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_replacement_decisions"),
        sa.ForeignKeyConstraint(
            ["replacement_id"],
            ["replacements.id"],
            name="fk_replacement_decisions_replacement_id_replacements",
        ),
    )
    op.create_index("ix_replacement_decisions_replacement_id", "replacement_decisions", ["replacement_id"])
