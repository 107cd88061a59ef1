"""Tables of plans on their way into force, of what was done to them step by step, of published versions, and of answers that no longer fitted one."""

from __future__ import annotations

import sqlalchemy as sa

from zcforms.domain.plan_draft import (
    ChangeState,
    DraftState,
    PlanChange,
    PlanDraft,
    PlanVersion,
    VersionState,
)
from zcforms.storage.columns import named
from zcforms.storage.mapping import at, json, key, mappers, metadata, ordered, text, to, version
from zcforms.storage.records import SetAside

plan_drafts = sa.Table(
    "plan_drafts",
    metadata,
    key(),
    sa.Column("plan_id", sa.String, nullable=False, index=True),
    to("organisations", "organisation_id"),
    to("accounts", "author", index=False),
    *(text(name) for name in ("author_name", "reason")),
    ordered("content"),
    ordered("base"),
    sa.Column("base_number", sa.Integer, nullable=False),
    at("created_at"),
    at("changed_at"),
    sa.Column("state", named(DraftState), nullable=False),
    json("accepted"),
    sa.Column("submitted_by", sa.String),
    sa.Column("reviewer", sa.String),
    text("reviewer_name"),
    text("opinion"),
    at("decided_at", nullable=True),
    sa.Column("number", sa.Integer),
    version(),
)

plan_changes = sa.Table(
    "plan_changes",
    metadata,
    key(),
    to("plan_drafts", "draft_id", index=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    sa.Column("account_id", sa.String, nullable=False),
    text("name"),
    at("at"),
    text("caption"),
    ordered("patch"),
    ordered("inverse"),
    sa.Column("state", named(ChangeState), nullable=False),
    sa.Index("one_plan_change_per_sequence", "draft_id", "sequence", unique=True),
)

plan_versions = sa.Table(
    "plan_versions",
    metadata,
    key(),
    sa.Column("plan_id", sa.String, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("digest", sa.String, nullable=False, index=True),
    ordered("documents"),
    ordered("own"),
    ordered("moves"),
    sa.Column("replaces", sa.String, nullable=False),
    to("organisations", "organisation_id", index=False),
    to("accounts", "author", index=False),
    text("author_name"),
    to("accounts", "reviewer", index=False),
    *(text(name) for name in ("reviewer_name", "reason", "opinion")),
    json("accepted"),
    to("plan_drafts", "draft_id", nullable=True, index=False),
    at("at"),
    sa.Column("state", named(VersionState), nullable=False),
    at("closed_at", nullable=True),
    sa.Column("closed_reason", sa.Text, nullable=False, server_default=""),
    sa.Index("one_plan_version_per_number", "plan_id", "number", unique=True),
)

set_aside = sa.Table(
    "set_aside",
    metadata,
    key(),
    to("applications", "application_id"),
    sa.Column("pointer", sa.String, nullable=False),
    text("caption"),
    ordered("value"),
    text("shown"),
    text("reason"),
    sa.Column("from_digest", sa.String, nullable=False),
    at("at"),
    at("seen_at", nullable=True),
)

mappers.map_imperatively(SetAside, set_aside)
mappers.map_imperatively(PlanDraft, plan_drafts, version_id_col=plan_drafts.c.version)
for _entity, _table in {PlanChange: plan_changes, PlanVersion: plan_versions}.items():
    mappers.map_imperatively(_entity, _table)
