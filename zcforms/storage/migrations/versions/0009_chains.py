"""What a decision says beyond its opinion, and as what the applicant was bound: chains with returns by module, votes and approvals."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("decisions", sa.Column("detail", JSON, nullable=False, server_default=sa.text("'{}'")))
    op.add_column(
        "applications", sa.Column("freelancer", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute(
        "UPDATE applications SET freelancer = (1 = 1) WHERE submitted_at IS NOT NULL AND EXISTS (SELECT 1 FROM bindings"
        " WHERE bindings.person_id = applications.person_id AND bindings.organisation_id = applications.organisation_id"
        " AND bindings.freelancer AND bindings.state = 'approved')"
    )
