"""What applicants ask for beside their declarations."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from zcforms.domain.approval import ApplicationState
from zcforms.domain.petition import Petition, PetitionState
from zcforms.storage import tables
from zcforms.storage.shelves.shelf import VersionedShelf, page


@dataclass(frozen=True, slots=True)
class Sought:
    """Which requests to list. `forms`: plan id -> the forms that are asked with there, one for each of its versions at most; `standing`: where the application must stand;
    `text`: in the person's name or the application's number."""

    forms: Mapping[str, Collection[str]]
    standing: Collection[ApplicationState]
    states: Collection[PetitionState]
    text: str = ""


@dataclass(frozen=True, slots=True)
class PetitionRow:
    """A request with what tells whose it is."""

    petition: Petition
    number: str
    name: str
    id_number: str = field(repr=False)
    employer: str
    plan_id: str
    plan_digest: str
    specialty: str
    title: str


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

    def of_application(self, application_id: str, form: str) -> list[Petition]:
        """The one that was asked first comes first."""
        c = tables.petitions.c
        query = sa.select(Petition).where(c.application_id == application_id, c.form == form)
        return self._list(query.order_by(c.asked_at, c.id))

    def of_person(self, person_id: str) -> list[Petition]:
        """Those of all of a person's declarations."""
        own = sa.select(tables.applications.c.id).where(tables.applications.c.person_id == person_id)
        return self._list(sa.select(Petition).where(tables.petitions.c.application_id.in_(own)))

    def listed(self, sought: Sought, limit: int | None = None, offset: int = 0) -> list[PetitionRow]:
        """The one that was asked first comes first; one query."""
        a, p, o = tables.applications.c, tables.persons.c, tables.organisations.c
        columns = (a.number, p.name, p.id_number, o.name, a.plan_id, a.plan_digest, a.specialty, a.title)
        query = self._sought(sought, Petition, *columns).order_by(
            tables.petitions.c.asked_at, tables.petitions.c.id
        )
        return [PetitionRow(*row) for row in self._session.execute(page(query, limit, offset))]

    def count(self, sought: Sought) -> int:
        return self._session.scalar(self._sought(sought, sa.func.count())) or 0

    def _sought(self, sought: Sought, *columns: Any) -> sa.Select[Any]:
        c, a, p, o = tables.petitions, tables.applications, tables.persons, tables.organisations
        joined = (
            c.join(a, a.c.id == c.c.application_id)
            .join(p, p.c.id == a.c.person_id)
            .join(o, o.c.id == a.c.organisation_id)
        )
        asked = [
            sa.and_(a.c.plan_id == plan, c.c.form.in_(list(forms))) for plan, forms in sought.forms.items()
        ]
        query = sa.select(*columns).select_from(joined).where(sa.or_(sa.false(), *asked))
        query = query.where(a.c.state.in_(sought.standing), c.c.state.in_(sought.states))
        if sought.text:
            names = (p.c.name, a.c.number)
            query = query.where(sa.or_(*(each.contains(sought.text, autoescape=True) for each in names)))
        return query
