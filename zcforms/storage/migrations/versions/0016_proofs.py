"""What the solver was asked about plans, and its answers."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
ORDERED = sa.JSON()
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "plan_proofs",
        *(_column(name, sa.String()) for name in ("id", "subject", "plan_id", "fingerprint")),
        *(_column(name, sa.String()) for name in ("organisation_id", "account_id")),
        *(_column(name, TIME) for name in ("asked_at", "changed_at")),
        *(_column(name, JSON) for name in ("asked", "left")),
        _column("state", sa.String(32)),
        *(_column(name, sa.Integer()) for name in ("slices", "answers")),
        _column("fault", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_plan_proofs"),
        _to("plan_proofs", "organisation_id", "organisations"),
        _to("plan_proofs", "account_id", "accounts"),
    )
    op.create_index("ix_plan_proofs_subject", "plan_proofs", ["subject", "asked_at"])
    op.create_index("ix_plan_proofs_fingerprint", "plan_proofs", ["fingerprint"])
    op.create_table(
        "proof_answers",
        *(_column(name, sa.String()) for name in ("id", "proof_id")),
        _column("sequence", sa.Integer()),
        *(_column(name, sa.String()) for name in ("question", "kind", "verdict")),
        _column("data", ORDERED),
        sa.PrimaryKeyConstraint("id", name="pk_proof_answers"),
        _to("proof_answers", "proof_id", "plan_proofs"),
    )
    op.create_index("one_proof_answer_per_sequence", "proof_answers", ["proof_id", "sequence"], unique=True)


def _column(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _to(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=f"fk_{table}_{name}_{target}")
