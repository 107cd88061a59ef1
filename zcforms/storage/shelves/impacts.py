"""Impacts, and the past applications that they are counted over."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from zcforms.domain.application import Application
from zcforms.domain.approval import ApplicationState
from zcforms.storage import impact_tables, tables
from zcforms.storage.impact_records import ImpactState, RuleImpact
from zcforms.storage.records import StoredVerdict
from zcforms.storage.shelves.shelf import Shelf

_LIVE = (ImpactState.WAITING, ImpactState.RUNNING)


class Impacts(Shelf[RuleImpact]):
    entity = RuleImpact

    def of(self, organisation_id: str, limit: int = 50) -> list[RuleImpact]:
        """The organisation's, the newest first."""
        c = impact_tables.rule_impacts.c
        query = sa.select(RuleImpact).where(c.organisation_id == organisation_id)
        return self._list(query.order_by(c.asked_at.desc(), c.id).limit(limit))

    def live(self, organisation_id: str) -> int:
        """How many of the organisation's are being counted or wait for it."""
        c = impact_tables.rule_impacts.c
        return self._count(
            sa.select(RuleImpact).where(c.organisation_id == organisation_id, c.state.in_(_LIVE))
        )

    def clear(self, before: datetime) -> int:
        """Forget everybody's that have not changed since that moment; how many there were. A job that still works at one finds that it is gone."""
        c = impact_tables.rule_impacts.c
        result: Any = self._session.execute(sa.delete(RuleImpact).where(c.changed_at < before))
        return int(result.rowcount)

    def wants_stop(self, id: str) -> bool:
        """Asked again and again while it is being counted; one that is gone is not counted any more."""
        c = impact_tables.rule_impacts.c
        found = self._session.scalar(sa.select(c.stop).where(c.id == id))
        return found is None or bool(found)

    def past(
        self, plan_id: str, after: str, limit: int, but: Collection[str] = ()
    ) -> list[tuple[Application, StoredVerdict]]:
        """Applications of the plan with the last check of each, by id, behind the id `after`. `but`: digests of versions of the plan that do not count."""
        query = self._past(plan_id, but).where(tables.applications.c.id > after)
        found = self._session.execute(query.order_by(tables.applications.c.id).limit(limit))
        return [(application, verdict) for application, verdict in found]

    def count_past(self, plan_id: str, but: Collection[str] = ()) -> int:
        """How many there are."""
        ids: Any = self._past(plan_id, but).with_only_columns(tables.applications.c.id)
        return self._session.scalar(sa.select(sa.func.count()).select_from(ids.subquery())) or 0

    def versions(self, plan_id: str) -> list[str]:
        """Digests of the plan's versions that applications stand on."""
        a = tables.applications.c
        query = sa.select(a.plan_digest).where(a.plan_id == plan_id).distinct().order_by(a.plan_digest)
        return list(self._session.scalars(query))

    def _past(self, plan_id: str, but: Collection[str]) -> Any:
        a, v = tables.applications.c, tables.verdicts.c
        later = tables.verdicts.alias()
        last = (
            sa.select(later.c.id)
            .where(later.c.application_id == a.id)
            .order_by(later.c.at.desc(), later.c.id)
            .limit(1)
            .correlate(tables.applications)
            .scalar_subquery()
        )
        both = sa.select(Application, StoredVerdict).join(StoredVerdict, v.application_id == a.id)
        found = both.where(a.plan_id == plan_id, a.state != ApplicationState.DELETED, v.id == last)
        return found.where(a.plan_digest.not_in(list(but))) if but else found
