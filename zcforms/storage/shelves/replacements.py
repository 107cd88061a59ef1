"""Requests to have a certificate issued again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from zcforms.domain.approval import Outcome
from zcforms.domain.replacement import Replacement, ReplacementDecision, ReplacementState
from zcforms.storage import certificate_tables
from zcforms.storage import replacement_tables as tables
from zcforms.storage import tables as others
from zcforms.storage.shelves.shelf import Shelf, VersionedShelf


@dataclass(frozen=True, slots=True)
class StepOf:
    """A step of the requests of one kind."""

    kind: str
    step: str


@dataclass(frozen=True, slots=True)
class DecidedReplacements:
    """Which decisions on requests to list: of one organisation's accounts. Empty fields ask nothing; `text`: in the person's name or the
    certificate's number."""

    organisation_id: str
    outcomes: tuple[Outcome, ...]
    kind: str = ""
    states: tuple[ReplacementState, ...] = ()
    since: datetime | None = None
    text: str = ""


class Replacements(VersionedShelf[Replacement]):
    entity = Replacement

    def of_person(self, person_id: str) -> list[Replacement]:
        """The one that was begun last comes first."""
        c = tables.replacements.c
        query = sa.select(Replacement).where(c.person_id == person_id)
        return self._list(query.order_by(c.created_at.desc(), c.id))

    def waiting(self, steps: Sequence[StepOf], employers: Collection[str] | None = None) -> list[Replacement]:
        """What stands at one of the steps, the oldest first. `employers`: of these only."""
        c = tables.replacements.c
        places = [sa.and_(c.kind == each.kind, c.step == each.step) for each in steps]
        query = sa.select(Replacement).where(sa.or_(sa.false(), *places))
        query = query.where(c.state == ReplacementState.IN_APPROVAL)
        if employers is not None:
            query = query.where(c.organisation_id.in_(list(employers)))
        return self._list(query.order_by(c.step_since, c.id))

    def remove(self, replacement: Replacement) -> None:
        self._session.delete(replacement)


class ReplacementDecisions(Shelf[ReplacementDecision]):
    entity = ReplacementDecision

    def of(self, replacement_id: str) -> list[ReplacementDecision]:
        """In the order in which they were made."""
        c = tables.replacement_decisions.c
        query = sa.select(ReplacementDecision).where(c.replacement_id == replacement_id)
        return self._list(query.order_by(c.at, c.id))

    def decided(
        self, wanted: DecidedReplacements, limit: int | None = None, offset: int = 0
    ) -> list[tuple[ReplacementDecision, Replacement]]:
        """Each with its request as it stands now, the last decision first."""
        c = tables.replacement_decisions.c
        query = self._decided(wanted, ReplacementDecision, Replacement).order_by(c.at.desc(), c.id.desc())
        return [(row[0], row[1]) for row in self._session.execute(query.limit(limit).offset(offset))]

    def count_decided(self, wanted: DecidedReplacements) -> int:
        return self._session.scalar(self._decided(wanted, sa.func.count())) or 0

    def decided_kinds(self, organisation_id: str) -> list[str]:
        """Of what the organisation ever decided, the ids of the kinds."""
        wanted = DecidedReplacements(organisation_id, tuple(Outcome))
        kind = tables.replacements.c.kind
        return list(self._session.scalars(self._decided(wanted, kind).distinct().order_by(kind)))

    def _decided(self, wanted: DecidedReplacements, *columns: Any) -> sa.Select[Any]:
        r, d, t = tables.replacements, tables.replacement_decisions, certificate_tables.title_certificates
        p, u = others.persons, others.accounts
        joined = d.join(r, r.c.id == d.c.replacement_id).join(p, p.c.id == r.c.person_id)
        joined = joined.join(u, u.c.id == d.c.account_id).outerjoin(t, t.c.id == r.c.certificate_id)
        query = sa.select(*columns).select_from(joined)
        query = query.where(u.c.organisation_id == wanted.organisation_id, d.c.outcome.in_(wanted.outcomes))
        if wanted.kind:
            query = query.where(r.c.kind == wanted.kind)
        if wanted.states:
            query = query.where(r.c.state.in_(wanted.states))
        if wanted.since is not None:
            query = query.where(d.c.at >= wanted.since)
        if wanted.text:
            places = (p.c.name, t.c.number, r.c.answers["number"].as_string())
            query = query.where(sa.or_(*(each.contains(wanted.text, autoescape=True) for each in places)))
        return query
