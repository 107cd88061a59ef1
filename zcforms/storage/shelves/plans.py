"""Drafts of plans with their steps, published versions, and answers that no longer fitted one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

import sqlalchemy as sa

from zcforms.domain.plan_draft import (
    ChangeState,
    DraftState,
    PlanChange,
    PlanDraft,
    PlanVersion,
    VersionState,
)
from zcforms.storage import plan_tables
from zcforms.storage.records import SetAside
from zcforms.storage.shelves.shelf import Shelf, VersionedShelf

PlanStamp = tuple[int, str | None, int, datetime | None]


class PlanDrafts(VersionedShelf[PlanDraft]):
    entity = PlanDraft

    def of(self, organisation_id: str, states: Collection[DraftState]) -> list[PlanDraft]:
        """The organisation's, the last changed first."""
        c = plan_tables.plan_drafts.c
        query = sa.select(PlanDraft).where(c.organisation_id == organisation_id, c.state.in_(list(states)))
        return self._list(query.order_by(c.changed_at.desc(), c.id))

    def of_plan(self, plan_id: str, states: Collection[DraftState]) -> list[PlanDraft]:
        """Anybody's, the oldest first."""
        c = plan_tables.plan_drafts.c
        query = sa.select(PlanDraft).where(c.plan_id == plan_id, c.state.in_(list(states)))
        return self._list(query.order_by(c.created_at, c.id))


class PlanChanges(Shelf[PlanChange]):
    entity = PlanChange

    def of(self, draft_id: str) -> list[PlanChange]:
        """The newest first."""
        c = plan_tables.plan_changes.c
        return self._list(sa.select(PlanChange).where(c.draft_id == draft_id).order_by(c.sequence.desc()))

    def next_sequence(self, draft_id: str) -> int:
        c = plan_tables.plan_changes.c
        last = self._session.scalar(sa.select(sa.func.max(c.sequence)).where(c.draft_id == draft_id))
        return (last or 0) + 1

    def to_undo(self, draft_id: str) -> PlanChange | None:
        """The last that is applied."""
        return self._of(draft_id, ChangeState.APPLIED, last=True)

    def to_redo(self, draft_id: str) -> PlanChange | None:
        """The first that is undone."""
        return self._of(draft_id, ChangeState.UNDONE, last=False)

    def drop_undone(self, draft_id: str) -> None:
        """What is undone cannot be done again any more: something else comes in its place."""
        table = plan_tables.plan_changes
        undone = (table.c.draft_id == draft_id, table.c.state == ChangeState.UNDONE)
        self._session.execute(sa.update(table).where(*undone).values(state=ChangeState.DROPPED))

    def _of(self, draft_id: str, state: ChangeState, *, last: bool) -> PlanChange | None:
        c = plan_tables.plan_changes.c
        query = sa.select(PlanChange).where(c.draft_id == draft_id, c.state == state)
        return self._one(query.order_by(c.sequence.desc() if last else c.sequence))


class PlanVersions(Shelf[PlanVersion]):
    entity = PlanVersion

    def stamp(self) -> PlanStamp:
        """Another value after every publication, closing and opening again: what is opened again keeps when it was closed."""
        c = plan_tables.plan_versions.c
        closed = sa.func.count(sa.case((c.state == VersionState.CLOSED, 1)))
        query = sa.select(sa.func.count(), sa.func.max(c.id), closed, sa.func.max(c.closed_at))
        number, last, shut, at = self._session.execute(query).one()
        return number, last, shut, at

    def in_force(self) -> list[PlanVersion]:
        """The version of each plan that is published or closed: the newest one."""
        c = plan_tables.plan_versions.c
        standing = sa.select(c.plan_id, sa.func.max(c.number).label("number"))
        newest = standing.where(c.state != VersionState.SUPERSEDED).group_by(c.plan_id).subquery()
        both = sa.and_(c.plan_id == newest.c.plan_id, c.number == newest.c.number)
        return self._list(sa.select(PlanVersion).join(newest, both).order_by(c.plan_id))

    def former_with(self, folder: str) -> list[PlanVersion]:
        """Superseded versions that have documents of their own in this folder, the newest first."""
        c = plan_tables.plan_versions.c
        listed = self._session.execute(sa.select(c.id, c.own).where(c.state == VersionState.SUPERSEDED))
        wanted = [id for id, own in listed if any(path.startswith(folder) for path in own)]
        query = sa.select(PlanVersion).where(c.id.in_(wanted)).order_by(c.at.desc(), c.id.desc())
        return self._list(query) if wanted else []

    def of(self, plan_id: str) -> list[PlanVersion]:
        """The newest first."""
        c = plan_tables.plan_versions.c
        return self._list(sa.select(PlanVersion).where(c.plan_id == plan_id).order_by(c.number.desc()))

    def numbered(self, plan_id: str, number: int) -> PlanVersion | None:
        c = plan_tables.plan_versions.c
        return self._one(sa.select(PlanVersion).where(c.plan_id == plan_id, c.number == number))

    def by_digest(self, digest: str) -> PlanVersion | None:
        """The newest that has this digest."""
        c = plan_tables.plan_versions.c
        return self._one(sa.select(PlanVersion).where(c.digest == digest).order_by(c.number.desc()))

    def states(self, plan_ids: Iterable[str]) -> dict[str, VersionState]:
        """Plan -> the state of its newest version, where it has one."""
        wanted = set(plan_ids)
        return {each.plan_id: each.state for each in self.in_force() if each.plan_id in wanted}


class SetAsides(Shelf[SetAside]):
    entity = SetAside

    def of(self, application_id: str, *, unseen: bool = False) -> list[SetAside]:
        """In the order in which they were set aside."""
        c = plan_tables.set_aside.c
        query = sa.select(SetAside).where(c.application_id == application_id)
        if unseen:
            query = query.where(c.seen_at.is_(None))
        return self._list(query.order_by(c.at, c.id))

    def counts(self, application_ids: Iterable[str]) -> dict[str, int]:
        """Application -> how many were not dealt with, where there are any."""
        c = plan_tables.set_aside.c
        open_ = sa.select(c.application_id, sa.func.count()).where(
            c.application_id.in_(list(application_ids)), c.seen_at.is_(None)
        )
        return {each: int(count) for each, count in self._session.execute(open_.group_by(c.application_id))}
