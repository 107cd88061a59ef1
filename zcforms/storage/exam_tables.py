"""Tables of examinations: sittings, the tickets to them, and how far the numbers of tickets have come."""

from __future__ import annotations

import sqlalchemy as sa

from zcforms.domain.sitting import Sitting, Ticket
from zcforms.storage.mapping import at, json, key, mappers, metadata, text, to, version, where

sittings = sa.Table(
    "sittings",
    metadata,
    key(),
    sa.Column("plan_id", sa.String, nullable=False, index=True),
    sa.Column("form", sa.String, nullable=False),
    text("caption"),
    at("reports_at"),
    at("starts_at"),
    at("ends_at"),
    sa.Column("capacity", sa.Integer, nullable=False),
    json("answers"),
    at("created_at"),
    at("printable_from", nullable=True),
    at("removed_at", nullable=True),
    version(),
    sa.Index(
        "one_sitting_per_caption", "plan_id", "form", "caption", unique=True, **where("removed_at IS NULL")
    ),
)

tickets = sa.Table(
    "tickets",
    metadata,
    key(),
    to("applications", "application_id"),
    to("sittings", "sitting_id"),
    sa.Column("form", sa.String, nullable=False),
    sa.Column("number", sa.String, nullable=False),
    sa.Column("code", sa.String, nullable=False),
    at("assigned_at"),
    at("released_at", nullable=True),
    text("reason"),
    at("arrived_at", nullable=True),
    sa.Column("arrived_by", sa.String),
    version(),
    sa.Index(
        "one_live_ticket_per_form", "application_id", "form", unique=True, **where("released_at IS NULL")
    ),
    sa.Index("one_ticket_per_number", "number", unique=True),
    sa.Index("one_ticket_per_code", "code", unique=True),
)

serials = sa.Table(
    "serials",
    metadata,
    sa.Column("scope", sa.String, primary_key=True),
    sa.Column("last", sa.Integer, nullable=False),
)
"""The last serial that was given out within a scope; one is never given out twice, whatever became of its ticket."""

for _entity, _table in {Sitting: sittings, Ticket: tickets}.items():
    mappers.map_imperatively(_entity, _table, version_id_col=_table.c.version)
