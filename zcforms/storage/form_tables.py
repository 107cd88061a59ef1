"""Tables of forms that are filled in: what was typed and not saved, and which have had their effect."""

from __future__ import annotations

import sqlalchemy as sa

from zcforms.storage.mapping import at, json, metadata

form_drafts = sa.Table(
    "form_drafts",
    metadata,
    sa.Column("account_id", sa.String, sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("key", sa.String, primary_key=True),
    json("content"),
    at("updated_at"),
    sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("1")),
)

form_uses = sa.Table(
    "form_uses",
    metadata,
    sa.Column("account_id", sa.String, sa.ForeignKey("accounts.id"), primary_key=True),
    sa.Column("key", sa.String, primary_key=True),
    sa.Column("digest", sa.String, nullable=False),
    json("outcome"),
    at("at", index=True),
)
"""Forms that have had their effect: the same one sent again has none (`zcforms.services.access.writing`)."""
