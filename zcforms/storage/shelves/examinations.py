"""Sittings of examinations, the tickets to them, and the serials of their numbers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from zcforms.domain.sitting import Sitting, Ticket
from zcforms.storage import exam_tables
from zcforms.storage.shelves.shelf import VersionedShelf, batches


class Sittings(VersionedShelf[Sitting]):
    entity = Sitting

    def of_plans(self, plan_ids: Iterable[str]) -> list[Sitting]:
        """Without the removed ones, in the order in which they are held."""
        c = exam_tables.sittings.c
        query = self._kept().where(c.plan_id.in_(list(plan_ids)))
        return self._list(query.order_by(c.starts_at, c.caption, c.id))

    def hold(self, plan_id: str) -> list[Sitting]:
        """All of a plan's, as they are now, and nobody else changes its schedule before this unit of work ends: whoever gives,
        moves or takes a place holds them first, because a person's places and a sitting's people are one thing."""
        c = exam_tables.sittings.c
        query = self._kept().where(c.plan_id == plan_id).order_by(c.id)
        return self._list(query.with_for_update().execution_options(populate_existing=True))

    def _kept(self) -> sa.Select[Any]:
        return sa.select(Sitting).where(exam_tables.sittings.c.removed_at.is_(None))


class Tickets(VersionedShelf[Ticket]):
    entity = Ticket

    def live_of(self, application_ids: Iterable[str]) -> list[Ticket]:
        """Those that were not released, of these applications; one query for up to 500."""
        c = exam_tables.tickets.c
        return [
            ticket
            for ids in batches(application_ids)
            for ticket in self._list(self._live().where(c.application_id.in_(ids)).order_by(c.number))
        ]

    def live_in(self, sitting_id: str) -> list[Ticket]:
        """Everybody's who has a place in the sitting."""
        c = exam_tables.tickets.c
        return self._list(self._live().where(c.sitting_id == sitting_id).order_by(c.number))

    def seated(self, sitting_ids: Iterable[str]) -> dict[str, tuple[int, int]]:
        """Sitting -> how many have a place in it, and how many of them have arrived; one query."""
        c = exam_tables.tickets.c
        query = (
            sa.select(c.sitting_id, sa.func.count(), sa.func.count(c.arrived_at))
            .where(c.sitting_id.in_(list(sitting_ids)), c.released_at.is_(None))
            .group_by(c.sitting_id)
        )
        return {sitting: (people, arrived) for sitting, people, arrived in self._session.execute(query)}

    def by_code(self, code: str) -> Ticket | None:
        return self._one(sa.select(Ticket).where(exam_tables.tickets.c.code == code))

    def _live(self) -> sa.Select[Any]:
        return sa.select(Ticket).where(exam_tables.tickets.c.released_at.is_(None))


class Serials:
    """Numbers that are given out once: two that ask at the same time wait for each other."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def take(self, scope: str, count: int) -> range:
        """The next so many serials of the scope, which begins at 1."""
        table = exam_tables.serials
        insert = postgresql.insert if self._session.get_bind().dialect.name == "postgresql" else sqlite.insert
        statement = insert(table).values(scope=scope, last=count)
        grown = {"last": table.c.last + statement.excluded.last}
        taken = statement.on_conflict_do_update(index_elements=[table.c.scope], set_=grown)
        last: int = self._session.execute(taken.returning(table.c.last)).scalar_one()
        return range(last - count + 1, last + 1)
