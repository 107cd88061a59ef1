"""What can be proved: a plan's draft, a plan that is in force, a draft of rules; each in the state that it has at this moment, with what it is compared with."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from dataclasses import dataclass

from zcforms.checks.ruleset import RulesetShelf
from zcforms.documents.reading import digest
from zcforms.domain.errors import DocumentsInvalid, NotFound, WrongState
from zcforms.domain.plan import Plan
from zcforms.domain.plan_draft import PlanVersion
from zcforms.lab.proofs.answers import Question
from zcforms.lab.proofs.child import Side, Task
from zcforms.lab.proofs.proving import Limits
from zcforms.services import plan_editions, plan_linting, rule_linting
from zcforms.services.editions import Edition
from zcforms.services.plan_drafts import seen_plan_draft
from zcforms.services.plan_editions import Remembered
from zcforms.services.plan_package import Made
from zcforms.services.plan_versions import in_order, own_plan
from zcforms.services.proof_standing import fingerprint
from zcforms.services.rule_authors import Author, seen_draft
from zcforms.services.rule_proofs import changed_rules
from zcforms.storage.work import Work

_sides: Remembered[Side | None] = Remembered(8)
PLAN_DRAFT, PLAN, RULE_DRAFT = "plan-draft", "plan", "rule-draft"
_UNSOUND = "方案还有错误，暂时不能证明。请先到“问题”里改正。"
_UNSOUND_RULES = "规则还有错误，暂时不能证明。请先按标记改正并保存。"


@dataclass(frozen=True, slots=True)
class Matter:
    """What is proved. `fingerprint` names its state: whatever changes the plan or its rules changes it; `before`: what it is compared with; `rules`: ids of those
    that are asked about, None: all."""

    plan: Plan
    side: Side
    fingerprint: str
    before: Side | None = None
    rules: tuple[str, ...] | None = None

    def task(
        self, questions: Collection[Question], limits: Limits, rules: Collection[str] | None = None
    ) -> Task:
        asked = None if rules is None else tuple(rules)
        return Task(self.side, tuple(questions), self.before, limits, asked)


def subject_of(kind: str, id: str) -> str:
    return f"{kind}:{id}"


def require_seen(w: Work, who: Author, edition: Edition, subject: str) -> None:
    """Raises `NotFound` where there is no such thing, or it is another unit's."""
    kind, _, id = subject.partition(":")
    if kind == PLAN_DRAFT:
        seen_plan_draft(w, who, id)
    elif kind == RULE_DRAFT:
        seen_draft(w, who, id)
    else:
        own_plan(edition, who, id)


def about(w: Work, edition: Edition, subject: str) -> Matter:
    """The subject as it is now.

    Raises:
        WrongState: it cannot be built. NotFound: it is not there any more.
    """
    kind, _, id = subject.partition(":")
    if kind == PLAN_DRAFT:
        return _of_plan_draft(w, edition, id)
    return _of_rule_draft(w, edition, id) if kind == RULE_DRAFT else _of_plan(w, edition, id)


def _of_plan_draft(w: Work, edition: Edition, draft_id: str) -> Matter:
    draft = w.plan_drafts.get(draft_id)
    made = plan_linting.made(edition, draft.plan_id, draft.content)
    if made.plan is None or made.ruleset is None:
        raise WrongState(_UNSOUND)
    begun = draft.base.get("documents")
    before = plan_linting.made(edition, draft.plan_id, draft.base) if begun else None
    return Matter(
        made.plan,
        Side.of(made.plan, made.rules),
        fingerprint(made.plan, made.ruleset),
        side_of(before) if before else None,
    )


def side_of(made: Made) -> Side | None:
    """None where the documents make no plan with rules."""
    if made.plan is None or made.ruleset is None:
        return None
    return Side.of(made.plan, made.rules)


def _of_plan(w: Work, edition: Edition, plan_id: str) -> Matter:
    """Compared with the version that it took the place of."""
    plan, ruleset = edition.plans.get(plan_id), edition.rulesets.get(plan_id)
    if plan is None:
        raise NotFound("没有找到这个评审计划。")
    if ruleset is None:
        raise WrongState("这个评审计划的检查规则不能使用，请联系平台运维人员。")
    now = Side.of(plan, edition.shelf)
    return Matter(plan, now, fingerprint(plan, ruleset), _before(w, edition.plan_version(plan_id)))


def _before(w: Work, version: PlanVersion | None) -> Side | None:
    """The version that this one took the place of, as it was frozen; None where there was none, or this program does not take its documents any more."""
    versions = in_order(w.plan_versions.of(version.plan_id)) if version else []
    older = itertools.dropwhile(lambda each: version is not None and each.id != version.id, versions)
    before = next(itertools.islice(older, 1, None), None)
    if before is None:
        return None
    return _sides.get((before.id, digest(dict(before.documents))), lambda: _frozen(before))


def _frozen(version: PlanVersion) -> Side | None:
    try:
        built = plan_editions.build(version)
        return Side.of(built.plan, RulesetShelf(built.rules))
    except DocumentsInvalid:
        return None


def _of_rule_draft(w: Work, edition: Edition, draft_id: str) -> Matter:
    """The rules as they are saved, in front of those in force; only what the draft changes is asked about."""
    draft = w.rule_drafts.get(draft_id)
    found = rule_linting.tried(edition, draft.ruleset, draft.text)
    plan, made = edition.plans.get(draft.plan_id), found.of(draft.plan_id)
    if plan is None or made is None:
        raise WrongState(_UNSOUND_RULES)
    before = Side.of(plan, edition.shelf) if draft.plan_id in edition.rulesets else None
    changed = changed_rules(edition, draft.plan_id, found)
    return Matter(plan, Side.of(plan, _shelf(found)), fingerprint(plan, made), before, changed or None)


def _shelf(found: rule_linting.Tried) -> RulesetShelf:
    return found.shelf
