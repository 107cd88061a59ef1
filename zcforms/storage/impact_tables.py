"""The table of impacts: what a draft of rules does to past applications, counted in the background."""

from __future__ import annotations

import sqlalchemy as sa

from zcforms.storage.columns import Json, named
from zcforms.storage.impact_records import ImpactState, RuleImpact
from zcforms.storage.mapping import at, json, key, mappers, metadata, text, to

rule_impacts = sa.Table(
    "rule_impacts",
    metadata,
    key(),
    sa.Column("plan_id", sa.String, nullable=False),
    to("organisations", "organisation_id"),
    to("accounts", "account_id", index=False),
    at("asked_at"),
    at("changed_at"),
    sa.Column("state", named(ImpactState), nullable=False),
    sa.Column("stop", sa.Boolean, nullable=False),
    sa.Column("slices", sa.Integer, nullable=False),
    json("source"),
    json("before"),
    json("after"),
    json("heading"),
    sa.Column("checkpoint", Json),
    text("fault"),
)

mappers.map_imperatively(RuleImpact, rule_impacts)
