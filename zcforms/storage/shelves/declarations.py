"""Achievements, applications, decisions and verdicts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from zcforms.domain.achievement import Achievement, AchievementState
from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState, Decision
from zcforms.storage import tables
from zcforms.storage.records import StoredVerdict
from zcforms.storage.shelves.shelf import Shelf, VersionedShelf, batches, page

Noticed = tuple[str, str, str, datetime]
"""Plan, its version's digest, step, and since when at the earliest an application stands there."""


class PlanPin(NamedTuple):
    """The version of a plan that applications stand on."""

    plan_id: str
    plan_digest: str


_GONE = (ApplicationState.DELETED, ApplicationState.WITHDRAWN)


class Achievements(VersionedShelf[Achievement]):
    entity = Achievement

    def of(
        self,
        person_id: str,
        category: str | Collection[str] | None = None,
        states: Collection[AchievementState] | None = None,
    ) -> list[Achievement]:
        """A person's records, the oldest first."""
        c = tables.achievements.c
        query = sa.select(Achievement).where(c.person_id == person_id)
        if category is not None:
            query = query.where(c.category.in_([category] if isinstance(category, str) else list(category)))
        if states is not None:
            query = query.where(c.state.in_(list(states)))
        return self._list(query.order_by(c.created_at, c.id))

    def of_many(self, person_ids: Iterable[str], categories: Collection[str]) -> dict[str, list[Achievement]]:
        """person -> their records of these categories, the oldest first; one query."""
        c = tables.achievements.c
        query = sa.select(Achievement).where(c.person_id.in_(set(person_ids)), c.category.in_(categories))
        found: dict[str, list[Achievement]] = {}
        for record in self._list(query.order_by(c.created_at, c.id)):
            found.setdefault(record.person_id, []).append(record)
        return found

    def counts(self, person_id: str) -> dict[tuple[str, AchievementState], int]:
        """(category, state) -> number of records (feature 15)."""
        c = tables.achievements.c
        query = (
            sa.select(c.category, c.state, sa.func.count())
            .where(c.person_id == person_id)
            .group_by(c.category, c.state)
        )
        return {(category, state): count for category, state, count in self._session.execute(query)}

    def waiting_for(
        self, organisation_id: str, limit: int | None = None, offset: int = 0
    ) -> list[Achievement]:
        """What waits for the organisation's answer, the oldest first."""
        query = self._at(organisation_id, (AchievementState.SUBMITTED,)).order_by(
            tables.achievements.c.submitted_at, tables.achievements.c.id
        )
        return self._list(page(query, limit, offset))

    def count_waiting_for(self, organisation_id: str) -> int:
        return self._count(self._at(organisation_id, (AchievementState.SUBMITTED,)))

    def decided_by(
        self, organisation_id: str, limit: int | None = None, offset: int = 0
    ) -> list[Achievement]:
        """What the organisation approved or returned, the latest first."""
        query = self._at(organisation_id, (AchievementState.APPROVED, AchievementState.RETURNED)).order_by(
            tables.achievements.c.decided_at.desc(), tables.achievements.c.id
        )
        return self._list(page(query, limit, offset))

    def remove(self, achievement: Achievement) -> None:
        self._session.delete(achievement)

    def _at(self, organisation_id: str, states: Collection[AchievementState]) -> sa.Select[Any]:
        c = tables.achievements.c
        return sa.select(Achievement).where(c.organisation_id == organisation_id, c.state.in_(list(states)))


