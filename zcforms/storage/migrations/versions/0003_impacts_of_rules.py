"""Impacts of drafts of rules, counted in the background."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "rule_impacts",
        _column("id", sa.String()),
        _column("plan_id", sa.String()),
        _column("organisation_id", sa.String()),
        _column("account_id", sa.String()),
        _column("asked_at", TIME),
        _column("changed_at", TIME),
        _column("state", sa.String(32)),
        _column("stop", sa.Boolean()),
        _column("slices", sa.Integer()),
        *(_column(name, JSON) for name in ("source", "before", "after", "heading")),
        sa.Column("checkpoint", JSON),
        _column("fault", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_rule_impacts"),
        _to("organisation_id", "organisations"),
        _to("account_id", "accounts"),
    )
    op.create_index("ix_rule_impacts_organisation_id", "rule_impacts", ["organisation_id"])


def _column(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _to(name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=f"fk_rule_impacts_{name}_{target}")
