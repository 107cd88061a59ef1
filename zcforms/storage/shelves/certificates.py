"""Certificates of titles, found by their holder's identity number, and as the authority that issues them looks for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from zcforms.domain.certificate import CertificateState, PaperState, TitleCertificate
from zcforms.storage import tables
from zcforms.storage.shelves.shelf import Shelf, among, page

_c = tables.title_certificates.c
_UNMADE = sa.and_(_c.file.is_(None), _c.authority.is_not(None), _c.state == CertificateState.VALID)
_QUEUED = sa.and_(_UNMADE, _c.queued_at.is_not(None))
_PAPER: dict[PaperState, sa.ColumnElement[bool]] = {
    PaperState.QUEUED: _QUEUED,
    PaperState.MADE: _c.file.is_not(None),
    PaperState.WANTS_PHOTO: sa.and_(_UNMADE, _c.queued_at.is_(None)),
}


@dataclass(frozen=True, slots=True)
class IssuedSought:
    """What an issuer looks for among the certificates that were issued here. None asks nothing; `text` stands in the holder's name, the
    number or the employer; `ids` are these alone."""

    issuer: str
    state: CertificateState | None = None
    paper: PaperState | None = None
    text: str = ""
    ids: Collection[str] | None = None


class Certificates(Shelf[TitleCertificate]):
    entity = TitleCertificate

    def of(self, id_type: str, id_number: str) -> list[TitleCertificate]:
        """Those of one holder, the title that was obtained last first."""
        query = sa.select(TitleCertificate).where(_c.id_number_index == id_number, _c.id_type == id_type)
        return self._list(query.order_by(_c.obtained_on.desc(), _c.recorded_at.desc(), _c.id))

    def numbered(self, number: str) -> TitleCertificate | None:
        return self._one(sa.select(TitleCertificate).where(_c.number == number))

    def granted_on(self, application_id: str) -> TitleCertificate | None:
        """The first certificate of the title that was granted on the application."""
        query = sa.select(TitleCertificate).where(_c.application_id == application_id, _c.replaces.is_(None))
        return self._one(query)

    def ahead(self, certificate: TitleCertificate, besides: Collection[str] = ()) -> int:
        """How many files are to be made before this one's; `besides`: ids that do not count."""
        at = certificate.queued_at
        earlier = sa.or_(_c.queued_at < at, sa.and_(_c.queued_at == at, _c.id < certificate.id))
        query = sa.select(_c.id).where(_QUEUED, earlier)
        return self._count(query.where(~among(self._session, _c.id, besides)) if besides else query)

    def issued(
        self, sought: IssuedSought, limit: int | None = None, offset: int = 0
    ) -> list[TitleCertificate]:
        """The latest first."""
        query = self._issued(sought, TitleCertificate).order_by(_c.recorded_at.desc(), _c.id)
        return self._list(page(query, limit, offset))

    def count_issued(self, sought: IssuedSought) -> int:
        return self._session.scalar(self._issued(sought, sa.func.count(_c.id))) or 0

    def _issued(self, sought: IssuedSought, what: Any) -> sa.Select[Any]:
        query = sa.select(what).where(_c.issuer == sought.issuer, _c.authority.is_not(None))
        if sought.state is not None:
            query = query.where(_c.state == sought.state)
        if sought.paper is not None:
            query = query.where(_PAPER[sought.paper])
        if sought.ids is not None:
            query = query.where(among(self._session, _c.id, sought.ids))
        if sought.text:
            columns = (_c.name, _c.number, _c.employer)
            query = query.where(sa.or_(*(each.contains(sought.text, autoescape=True) for each in columns)))
        return query
