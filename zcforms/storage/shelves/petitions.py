"""What applicants ask for beside their declarations."""

from __future__ import annotations

import sqlalchemy as sa

from zcforms.domain.petition import Petition
from zcforms.storage import tables
from zcforms.storage.shelves.shelf import Shelf


class Petitions(Shelf[Petition]):
    entity = Petition

    def latest(self, application_id: str, form: str) -> Petition | None:
        """The one that was asked last."""
        c = tables.petitions.c
        query = sa.select(Petition).where(c.application_id == application_id, c.form == form)
        return self._one(query.order_by(c.asked_at.desc(), c.id.desc()))

    def of_person(self, person_id: str) -> list[Petition]:
        """Those of all of a person's declarations."""
        own = sa.select(tables.applications.c.id).where(tables.applications.c.person_id == person_id)
        return self._list(sa.select(Petition).where(tables.petitions.c.application_id.in_(own)))
