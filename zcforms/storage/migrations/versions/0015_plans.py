"""Plans that are made in the browser: drafts, their steps, published versions, and answers that no longer fitted one."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
ORDERED = sa.JSON()
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "plan_drafts",
        *(_column(name, sa.String()) for name in ("id", "plan_id", "organisation_id", "author")),
        *(_column(name, sa.Text()) for name in ("author_name", "reason")),
        *(_column(name, ORDERED) for name in ("content", "base")),
        _column("base_number", sa.Integer()),
        *(_column(name, TIME) for name in ("created_at", "changed_at")),
        _column("state", sa.String(32)),
        _column("accepted", JSON),
        *(sa.Column(name, sa.String()) for name in ("submitted_by", "reviewer")),
        *(_column(name, sa.Text()) for name in ("reviewer_name", "opinion")),
        sa.Column("decided_at", TIME),
        sa.Column("number", sa.Integer()),
        _column("version", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_plan_drafts"),
        _to("plan_drafts", "organisation_id", "organisations"),
        _to("plan_drafts", "author", "accounts"),
    )
    op.create_index("ix_plan_drafts_plan_id", "plan_drafts", ["plan_id"])
    op.create_index("ix_plan_drafts_organisation_id", "plan_drafts", ["organisation_id"])
    op.create_table(
        "plan_changes",
        *(_column(name, sa.String()) for name in ("id", "draft_id")),
        _column("sequence", sa.Integer()),
        _column("account_id", sa.String()),
        _column("name", sa.Text()),
        _column("at", TIME),
        _column("caption", sa.Text()),
        *(_column(name, ORDERED) for name in ("patch", "inverse")),
        _column("state", sa.String(32)),
        sa.PrimaryKeyConstraint("id", name="pk_plan_changes"),
        _to("plan_changes", "draft_id", "plan_drafts"),
    )
    op.create_index("one_plan_change_per_sequence", "plan_changes", ["draft_id", "sequence"], unique=True)
    op.create_table(
        "plan_versions",
        *(_column(name, sa.String()) for name in ("id", "plan_id")),
        _column("number", sa.Integer()),
        _column("digest", sa.String()),
        *(_column(name, ORDERED) for name in ("documents", "own", "moves")),
        *(_column(name, sa.String()) for name in ("replaces", "organisation_id", "author")),
        _column("author_name", sa.Text()),
        _column("reviewer", sa.String()),
        *(_column(name, sa.Text()) for name in ("reviewer_name", "reason", "opinion")),
        _column("accepted", JSON),
        sa.Column("draft_id", sa.String()),
        _column("at", TIME),
        _column("state", sa.String(32)),
        sa.Column("closed_at", TIME),
        sa.Column("closed_reason", sa.Text(), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("id", name="pk_plan_versions"),
        _to("plan_versions", "organisation_id", "organisations"),
        _to("plan_versions", "author", "accounts"),
        _to("plan_versions", "reviewer", "accounts"),
        _to("plan_versions", "draft_id", "plan_drafts"),
    )
    op.create_index("ix_plan_versions_digest", "plan_versions", ["digest"])
    op.create_index("one_plan_version_per_number", "plan_versions", ["plan_id", "number"], unique=True)
    op.create_table(
        "set_aside",
        *(_column(name, sa.String()) for name in ("id", "application_id", "pointer")),
        _column("caption", sa.Text()),
        _column("value", ORDERED),
        *(_column(name, sa.Text()) for name in ("shown", "reason")),
        _column("from_digest", sa.String()),
        _column("at", TIME),
        sa.Column("seen_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_set_aside"),
        _to("set_aside", "application_id", "applications"),
    )
    op.create_index("ix_set_aside_application_id", "set_aside", ["application_id"])
    op.create_index("ix_applications_versions", "applications", ["state", "plan_id", "plan_digest"])


def _column(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _to(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=f"fk_{table}_{name}_{target}")
