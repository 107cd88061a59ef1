"""Requests to have a certificate issued again."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from zcforms.domain.replacement import Replacement, ReplacementDecision, ReplacementState
from zcforms.storage import replacement_tables as tables
from zcforms.storage.shelves.shelf import Shelf, VersionedShelf


@dataclass(frozen=True, slots=True)
class StepOf:
    """A step of the requests of one kind."""

    kind: str
    step: str


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
