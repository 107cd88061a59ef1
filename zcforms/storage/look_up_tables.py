"""Tables of public verification: who asked for a certificate, as little of it as will do, and how often one address asks."""

from __future__ import annotations

import sqlalchemy as sa

from zcforms.domain.look_up import LookUp, LookUpOutcome
from zcforms.storage.columns import Moment, named
from zcforms.storage.mapping import at, key, mappers, metadata, text, to

look_ups = sa.Table(
    "look_ups",
    metadata,
    key(),
    to("title_certificates", "certificate_id", nullable=True, index=False),
    at("at", index=True),
    sa.Column("outcome", named(LookUpOutcome), nullable=False),
    text("origin"),
    sa.Index("ix_look_ups_certificate_id_at", "certificate_id", "at"),
)

visits = sa.Table(
    "visits",
    metadata,
    sa.Column("minute", Moment(), primary_key=True),
    sa.Column("visitor", sa.LargeBinary, primary_key=True),
    sa.Column("count", sa.Integer, nullable=False),
)
"""How often a visitor came within a minute; `visitor` is a keyed digest of the address."""

mappers.map_imperatively(LookUp, look_ups)
