"""Drafts and published versions of rulesets, bundles of documents, tokens of the API."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from zcforms.domain.rule_draft import DraftState, RuleDraft, RuleVersion
from zcforms.storage import rule_tables
from zcforms.storage.records import ApiToken, Bundle
from zcforms.storage.shelves.shelf import Shelf, VersionedShelf, put

Stamp = tuple[int, str | None]


class RuleDrafts(VersionedShelf[RuleDraft]):
    entity = RuleDraft

    def of(self, organisation_id: str, states: Collection[DraftState]) -> list[RuleDraft]:
        """The organisation's, the last changed first."""
        c = rule_tables.rule_drafts.c
        query = sa.select(RuleDraft).where(c.organisation_id == organisation_id, c.state.in_(list(states)))
        return self._list(query.order_by(c.changed_at.desc(), c.id))


class RuleVersions(Shelf[RuleVersion]):
    entity = RuleVersion

    def stamp(self) -> Stamp:
        """Another value after every publication: what tells a process that its rules are not the newest."""
        c = rule_tables.rule_versions.c
        number, last = self._session.execute(sa.select(sa.func.count(), sa.func.max(c.id))).one()
        return number, last

    def in_force(self) -> list[RuleVersion]:
        """The newest version of each ruleset that has any."""
        c = rule_tables.rule_versions.c
        newest = sa.select(c.ruleset, sa.func.max(c.number).label("number")).group_by(c.ruleset).subquery()
        both = sa.and_(c.ruleset == newest.c.ruleset, c.number == newest.c.number)
        return self._list(sa.select(RuleVersion).join(newest, both).order_by(c.ruleset))

    def of(self, ruleset: str) -> list[RuleVersion]:
        """The newest first."""
        c = rule_tables.rule_versions.c
        return self._list(sa.select(RuleVersion).where(c.ruleset == ruleset).order_by(c.number.desc()))

    def cases_of(self, plan_id: str) -> RuleVersion | None:
        """The version whose cases are the plan's at present: the one that was published last for it."""
        c = rule_tables.rule_versions.c
        return self._one(
            sa.select(RuleVersion).where(c.plan_id == plan_id).order_by(c.at.desc(), c.number.desc())
        )


class Bundles:
    def __init__(self, session: Session) -> None:
        self._session = session

    def find(self, plan_digest: str, rules_digest: str) -> Bundle | None:
        return self._session.get(Bundle, (plan_digest, rules_digest))

    def keep(self, bundle: Bundle) -> None:
        """Two that archive the same at once both succeed."""
        row = {column.name: getattr(bundle, column.name) for column in rule_tables.bundles.c}
        put(self._session, rule_tables.bundles, row)


class ApiTokens(Shelf[ApiToken]):
    entity = ApiToken

    def by_secret(self, secret: str, now: datetime) -> ApiToken | None:
        """The token, unless it was revoked or is over."""
        c = rule_tables.api_tokens.c
        live: Any = (c.digest == token_digest(secret), c.revoked_at.is_(None), c.expires_at > now)
        return self._one(sa.select(ApiToken).where(*live))

    def of(self, account_id: str) -> list[ApiToken]:
        """The newest first, revoked ones too."""
        c = rule_tables.api_tokens.c
        return self._list(
            sa.select(ApiToken).where(c.account_id == account_id).order_by(c.created_at.desc(), c.id)
        )


def token_digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
