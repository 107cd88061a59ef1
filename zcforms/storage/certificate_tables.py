"""Certificates of titles, with the queue for their files."""

from __future__ import annotations

import sqlalchemy as sa

from zcforms.domain.certificate import CertificateState
from zcforms.storage.columns import Blind, Sealed, named
from zcforms.storage.mapping import at, key, metadata, text, to, where

ID_NUMBER = "id_number"
"""Context of the blind index: a person's number, a ban's and a certificate's can be compared."""

title_certificates = sa.Table(
    "title_certificates",
    metadata,
    key(),
    sa.Column("id_type", sa.String, nullable=False),
    sa.Column("id_number", Sealed("title_certificates.id_number"), nullable=False),
    sa.Column("id_number_index", Blind(ID_NUMBER), nullable=False, index=True),
    text("name"),
    sa.Column("number", sa.String, unique=True),
    sa.Column("series", sa.String, nullable=False),
    text("specialty"),
    text("title"),
    sa.Column("level", sa.String, nullable=False),
    sa.Column("obtained_on", sa.Date, nullable=False),
    sa.Column("issued_on", sa.Date),
    at("recorded_at"),
    sa.Column("nature", sa.String, nullable=False),
    text("approval"),
    text("committee"),
    text("employer"),
    text("issuer"),
    sa.Column("state", named(CertificateState), nullable=False),
    to("applications", "application_id", nullable=True),
    sa.Column("authority", sa.String),
    to("title_certificates", "replaces", nullable=True, index=False),
    to("title_certificates", "replaced_by", nullable=True, index=False),
    sa.Column("photo", sa.String),
    at("queued_at", nullable=True),
    sa.Column("file", sa.String),
    sa.Column("sealed", sa.Boolean, nullable=False),
    at("revoked_at", nullable=True),
    text("reason"),
    sa.Index("one_certificate_per_application", "application_id", unique=True, **where("replaces IS NULL")),
    sa.Index("one_replacement_per_certificate", "replaces", unique=True),
    sa.Index(
        "ix_title_certificates_queue", "queued_at", "id", **where("file IS NULL AND queued_at IS NOT NULL")
    ),
    sa.Index("ix_title_certificates_issuer", "issuer", "recorded_at"),
)
