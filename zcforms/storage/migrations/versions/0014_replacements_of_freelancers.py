"""As what the applicant of a replacement was bound when it was handed in."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "replacements", sa.Column("freelancer", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    op.execute(
        "UPDATE replacements SET freelancer = (1 = 1) WHERE submitted_at IS NOT NULL AND EXISTS (SELECT 1 FROM bindings"
        " WHERE bindings.person_id = replacements.person_id AND bindings.organisation_id = replacements.organisation_id"
        " AND bindings.freelancer AND bindings.state = 'approved')"
    )
