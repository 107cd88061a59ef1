"""What applicants ask for beside their declarations."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from zcforms.domain.petition import Petition
from zcforms.storage import tables
from zcforms.storage.shelves.shelf import VersionedShelf


class Petitions(VersionedShelf[Petition]):
    entity = Petition

    def latest(self, application_id: str, form: str) -> Petition | None:
        """The one that was asked last."""
        return self.latest_of([application_id]).get((application_id, form))

    def latest_of(self, application_ids: Iterable[str]) -> dict[tuple[str, str], Petition]:
        """(application, form) -> the one that was asked last; one query."""
        c = tables.petitions.c
        query = sa.select(Petition).where(c.application_id.in_(list(application_ids)))
        found = self._list(query.order_by(c.asked_at, c.id))
        return {(each.application_id, each.form): each for each in found}

    def of_person(self, person_id: str) -> list[Petition]:
        """Those of all of a person's declarations."""
        own = sa.select(tables.applications.c.id).where(tables.applications.c.person_id == person_id)
        return self._list(sa.select(Petition).where(tables.petitions.c.application_id.in_(own)))
