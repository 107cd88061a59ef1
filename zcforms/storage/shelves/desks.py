"""What stands at desks: light rows of applications, without what their forms hold, so that a list of thousands can be filtered and counted."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from zcforms.domain.approval import ApplicationState, Outcome
from zcforms.domain.opinion_template import OpinionTemplate
from zcforms.storage import desk_tables, tables
from zcforms.storage.desk_records import SavedView
from zcforms.storage.shelves.declarations import PlanPin
from zcforms.storage.shelves.shelf import Shelf, VersionedShelf


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """One application that stands at a step; the person's identity number is not among it."""

    application_id: str
    version: int
    number: str
    person_id: str
    name: str
    organisation_id: str
    employer: str
    plan_id: str
    plan_digest: str
    route: str
    specialty: str
    title: str
    step: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class DecidedRow:
    """A decision of a desk, with the application as it stands now."""

    application_id: str
    number: str
    person_id: str
    name: str
    employer: str
    plan_id: str
    plan_digest: str
    specialty: str
    title: str
    decided_step: str
    caption: str
    outcome: Outcome
    opinion: str
    at: datetime
    detail: Mapping[str, Any]
    state: ApplicationState
    step: str | None


@dataclass(frozen=True, slots=True)
class Decided:
    """Which decisions to list: of one organisation's accounts. Empty fields ask nothing; `text`: in the person's name or the number."""

    organisation_id: str
    outcomes: tuple[Outcome, ...]
    plan_id: str = ""
    since: datetime | None = None
    text: str = ""


class Desks:
    def __init__(self, session: Session) -> None:
        self._session = session

    def waiting(
        self, steps: Mapping[PlanPin, Collection[str]], organisation_ids: Collection[str] | None = None
    ) -> list[WaitingRow]:
        """What waits at one of these steps, the oldest first, in one query. `steps`: version of a plan -> step ids; `organisation_ids`: only
        applicants of these employers."""
        a, p, o = tables.applications.c, tables.persons.c, tables.organisations.c
        columns = (
            a.id, a.version, sa.func.coalesce(a.number, ""), p.id, p.name, o.id, o.name, a.plan_id, a.plan_digest, a.route, a.specialty, a.title,
            a.step, a.step_since,
        )  # fmt: skip
        places = [
            sa.and_(a.plan_id == each.plan_id, a.plan_digest == each.plan_digest, a.step.in_(list(ids)))
            for each, ids in steps.items()
        ]
        query: sa.Select[Any] = (
            sa.select(*columns)
            .select_from(_with_people())
            .where(a.state == ApplicationState.IN_APPROVAL, sa.or_(sa.false(), *places))
        )
        if organisation_ids is not None:
            query = query.where(a.organisation_id.in_(list(organisation_ids)))
        return [WaitingRow(*row) for row in self._session.execute(query.order_by(a.step_since, a.id))]

    def decided(self, wanted: Decided, limit: int | None = None, offset: int = 0) -> list[DecidedRow]:
        """The last decision first, in one query."""
        a, p, o, d = tables.applications.c, tables.persons.c, tables.organisations.c, tables.decisions.c
        columns = (
            a.id, sa.func.coalesce(a.number, ""), p.id, p.name, o.name, a.plan_id, a.plan_digest, a.specialty, a.title, d.step, d.caption, d.outcome,
            d.opinion, d.at, d.detail, a.state, a.step,
        )  # fmt: skip
        query = self._decided(wanted, *columns).order_by(d.at.desc(), d.id.desc())
        return [DecidedRow(*row) for row in self._session.execute(query.limit(limit).offset(offset))]

    def count_decided(self, wanted: Decided) -> int:
        return self._session.scalar(self._decided(wanted, sa.func.count())) or 0

    def decided_plans(self, organisation_id: str) -> list[str]:
        """Of what the organisation ever decided, the plans' ids."""
        d, u, a = tables.decisions, tables.accounts, tables.applications
        joined = d.join(u, u.c.id == d.c.account_id).join(a, a.c.id == d.c.application_id)
        query = sa.select(a.c.plan_id).select_from(joined).where(u.c.organisation_id == organisation_id)
        return list(self._session.scalars(query.distinct().order_by(a.c.plan_id)))

    def _decided(self, wanted: Decided, *columns: Any) -> sa.Select[Any]:
        a, p, d, u = tables.applications.c, tables.persons.c, tables.decisions.c, tables.accounts.c
        joined = (
            _with_people()
            .join(tables.decisions, d.application_id == a.id)
            .join(tables.accounts, u.id == d.account_id)
        )
        query = sa.select(*columns).select_from(joined)
        query = query.where(u.organisation_id == wanted.organisation_id, d.outcome.in_(wanted.outcomes))
        if wanted.plan_id:
            query = query.where(a.plan_id == wanted.plan_id)
        if wanted.since is not None:
            query = query.where(d.at >= wanted.since)
        if wanted.text:
            places = (p.name, a.number)
            query = query.where(sa.or_(*(each.contains(wanted.text, autoescape=True) for each in places)))
        return query


class OpinionTemplates(VersionedShelf[OpinionTemplate]):
    entity = OpinionTemplate

    def of(self, organisation_id: str) -> list[OpinionTemplate]:
        """In their order."""
        c = desk_tables.opinion_templates.c
        query = sa.select(OpinionTemplate).where(c.organisation_id == organisation_id)
        return self._list(query.order_by(c.position, c.id))

    def remove(self, template: OpinionTemplate) -> None:
        self._session.delete(template)


class SavedViews(Shelf[SavedView]):
    entity = SavedView

    def of(self, account_id: str) -> list[SavedView]:
        """The one that was saved first comes first."""
        c = desk_tables.saved_views.c
        query = sa.select(SavedView).where(c.account_id == account_id)
        return self._list(query.order_by(c.created_at, c.id))

    def remove(self, view: SavedView) -> None:
        self._session.delete(view)


def _with_people() -> Any:
    a, p, o = tables.applications, tables.persons, tables.organisations
    return a.join(p, p.c.id == a.c.person_id).join(o, o.c.id == a.c.organisation_id)
