"""Drafts and versions of rules, bundles of the documents behind verdicts, tokens of the API."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "rule_drafts",
        _column("id", sa.String()),
        _column("ruleset", sa.String()),
        _column("plan_id", sa.String()),
        _column("organisation_id", sa.String()),
        _column("author", sa.String()),
        *_texts("author_name", "reason", "text", "cases_text", "base_text", "base_cases"),
        _column("base_number", sa.Integer()),
        _column("created_at", TIME),
        _column("changed_at", TIME),
        _column("state", sa.String(32)),
        _column("accepted", JSON),
        sa.Column("reviewer", sa.String()),
        *_texts("reviewer_name", "opinion"),
        sa.Column("decided_at", TIME),
        sa.Column("number", sa.Integer()),
        _column("version", sa.Integer()),
        sa.PrimaryKeyConstraint("id", name="pk_rule_drafts"),
        _to("rule_drafts", "organisation_id", "organisations"),
        _to("rule_drafts", "author", "accounts"),
    )
    op.create_index("ix_rule_drafts_ruleset", "rule_drafts", ["ruleset"])
    op.create_index("ix_rule_drafts_organisation_id", "rule_drafts", ["organisation_id"])
    op.create_table(
        "rule_versions",
        _column("id", sa.String()),
        _column("ruleset", sa.String()),
        _column("number", sa.Integer()),
        _column("plan_id", sa.String()),
        *_texts("text", "cases_text"),
        _column("digest", sa.String()),
        _column("file_digest", sa.String()),
        _column("author", sa.String()),
        *_texts("author_name"),
        _column("reviewer", sa.String()),
        *_texts("reviewer_name", "reason", "opinion"),
        _column("accepted", JSON),
        _column("draft_id", sa.String()),
        _column("at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_rule_versions"),
        _to("rule_versions", "author", "accounts"),
        _to("rule_versions", "reviewer", "accounts"),
        _to("rule_versions", "draft_id", "rule_drafts"),
    )
    op.create_index("one_rule_version_per_number", "rule_versions", ["ruleset", "number"], unique=True)
    _others()


def _others() -> None:
    op.create_table(
        "api_tokens",
        _column("id", sa.String()),
        _column("account_id", sa.String()),
        *_texts("name"),
        _column("digest", sa.LargeBinary()),
        _column("hint", sa.String()),
        _column("created_at", TIME),
        _column("expires_at", TIME),
        sa.Column("used_at", TIME),
        sa.Column("revoked_at", TIME),
        sa.PrimaryKeyConstraint("id", name="pk_api_tokens"),
        _to("api_tokens", "account_id", "accounts"),
    )
    op.create_index("ix_api_tokens_account_id", "api_tokens", ["account_id"])
    op.create_index("one_api_token_per_digest", "api_tokens", ["digest"], unique=True)
    op.create_table(
        "bundles",
        _column("plan_digest", sa.String()),
        _column("rules_digest", sa.String()),
        _column("plan_id", sa.String()),
        _column("archive", sa.String(64)),
        _column("manifest", JSON),
        _column("at", TIME),
        sa.PrimaryKeyConstraint("plan_digest", "rules_digest", name="pk_bundles"),
    )


def _column(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [_column(name, sa.Text()) for name in names]


def _to(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=f"fk_{table}_{name}_{target}")
