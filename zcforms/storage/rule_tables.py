"""Tables of rules on their way into force, of the documents that verdicts were made from, and of the API's tokens."""

from __future__ import annotations

import sqlalchemy as sa

from zcforms.domain.rule_draft import DraftState, RuleDraft, RuleVersion
from zcforms.domain.token_role import TokenRole
from zcforms.storage.columns import named
from zcforms.storage.mapping import at, json, key, mappers, metadata, text, to, version
from zcforms.storage.records import ApiToken, Bundle

rule_drafts = sa.Table(
    "rule_drafts",
    metadata,
    key(),
    sa.Column("ruleset", sa.String, nullable=False, index=True),
    sa.Column("plan_id", sa.String, nullable=False),
    to("organisations", "organisation_id"),
    to("accounts", "author", index=False),
    *(text(name) for name in ("author_name", "reason", "text", "cases_text", "base_text", "base_cases")),
    sa.Column("base_number", sa.Integer, nullable=False),
    at("created_at"),
    at("changed_at"),
    sa.Column("state", named(DraftState), nullable=False),
    json("accepted"),
    sa.Column("reviewer", sa.String),
    text("reviewer_name"),
    text("opinion"),
    at("decided_at", nullable=True),
    sa.Column("number", sa.Integer),
    version(),
)

rule_versions = sa.Table(
    "rule_versions",
    metadata,
    key(),
    sa.Column("ruleset", sa.String, nullable=False),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("plan_id", sa.String, nullable=False),
    text("text"),
    text("cases_text"),
    sa.Column("digest", sa.String, nullable=False),
    sa.Column("file_digest", sa.String, nullable=False),
    to("accounts", "author", index=False),
    text("author_name"),
    to("accounts", "reviewer", index=False),
    *(text(name) for name in ("reviewer_name", "reason", "opinion")),
    json("accepted"),
    to("rule_drafts", "draft_id", index=False),
    at("at"),
    sa.Index("one_rule_version_per_number", "ruleset", "number", unique=True),
)

api_tokens = sa.Table(
    "api_tokens",
    metadata,
    key(),
    to("accounts", "account_id"),
    text("name"),
    sa.Column("digest", sa.LargeBinary, nullable=False),
    sa.Column("hint", sa.String, nullable=False),
    at("created_at"),
    at("expires_at"),
    sa.Column("role", named(TokenRole), nullable=False, server_default=TokenRole.PUBLISH.value),
    at("used_at", nullable=True),
    at("revoked_at", nullable=True),
    sa.Index("one_api_token_per_digest", "digest", unique=True),
)

bundles = sa.Table(
    "bundles",
    metadata,
    sa.Column("plan_digest", sa.String, primary_key=True),
    sa.Column("rules_digest", sa.String, primary_key=True),
    sa.Column("plan_id", sa.String, nullable=False),
    sa.Column("archive", sa.String(64), nullable=False),
    json("manifest"),
    at("at"),
)

mappers.map_imperatively(RuleDraft, rule_drafts, version_id_col=rule_drafts.c.version)
for _entity, _table in {RuleVersion: rule_versions, ApiToken: api_tokens, Bundle: bundles}.items():
    mappers.map_imperatively(_entity, _table)
