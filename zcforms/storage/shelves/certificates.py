"""Certificates of titles, found by their holder's identity number, and as the organisations look for them that issue them or organise their plans."""

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
class SealSought:
    """Those with an electronic seal (`wanted`) or those without; of what is not made yet the authority's document tells. `sealing`: ids of the
    authorities that seal."""

    wanted: bool
    sealing: Collection[str]


@dataclass(frozen=True, slots=True)
class IssuedSought:
    """What is looked for among the certificates that were issued here. None asks nothing; `issuer` is named on them; `plans` are ids of the
    plans that their titles were granted under; `text` stands in the holder's name, the number or the employer; `ids` are these alone."""

    issuer: str | None = None
    plans: Collection[str] | None = None
    state: CertificateState | None = None
    paper: PaperState | None = None
    seal: SealSought | None = None
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
        self, sought: IssuedSought, limit: int | None = None, offset: int = 0, *, numbered: bool = False
    ) -> list[TitleCertificate]:
        """The latest first; `numbered`: in the order of their numbers, which what is issued meanwhile hardly disturbs."""
        query = self._issued(sought, TitleCertificate)
        order = (_c.number, _c.id) if numbered else (_c.recorded_at.desc(), _c.id)
        return self._list(page(query.order_by(*order), limit, offset))

    def count_issued(self, sought: IssuedSought) -> int:
        return self._session.scalar(self._issued(sought, sa.func.count(_c.id))) or 0

    def _issued(self, sought: IssuedSought, what: Any) -> sa.Select[Any]:
        query = sa.select(what).where(_c.authority.is_not(None))
        if sought.issuer is not None:
            query = query.where(_c.issuer == sought.issuer)
        if sought.plans is not None:
            query = query.where(_c.application_id.in_(_granted_under(sought.plans)))
        if sought.state is not None:
            query = query.where(_c.state == sought.state)
        if sought.paper is not None:
            query = query.where(_PAPER[sought.paper])
        if sought.seal is not None:
            query = query.where(_seal(sought.seal))
        if sought.ids is not None:
            query = query.where(among(self._session, _c.id, sought.ids))
        if sought.text:
            columns = (_c.name, _c.number, _c.employer)
            query = query.where(sa.or_(*(each.contains(sought.text, autoescape=True) for each in columns)))
        return query


def _granted_under(plans: Collection[str]) -> sa.Select[tuple[str]]:
    """Ids of the plans' applications; what replaces a certificate names the same application."""
    applications = tables.applications.c
    return sa.select(applications.id).where(applications.plan_id.in_(plans))


def _seal(sought: SealSought) -> sa.ColumnElement[bool]:
    with_one = sa.or_(
        sa.and_(_c.file.is_not(None), _c.sealed), sa.and_(_c.file.is_(None), _c.authority.in_(sought.sealing))
    )
    return with_one if sought.wanted else ~with_one
