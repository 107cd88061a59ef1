"""Certificates of titles, found by their holder's identity number."""

from __future__ import annotations

import sqlalchemy as sa

from zcforms.domain.certificate import TitleCertificate
from zcforms.storage import tables
from zcforms.storage.shelves.shelf import Shelf


class Certificates(Shelf[TitleCertificate]):
    entity = TitleCertificate

    def of(self, id_type: str, id_number: str) -> list[TitleCertificate]:
        """Those of one holder, the title that was obtained last first."""
        c = tables.title_certificates.c
        query = sa.select(TitleCertificate).where(c.id_number_index == id_number, c.id_type == id_type)
        return self._list(query.order_by(c.obtained_on.desc(), c.recorded_at.desc(), c.id))

    def numbered(self, number: str) -> TitleCertificate | None:
        return self._one(sa.select(TitleCertificate).where(tables.title_certificates.c.number == number))
