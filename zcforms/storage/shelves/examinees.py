"""Who is to be examined: applications with the person, the place they have, and how their 免面试 stands, in one query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from zcforms.domain.approval import ApplicationState
from zcforms.domain.petition import PetitionState
from zcforms.storage import tables
from zcforms.storage.shelves.shelf import batches


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whom to list for one form of a plan's examination.

    `steps`: where applications can be given a place; `ended`: so can who went through the whole chain. `specialties` empty: everybody.
    `order`: the specialties as the plan lists them. `petition`: the form that 免面试 is asked for with, None where it excuses from
    nothing here; whoever was granted it is listed only when that is what `waiver` asks for. `seated`: with a place, or without one.
    `but`: digests of the plan's versions whose people are not examined.
    """

    plan_id: str
    form: str
    steps: tuple[str, ...]
    specialties: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    petition: str | None = None
    waiver: PetitionState | None = None
    never_asked: bool = False
    seated: bool | None = None
    text: str = ""
    ended: bool = True
    but: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Examinee:
    """One application; what is about the ticket is None without a place."""

    application_id: str
    number: str
    person_id: str
    name: str
    id_number: str = field(repr=False)
    employer: str
    specialty: str
    title: str
    state: ApplicationState
    step: str | None
    petition: PetitionState | None
    ticket_id: str | None
    ticket: str | None
    sitting_id: str | None
    arrived_at: datetime | None


class Examinees:
    def __init__(self, session: Session) -> None:
        self._session = session

    def due(self, wanted: Wanted, limit: int | None = None, offset: int = 0) -> list[Examinee]:
        """Specialty by specialty in the plan's order, within one by the application's number."""
        a = tables.applications.c
        places = {specialty: place for place, specialty in enumerate(wanted.order)}
        order = [sa.case(places, value=a.specialty, else_=len(places)), a.specialty] if places else []
        query = self._due(wanted).order_by(*order, a.number, a.id)
        return self._rows(query.limit(limit).offset(offset))

    def count(self, wanted: Wanted) -> int:
        query = self._due(wanted).with_only_columns(sa.func.count(), maintain_column_froms=True)
        return self._session.scalar(query) or 0

    def in_sitting(
        self, wanted: Wanted, sitting_id: str, limit: int | None = None, offset: int = 0
    ) -> list[Examinee]:
        """Everybody who has a place in it, whatever became of the application, by the ticket's number."""
        t = tables.tickets.c
        query = self._of(wanted).where(t.sitting_id == sitting_id).order_by(t.number)
        return self._rows(query.limit(limit).offset(offset))

    def numbered(self, wanted: Wanted, numbers: Iterable[str]) -> dict[str, Examinee]:
        """By the application's number, due or not; a query for each 500."""
        found = self._among(wanted, tables.applications.c.number, numbers)
        return {each.number: each for each in found}

    def with_ids(self, wanted: Wanted, application_ids: Iterable[str]) -> dict[str, Examinee]:
        """By the application's id, due or not; a query for each 500."""
        found = self._among(wanted, tables.applications.c.id, application_ids)
        return {each.application_id: each for each in found}

    def _among(self, wanted: Wanted, column: sa.Column[str], values: Iterable[str]) -> Iterator[Examinee]:
        for batch in batches(values):
            yield from self._rows(self._examined(wanted).where(column.in_(batch)))

    def _examined(self, wanted: Wanted) -> sa.Select[Any]:
        query = self._of(wanted)
        return query.where(tables.applications.c.plan_digest.not_in(wanted.but)) if wanted.but else query

    def _due(self, wanted: Wanted) -> sa.Select[Any]:
        a, p, t = tables.applications.c, tables.persons.c, tables.tickets.c
        waiting = sa.and_(a.state == ApplicationState.IN_APPROVAL, a.step.in_(wanted.steps))
        ended = a.state == ApplicationState.ENDORSED
        query = self._examined(wanted).where(sa.or_(ended, waiting) if wanted.ended else waiting)
        if wanted.specialties:
            query = query.where(a.specialty.in_(wanted.specialties))
        if wanted.seated is not None:
            query = query.where(t.id.is_not(None) if wanted.seated else t.id.is_(None))
        if wanted.text:
            places = (p.name, a.number, t.number)
            query = query.where(sa.or_(*(each.contains(wanted.text, autoescape=True) for each in places)))
        return query.where(*self._waiver(wanted))

    def _waiver(self, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
        if wanted.petition is None:
            return []
        latest = _latest(wanted.petition)
        if wanted.never_asked:
            return [latest.is_(None)]
        if wanted.waiver is not None:
            return [latest == wanted.waiver]
        return [sa.or_(latest.is_(None), latest != PetitionState.GRANTED)]

    def _of(self, wanted: Wanted) -> sa.Select[Any]:
        """Everybody of the plan who ever handed in, with the place in this form of examination."""
        a, p, o, t = tables.applications, tables.persons, tables.organisations, tables.tickets
        mine = sa.and_(t.c.application_id == a.c.id, t.c.form == wanted.form, t.c.released_at.is_(None))
        petition = _latest(wanted.petition) if wanted.petition else sa.null()
        columns = (
            a.c.id, a.c.number, p.c.id, p.c.name, p.c.id_number, o.c.name, a.c.specialty, a.c.title, a.c.state, a.c.step,
            petition, t.c.id, t.c.number, t.c.sitting_id, t.c.arrived_at,
        )  # fmt: skip
        joined = a.join(p, p.c.id == a.c.person_id).join(o, o.c.id == a.c.organisation_id).outerjoin(t, mine)
        return (
            sa.select(*columns)
            .select_from(joined)
            .where(a.c.plan_id == wanted.plan_id, a.c.submitted_at.is_not(None))
        )

    def _rows(self, query: sa.Select[Any]) -> list[Examinee]:
        return [Examinee(*row) for row in self._session.execute(query)]


def _latest(form: str) -> sa.ScalarSelect[Any]:
    """How the request that was filed last stands."""
    c = tables.petitions.c
    query = sa.select(c.state).where(c.application_id == tables.applications.c.id, c.form == form)
    return (
        query.order_by(c.asked_at.desc(), c.id.desc())
        .limit(1)
        .correlate(tables.applications)
        .scalar_subquery()
    )
