"""Tables of what comes from and goes to people outside: who looked a certificate up, as little of it as will do, how often one address
asks, and notices by e-mail."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa

from zcforms.domain.look_up import LookUp, LookUpOutcome
from zcforms.storage.columns import Moment, named
from zcforms.storage.mapping import at, key, mappers, metadata, text, to


class MailState(StrEnum):
    """`SENDING` that stays is a letter of which nobody knows: the process was killed, or the server's answer was lost."""

    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"


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

mails = sa.Table(
    "mails",
    metadata,
    sa.Column("notice_id", sa.String, sa.ForeignKey("notices.id"), primary_key=True),
    sa.Column("state", named(MailState), nullable=False),
    at("at"),
)

mail_stops = sa.Table(
    "mail_stops",
    metadata,
    sa.Column("person_id", sa.String, sa.ForeignKey("persons.id"), primary_key=True),
    at("at"),
)
"""Persons who have switched letters off."""

mappers.map_imperatively(LookUp, look_ups)
