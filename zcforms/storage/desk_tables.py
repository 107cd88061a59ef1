"""Tables of what desks keep: opinion templates of an organisation, saved views of an account."""

from __future__ import annotations

import sqlalchemy as sa

from zcforms.domain.opinion_template import OpinionTemplate
from zcforms.storage.desk_records import SavedView
from zcforms.storage.mapping import at, json, key, mappers, metadata, text, to, version

opinion_templates = sa.Table(
    "opinion_templates",
    metadata,
    key(),
    to("organisations", "organisation_id"),
    text("caption"),
    text("text"),
    sa.Column("position", sa.Integer, nullable=False),
    version(),
)

saved_views = sa.Table(
    "saved_views",
    metadata,
    key(),
    to("accounts", "account_id", index=False),
    text("caption"),
    json("query"),
    at("created_at"),
    sa.Index("one_saved_view_per_caption", "account_id", "caption", unique=True),
)

mappers.map_imperatively(OpinionTemplate, opinion_templates, version_id_col=opinion_templates.c.version)
mappers.map_imperatively(SavedView, saved_views)
