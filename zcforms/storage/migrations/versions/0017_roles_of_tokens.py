"""What a token of the API may do: those that were made before may do what they could."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("api_tokens", sa.Column("role", sa.String(32), nullable=False, server_default="publish"))