class Applications(VersionedShelf[Application]):
    entity = Application

    def of(self, person_id: str, states: Collection[ApplicationState] | None = None) -> list[Application]:
        """A person's applications, the newest first; without `states` all but the deleted and withdrawn ones."""
        c = tables.applications.c
        wanted = c.state.not_in(_GONE) if states is None else c.state.in_(list(states))
        return self._list(
            sa.select(Application).where(c.person_id == person_id, wanted).order_by(c.created_at.desc(), c.id)
        )

    def live(self, person_id: str, year: int) -> Application | None:
        """The one application that the person may have in a declaration year (feature 63)."""
        c = tables.applications.c
        return self._one(
            sa.select(Application).where(c.person_id == person_id, c.year == year, c.state.not_in(_GONE))
        )

    def keep_sheet(self, id: str, digest: str, submitted_at: datetime | None) -> bool:
        """The PDF of this submission; False where it has one, or was taken back meanwhile. The version stays: whoever is looking at the
        application decides on the same content."""
        c = tables.applications.c
        standing = sa.and_(
            c.state.not_in((ApplicationState.DRAFT, ApplicationState.RETURNED)), c.sheet.is_(None)
        )
        change = sa.update(tables.applications).where(c.id == id, c.submitted_at == submitted_at, standing)
        done = self._session.execute(change.values(sheet=digest))
        return bool(done.rowcount)  # type: ignore[attr-defined]  # an update's result has it

    def noticed(self, places: Sequence[Noticed], limit: int, offset: int = 0) -> list[Application]:
        """What stands at one of these steps, plan by plan, who came first first."""
        c = tables.applications.c
        query = self._noticed(places).order_by(c.plan_id, c.step_since, c.number, c.id)
        return self._list(page(query, limit, offset))

    def count_noticed(self, places: Sequence[Noticed]) -> int:
        return self._count(self._noticed(places))

    def at(
        self,
        organisation_ids: Collection[str],
        states: Collection[ApplicationState] | None = None,
        limit: int | None = None,
        offset: int = 0,
    ) -> list[Application]:
        """What applicants of these employers ever submitted, the latest first."""
        c = tables.applications.c
        query = sa.select(Application).where(
            c.organisation_id.in_(list(organisation_ids)), c.submitted_at.is_not(None)
        )
        if states is not None:
            query = query.where(c.state.in_(list(states)))
        return self._list(page(query.order_by(c.submitted_at.desc(), c.id), limit, offset))

    def handed_in(self, plan_id: str, limit: int) -> list[Application]:
        """What was ever submitted under the plan, the latest first."""
        c = tables.applications.c
        query = sa.select(Application).where(c.plan_id == plan_id, c.submitted_at.is_not(None))
        return self._list(query.order_by(c.submitted_at.desc(), c.id).limit(limit))

    def versions(self, states: Collection[ApplicationState]) -> list[PlanPin]:
        """The versions of plans that applications in these states stand on."""
        c = tables.applications.c
        query = sa.select(c.plan_id, c.plan_digest).where(c.state.in_(list(states))).distinct()
        return [PlanPin(*row) for row in self._session.execute(query.order_by(c.plan_id, c.plan_digest))]

    def on_versions(self, plan_id: str) -> dict[str, tuple[int, int]]:
        """Digest of a version of the plan -> how many applications stand on it, and how many of these were never handed in."""
        c = tables.applications.c
        unfinished = sa.func.sum(sa.case((c.state == ApplicationState.DRAFT, 1), else_=0))
        query = (
            sa.select(c.plan_digest, sa.func.count(), unfinished)
            .where(c.plan_id == plan_id, c.state.not_in(_GONE))
            .group_by(c.plan_digest)
        )
        return {digest: (count, open_) for digest, count, open_ in self._session.execute(query)}

    def unmoved(self, plan_id: str, digest: str, states: Collection[ApplicationState]) -> list[str]:
        """Ids of what was begun under the plan, was never submitted and stands on another version than the one with this digest; the oldest first."""
        c = tables.applications.c
        query = sa.select(c.id).where(
            c.plan_id == plan_id,
            c.plan_digest != digest,
            c.submitted_at.is_(None),
            c.state.in_(list(states)),
        )
        return list(self._session.scalars(query.order_by(c.created_at, c.id)))

    def owners(self, application_ids: Iterable[str]) -> dict[str, str]:
        """Application id -> person id."""
        c = tables.applications.c
        found: dict[str, str] = {}
        for ids in batches(application_ids):
            rows = self._session.execute(sa.select(c.id, c.person_id).where(c.id.in_(ids)))
            found |= {application_id: person_id for application_id, person_id in rows}
        return found

    def by_number(self, number: str) -> Application | None:
        return self._one(sa.select(Application).where(tables.applications.c.number == number))

    def last_number(self, prefix: str) -> str | None:
        """The highest number given out so far that begins with the prefix; numbers of one prefix have one length."""
        c = tables.applications.c
        highest: str | None = self._session.scalar(
            sa.select(sa.func.max(c.number)).where(c.number.startswith(prefix, autoescape=True))
        )
        return highest

    def _noticed(self, places: Sequence[Noticed]) -> sa.Select[Any]:
        c = tables.applications.c
        open_ = (
            sa.and_(c.plan_id == plan, c.plan_digest == digest, c.step == step, c.step_since >= since)
            for plan, digest, step, since in places
        )
        return sa.select(Application).where(
            c.state == ApplicationState.IN_APPROVAL, sa.or_(sa.false(), *open_)
        )


class Decisions(Shelf[Decision]):
    entity = Decision

    def of(self, application_id: str) -> list[Decision]:
        """The approval flow, from its beginning (feature 62)."""
        return self.of_many([application_id]).get(application_id, [])

    def of_many(self, application_ids: Iterable[str]) -> dict[str, list[Decision]]:
        c = tables.decisions.c
        flows: dict[str, list[Decision]] = {}
        for decision in self._list(
            sa.select(Decision).where(c.application_id.in_(list(application_ids))).order_by(c.at, c.id)
        ):
            flows.setdefault(decision.application_id, []).append(decision)
        return flows


class Verdicts(Shelf[StoredVerdict]):
    entity = StoredVerdict

    def latest(self, application_id: str) -> StoredVerdict | None:
        c = tables.verdicts.c
        return self._one(
            sa.select(StoredVerdict).where(c.application_id == application_id).order_by(c.at.desc(), c.id)
        )

    def of(self, application_id: str) -> list[StoredVerdict]:
        """Every check of the application, the oldest first."""
        c = tables.verdicts.c
        return self._list(
            sa.select(StoredVerdict).where(c.application_id == application_id).order_by(c.at, c.id)
        )

    def after(self, verdict_id: str, limit: int) -> list[StoredVerdict]:
        """A page of all verdicts in the order of their ids, behind that one."""
        c = tables.verdicts.c
        return self._list(sa.select(StoredVerdict).where(c.id > verdict_id).order_by(c.id).limit(limit))
