"""Sittings of examinations, tickets to them, serials of their numbers; petitions carry a version, because two may answer at once."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("petitions", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    _sittings()
    _tickets()
    op.create_table(
        "serials",
        _column("scope", sa.String()),
        _column("last", sa.Integer()),
        sa.PrimaryKeyConstraint("scope", name="pk_serials"),
    )


def _sittings() -> None:
    op.create_table(
        "sittings",
        *(_column(name, sa.String()) for name in ("id", "plan_id", "form")),
        _column("caption", sa.Text()),
        *(_column(name, TIME) for name in ("reports_at", "starts_at", "ends_at")),
        _column("capacity", sa.Integer()),
        _column("answers", JSON),
        _column("created_at", TIME),
        sa.Column("printable_from", TIME),
        sa.Column("removed_at", TIME),
        _column("version", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_sittings"),
    )
    op.create_index("ix_sittings_plan_id", "sittings", ["plan_id"])
    _unique("one_sitting_per_caption", "sittings", ["plan_id", "form", "caption"], "removed_at IS NULL")


def _tickets() -> None:
    op.create_table(
        "tickets",
        *(
            _column(name, sa.String())
            for name in ("id", "application_id", "sitting_id", "form", "number", "code")
        ),
        _column("assigned_at", TIME),
        sa.Column("released_at", TIME),
        _column("reason", sa.Text()),
        sa.Column("arrived_at", TIME),
        sa.Column("arrived_by", sa.String()),
        _column("version", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_tickets"),
        _to("application_id", "applications"),
        _to("sitting_id", "sittings"),
    )
    for name in ("application_id", "sitting_id"):
        op.create_index(f"ix_tickets_{name}", "tickets", [name])
    _unique("one_live_ticket_per_form", "tickets", ["application_id", "form"], "released_at IS NULL")
    _unique("one_ticket_per_number", "tickets", ["number"])
    _unique("one_ticket_per_code", "tickets", ["code"])


def _column(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _to(name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=f"fk_tickets_{name}_{target}")


def _unique(name: str, table: str, columns: list[str], condition: str = "") -> None:
    only = sa.text(condition) if condition else None
    op.create_index(name, table, columns, unique=True, sqlite_where=only, postgresql_where=only)
