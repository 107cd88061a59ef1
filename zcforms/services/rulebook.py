"""Plans and rules in force: the files, with the published versions in place of the files that they replace.

Every process and thread looks at a stamp in the database before it hands out rules; whoever finds it changed builds and compiles anew, outside
any lock, and puts the new edition in place at once. Whoever holds the old one finishes with it: a verdict names the digests of its plan and rules.
An application keeps the version of its plan that it was begun with (`Rulebook.kept`).
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import structlog

from zcforms.checks.ruleset import Ruleset, RulesetShelf
from zcforms.domain.errors import CheckFailed, DocumentsInvalid
from zcforms.domain.plan import Plan
from zcforms.domain.plan_draft import PlanVersion
from zcforms.forms.catalogue import Catalogue
from zcforms.services.editions import (
    FILES,
    Edition,
    Published,
    Stamp,
    assembled,
    file_of,
    parts,
    said,
    sound,
)
from zcforms.services.plan_editions import Builder, Built, Remembered
from zcforms.services.sources import Sources
from zcforms.storage.database import Database
from zcforms.storage.work import Work, work

__all__ = ["FILES", "Edition", "Kept", "Rulebook", "Stamp", "file_of", "parts", "sound"]

_log = structlog.get_logger(__name__)
_KEPT, _EDITIONS = 32, 8
_LOOK = 1.0
"""Seconds for which a plan that was published in another process may not be seen."""
_MAINTAINED = "该评审计划的规则正在维护，暂时无法检测，请稍后再试。"


@dataclass(frozen=True, slots=True, eq=False)
class Kept:
    """A version of a plan that somebody's application stands on. `ruleset`: None where its rules do not compile; `built`: None of a file."""

    plan: Plan
    ruleset: Ruleset | None
    catalogue: Catalogue
    built: Built | None


class Rulebook(Mapping[str, Ruleset]):
    """Rulesets by plan id, always those in force; `CheckFailed` for a plan whose rules do not compile."""

    def __init__(self, database: Database, files: Edition) -> None:
        """`files`: `Edition.of_files`."""
        self.files = files
        self._database = database
        self._edition = self.files
        self._last: deque[Edition] = deque([self.files], maxlen=_EDITIONS)
        self._compiling = threading.Lock()
        self._builder = Builder()
        self._looked = float("-inf")
        self._older: Remembered[Kept | None] = Remembered(_KEPT)

    def edition(self, *, wait: bool = False) -> Edition:
        """What is in force. While another thread compiles newer rules, those before them; with `wait` always the newest."""
        with work(self._database, write=False) as w:
            stamp = _stamp(w)
        self._looked = time.monotonic()
        if stamp == self._edition.stamp or not self._compiling.acquire(blocking=wait):
            return self._edition
        try:
            with work(self._database, write=False) as w:
                given = _published(w)
            if given.stamp != self._edition.stamp:
                self._edition = assembled(self.files, given, self._builder)
                self._last.append(self._edition)
                self._older.clear()
        finally:
            self._compiling.release()
        return self._edition

    def recent(self) -> Edition:
        """What is in force, or was a second ago: for pages, which ask for it again and again."""
        return self._edition if time.monotonic() - self._looked < _LOOK else self.edition()

    def kept(self, plan_id: str, digest: str) -> Kept | None:
        """The version of the plan that has this digest: in force, published once, or installed. None where it is known no more."""
        return _in(self.recent(), plan_id, digest) or self._older.get(
            (plan_id, digest), lambda: self._former(plan_id, digest)
        )

    def _former(self, plan_id: str, digest: str) -> Kept | None:
        """What is not in force, and perhaps is by now."""
        if (newest := _in(self.edition(wait=True), plan_id, digest)) is not None:
            return newest
        with work(self._database, write=False) as w:
            version = w.plan_versions.by_digest(digest)
        if version is None or version.plan_id != plan_id:
            return _in(self.files, plan_id, digest)
        return _kept(version, self._builder)

    def rules_of(self, plan: Plan) -> Ruleset:
        """The rules of this version of the plan. Raises `CheckFailed` where they do not compile."""
        found = _in(self.edition(), plan.id, plan.digest) or self.kept(plan.id, plan.digest)
        if found is None:
            return self[plan.id]
        if found.ruleset is None:
            raise CheckFailed(_MAINTAINED)
        return found.ruleset

    def shelf_of(self, plan: Plan) -> RulesetShelf:
        """The documents that `rules_of` compiles."""
        edition = self.edition()
        if _in(edition, plan.id, plan.digest):
            return edition.shelf
        older = self.kept(plan.id, plan.digest)
        if older is None:
            return edition.shelf
        return RulesetShelf(older.built.rules) if older.built else self.files.shelf

    def sources_behind(self, plan_id: str, plan_digest: str, rules_digest: str) -> Sources | None:
        """The documents that made the plan and its rules, while they are remembered: a check may end after the next publication."""
        for edition in reversed((self.files, *self._last)):
            found = _in(edition, plan_id, plan_digest)
            if found is not None and found.ruleset is not None and found.ruleset.digest == rules_digest:
                return edition.sources_of(plan_id)
        older = self.kept(plan_id, plan_digest)
        if older is None or older.built is None or older.ruleset is None:
            return None
        return older.built.sources() if older.ruleset.digest == rules_digest else None

    def __getitem__(self, plan_id: str) -> Ruleset:
        edition = self.edition()
        if plan_id in edition.broken:
            raise CheckFailed(_MAINTAINED)
        return edition.rulesets[plan_id]

    def __iter__(self) -> Iterator[str]:
        return iter(self.recent().plans)

    def __len__(self) -> int:
        return len(self.recent().plans)


def _stamp(w: Work) -> Stamp:
    return w.rule_versions.stamp(), w.plan_versions.stamp()


def _published(w: Work) -> Published:
    stamp = _stamp(w)  # first: what is published in between is looked at once more, not missed
    plans, former = w.plan_versions.in_force(), w.plan_versions.former_with("schemas/achievements/")
    return Published(stamp, w.rule_versions.in_force(), plans, former)


def _in(edition: Edition, plan_id: str, digest: str) -> Kept | None:
    """The edition's version of the plan, where it has this digest."""
    plan = edition.plans.get(plan_id)
    if plan is None or plan.digest != digest:
        return None
    built = edition.built.get(plan_id)
    return Kept(plan, edition.rulesets.get(plan_id), built.catalogue if built else edition.catalogue, built)


def _kept(version: PlanVersion, builder: Builder) -> Kept | None:
    """A version that is not in force any more, with the rules that it was frozen with."""
    try:
        built = builder.built(version)
        shelf = RulesetShelf(built.rules)
    except DocumentsInvalid as error:
        _log.error("plan_version_broken", plan=version.plan_id, number=version.number, faults=said(error))
        return None
    try:
        made = builder.compiled(shelf, built.plan, parts(shelf, built.plan.ruleset))
    except DocumentsInvalid as error:
        _log.error("rules_broken", plan=version.plan_id, number=version.number, faults=said(error))
        made = None
    return Kept(built.plan, made, built.catalogue, built)
