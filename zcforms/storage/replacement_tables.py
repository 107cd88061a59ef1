"""Tables of 补换证: the requests, and the lines of their flow."""

from __future__ import annotations

import sqlalchemy as sa

from zcforms.domain.approval import Outcome
from zcforms.domain.replacement import Replacement, ReplacementDecision, ReplacementState
from zcforms.storage.columns import named
from zcforms.storage.mapping import at, json, key, mappers, metadata, text, to, version, where

LIVE_SQL = "state IN ('draft', 'in_approval', 'returned')"

replacements = sa.Table(
    "replacements",
    metadata,
    key(),
    to("persons", "person_id"),
    sa.Column("kind", sa.String, nullable=False),
    to("title_certificates", "certificate_id", nullable=True, index=False),
    at("created_at"),
    json("answers"),
    sa.Column("state", named(ReplacementState), nullable=False),
    to("organisations", "organisation_id", nullable=True, index=False),
    sa.Column("step", sa.String),
    at("step_since", nullable=True),
    at("submitted_at", nullable=True),
    at("ended_at", nullable=True),
    to("title_certificates", "result_id", nullable=True, index=False),
    sa.Column("freelancer", sa.Boolean, nullable=False, server_default=sa.false()),
    version(),
    sa.Index("one_live_replacement_per_certificate", "certificate_id", unique=True, **where(LIVE_SQL)),
    sa.Index("ix_replacements_waiting", "step", "step_since", **where("state = 'in_approval'")),
)

replacement_decisions = sa.Table(
    "replacement_decisions",
    metadata,
    key(),
    to("replacements", "replacement_id"),
    sa.Column("step", sa.String, nullable=False),
    text("caption"),
    text("actor_name"),
    sa.Column("account_id", sa.String, nullable=False),
    sa.Column("outcome", named(Outcome), nullable=False),
    text("opinion"),
    at("at"),
)

mappers.map_imperatively(Replacement, replacements, version_id_col=replacements.c.version)
mappers.map_imperatively(ReplacementDecision, replacement_decisions)
