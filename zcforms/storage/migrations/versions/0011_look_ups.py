"""Look-ups of certificates by anybody, how often one visitor came within a minute; notices that left as letters, and who wants none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "look_ups",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("certificate_id", sa.String()),
        sa.Column("at", TIME, nullable=False),
        sa.Column("outcome", sa.String(32), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_look_ups"),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["title_certificates.id"],
            name="fk_look_ups_certificate_id_title_certificates",
        ),
    )
    op.create_index("ix_look_ups_at", "look_ups", ["at"])
    op.create_index("ix_look_ups_certificate_id_at", "look_ups", ["certificate_id", "at"])
    op.create_table(
        "visits",
        sa.Column("minute", TIME, nullable=False),
        sa.Column("visitor", sa.LargeBinary(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("minute", "visitor", name="pk_visits"),
    )
    op.create_table(
        "mails",
        sa.Column("notice_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(32), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("notice_id", name="pk_mails"),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name="fk_mails_notice_id_notices"),
    )
    op.create_table(
        "mail_stops",
        sa.Column("person_id", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("person_id", name="pk_mail_stops"),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name="fk_mail_stops_person_id_persons"),
    )
