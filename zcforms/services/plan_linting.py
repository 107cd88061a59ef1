"""What is wrong with a plan that is being made, in its author's words: the documents, the rules held to them, and what follows from both.

One function for whoever types, previews, hands over or publishes. Nothing is kept but the last answers.
"""

from __future__ import annotations

import itertools
import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from zcforms.documents import patching
from zcforms.documents.patching import Patch
from zcforms.documents.pointer import steps
from zcforms.documents.reading import digest
from zcforms.domain.errors import DocumentFault, DocumentsInvalid, WrongState
from zcforms.domain.problem import Problem, Severity
from zcforms.forms import lint as forms_lint
from zcforms.forms import lint_words
from zcforms.forms.lint_faults import typed
from zcforms.forms.lint_package import Finding, Package
from zcforms.lab import lint_rules
from zcforms.services import plan_drafts, plan_rule_mending, plan_uses
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.plan_drafts import Content, PlanDraftShown, Step
from zcforms.services.plan_limits import require_modest
from zcforms.services.plan_package import Made
from zcforms.services.plan_uses import Asked, Use
from zcforms.services.rulebook import Edition

_KEPT = 16
_MOST_TRIED = 2
"""Names near to a wrong one that are tried in its place."""
_MOST_MENDED = 20
"""Faults of rules for which a mend is looked for."""
_MOST_REMOVED = 40
"""Fields that a change has taken away of which is told who still names them."""


def problems(house: House, actor: Actor, draft_id: str) -> tuple[Problem, ...]:
    """What is wrong with a draft of the author's unit, the errors first. Raises `NotFound`."""
    return of_draft(house, plan_drafts.draft(house, actor, draft_id))


def of_draft(house: House, draft: PlanDraftShown) -> tuple[Problem, ...]:
    """What is wrong with a draft that was read already."""
    return lint(house.rulebook.edition(), draft.plan_id, draft.content, draft.base)


def mend(house: House, actor: Actor, draft_id: str, problem_id: str, now: datetime) -> Problem:
    """Put one problem right as it was proposed; the problem that it was.

    Raises:
        WrongState: it is not there any more, or only its author can know what is right; the draft cannot be changed. NotFound.
    """
    draft = plan_drafts.draft(house, actor, draft_id)
    edition = house.rulebook.edition()
    found = _found(lint(edition, draft.plan_id, draft.content, draft.base), problem_id)

    def patch(content: Content) -> Patch:
        return _found(lint(edition, draft.plan_id, content, draft.base), problem_id).fix or ()

    plan_drafts.change(house, actor, draft_id, Step(f"{found.where}：{found.fix_caption}", patch), now)
    return found


def uses(edition: Edition, plan_id: str, content: Content, section: str, name: str) -> tuple[Use, ...]:
    """What names a field of the draft: whoever takes it away is told before. `section`: the id of its answers."""
    return plan_uses.uses(made(edition, plan_id, content), content["documents"], plan_id, section, name)


def lint(
    edition: Edition, plan_id: str, content: Content, base: Content | None = None
) -> tuple[Problem, ...]:
    """Every problem of the content, the errors first, each where it stands. `base`: what it was begun from, so that what a change has
    taken away can be told. Never raises for what is wrong with it."""
    try:
        require_modest(content)
    except DocumentsInvalid as error:
        return tuple(_immodest(fault) for fault in error.faults)
    key = (edition, plan_id, digest(content), digest(base or {}))
    found = _kept.find(key)
    if found is None:
        found = _linted(edition, plan_id, content, base)
        _kept.keep(key, found)
    return found  # type: ignore[no-any-return]


def _immodest(fault: DocumentFault) -> Problem:
    """Content that nobody should go through: told by itself."""
    finding = Finding("fault", Severity.ERROR, fault.file, (), fault.fault, fault.remedy, about=fault.pointer)
    return replace(forms_lint.problem(finding, {}), inside=fault.pointer)


def _found(told: tuple[Problem, ...], problem_id: str) -> Problem:
    found = next((each for each in told if each.id == problem_id), None)
    if found is None:
        raise WrongState("这个问题已经不在了，可能刚刚有人改过。请查看最新的问题列表。")
    if found.fix is None:
        raise WrongState("这个问题没有可以自动进行的修改，请到对应的地方修改。")
    return found


def _linted(edition: Edition, plan_id: str, content: Content, base: Content | None) -> tuple[Problem, ...]:
    documents: Mapping[str, Any] = content["documents"]
    built = made(edition, plan_id, content)
    package = Package(built.shelf, documents, plan_id)
    removed = _removed(edition, plan_id, content, base)
    findings = list(_lost(built, documents, removed))
    told = [
        each for each in built.faults if not _of_rules(each, documents) and not _by(removed, each, documents)
    ]
    findings += forms_lint.findings(package, told)
    findings += _rule_faults(edition, plan_id, content, built, removed)
    findings += _of_compiled(built, documents, package)
    found = {each.id: each for finding in findings for each in [_problem(finding, documents)]}
    ordered = sorted(found.values(), key=_order)
    return tuple(ordered[: forms_lint.MOST])


def _order(problem: Problem) -> tuple[bool, int, str]:
    tabs = list(lint_words.TABS)
    tab = lint_words.tab_of(problem.document, steps(problem.inside))
    return not problem.is_error, tabs.index(tab), problem.where


def _problem(found: Finding, documents: Mapping[str, Any]) -> Problem:
    text = documents.get(found.document)
    return forms_lint.problem(
        found, documents, plan_rule_mending.data_of(text) if isinstance(text, str) else None
    )


def made(edition: Edition, plan_id: str, content: Content) -> Made:
    """What the content's documents make beside everything that is in force; remembered for whoever asks next."""
    key = ("made", edition, plan_id, digest(content["documents"]))
    found = _kept.find(key)
    if found is None:
        found = plan_drafts.made(edition, plan_id, content)
        _kept.keep(key, found)
    return found  # type: ignore[no-any-return]


# -- rules --------------------------------------------------------------------------------------------------------------------


def _of_rules(fault: DocumentFault, documents: Mapping[str, Any]) -> bool:
    return fault.file.startswith("rules/") and isinstance(documents.get(fault.file), str)


@dataclass(frozen=True, slots=True)
class _Removed:
    """A field that the change has taken away: what people called it, and the ids of the rules that read it before."""

    section: str
    name: str
    field: Asked
    rules: frozenset[str]

    @property
    def caption(self) -> str:
        return self.field.caption


def _removed(edition: Edition, plan_id: str, content: Content, base: Content | None) -> list[_Removed]:
    if not base or not base.get("documents"):
        return []
    before = plan_uses.fields(base["documents"])
    now = plan_uses.fields(content["documents"])
    gone = [key for key in before if key not in now][:_MOST_REMOVED]
    ruleset = made(edition, plan_id, base).ruleset if gone else None
    if ruleset is None:
        return []
    return [
        _Removed(*key, before[key], frozenset(rule.id for rule in lint_rules.reading(ruleset, key)))
        for key in gone
    ]


def _rule_faults(
    edition: Edition, plan_id: str, content: Content, made: Made, removed: list[_Removed]
) -> Iterator[Finding]:
    documents: Mapping[str, Any] = content["documents"]
    faults = [fault for fault in made.faults if _of_rules(fault, documents)]
    if not faults:
        return
    captions = lint_words.captions_in([document.data for document in made.shelf.sound.values()])
    tried = itertools.count()

    def better(patch: Patch) -> bool:
        """Tried for the first few: compiling takes its time."""
        if next(tried) >= _MOST_TRIED:
            return False
        after = plan_drafts.made(edition, plan_id, patching.patched(content, patch)).faults
        return len(after) < len(made.faults) and {_said(each) for each in after} <= told

    told = {_said(each) for each in made.faults}
    for number, fault in enumerate(faults):
        rule = plan_rule_mending.rule_at(plan_rule_mending.data_of(str(documents[fault.file])), fault.pointer)
        why = [f"“{each.caption}”" for each in removed if _about(each, rule, fault)]
        because = f"字段{'、'.join(why)}已经在这次修改中删去，这条规则还在用它。" if why else ""
        tries = better if number < _MOST_MENDED else None
        yield plan_rule_mending.finding(documents, fault, captions, because, tries)


def _said(fault: DocumentFault) -> tuple[str, str, str]:
    return fault.file, fault.pointer, fault.fault


def _by(removed: list[_Removed], fault: DocumentFault, documents: Mapping[str, Any]) -> _Removed | None:
    """The field that a shared rule misses since the change."""
    if not fault.file.startswith("rules/") or fault.file in documents:
        return None
    return next(
        (each for each in removed if each.field.document in documents and _about(each, "", fault)), None
    )


def _lost(made: Made, documents: Mapping[str, Any], removed: list[_Removed]) -> Iterator[Finding]:
    """Fields that shared rules ask for: they can only be put back, or the rule be left out for this plan."""
    for fault in made.faults:
        if lost := _by(removed, fault, documents):
            yield Finding(
                kind="field-lost",
                severity=Severity.ERROR,
                document=lost.field.document,
                at=lost.field.at[:-1],
                fault=f"字段“{lost.caption}”已经在这次修改中删去，而共用的规则还在用它",
                reason=f"规则写在 {fault.file}，本系列的其他计划也用它；请恢复字段，或在“检查规则”中不用这条规则。",
                mend=(patching.add(("documents", lost.field.document, *lost.field.at), lost.field.schema),),
                mend_caption=f"恢复字段“{lost.caption}”",
                about=lost.name,
            )


def _about(removed: _Removed, rule: str, fault: DocumentFault) -> bool:
    return rule in removed.rules or f"{removed.section}.{removed.name}" in fault.fault


def _of_compiled(made: Made, documents: Mapping[str, Any], package: Package) -> Iterator[Finding]:
    if made.ruleset is None or made.plan is None:
        return
    for found in lint_rules.settled(made.ruleset, made.plan):
        if isinstance(documents.get(found.rule.file), str):
            yield _settled(found, documents)
    for blocked in lint_rules.blocked(made.ruleset, made.plan):
        yield _blocked(blocked, made, documents, package)


def _settled(found: lint_rules.Settled, documents: Mapping[str, Any]) -> Finding:
    rule = found.rule
    data = plan_rule_mending.data_of(str(documents[rule.file]))
    mend = None if found.always else plan_rule_mending.without(documents, rule.file, rule.id)
    return Finding(
        kind="condition-always" if found.always else "condition-never",
        severity=Severity.WARNING,
        document=rule.file,
        at=typed(data, steps(rule.at)),
        fault=f"规则“{rule.caption}”的适用条件{'对所有申报人都成立' if found.always else '对谁都不成立'}",
        reason="写不写适用条件都一样，可以删去条件。"
        if found.always
        else "本计划的申报形式、职称、专业、级别怎样组合，都不会用到这条规则。",
        mend=mend,
        mend_caption=f"删去规则“{rule.caption}”" if mend else "",
        about=rule.id,
    )


def _blocked(
    blocked: lint_rules.Blocked, made: Made, documents: Mapping[str, Any], package: Package
) -> Finding:
    """At the first rule that is the plan's own, otherwise at the plan's routes, where it can be taken out."""
    own = next((rule for rule in blocked.rules if isinstance(documents.get(rule.file), str)), None)
    routes = [each.id for each in made.plan.routes] if made.plan else []
    document, at = package.plan_path, ("routes", routes.index(blocked.route))
    if own is not None:
        document, at = own.file, typed(plan_rule_mending.data_of(str(documents[own.file])), steps(own.at))  # type: ignore[assignment]
    mend = plan_rule_mending.without(documents, own.file, own.id) if own else None
    return Finding(
        kind="route-blocked",
        severity=Severity.ERROR,
        document=document,
        at=at,
        fault=f"按“{blocked.caption}”申报的人没有一个能通过检测",
        reason=f"{'；'.join(dict.fromkeys(blocked.reasons))}。",
        mend=mend,
        mend_caption=f"删去规则“{own.caption}”" if own and mend else "",
        about=blocked.route,
    )


# -- what was asked last ------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Kept:
    """The last answers: a page, its tabs and the next key that is typed ask for the same."""

    answers: OrderedDict[tuple[Any, ...], Any] = field(default_factory=OrderedDict)
    guard: threading.Lock = field(default_factory=threading.Lock)

    def find(self, key: tuple[Any, ...]) -> Any:
        with self.guard:
            if key in self.answers:
                self.answers.move_to_end(key)
            return self.answers.get(key)

    def keep(self, key: tuple[Any, ...], answer: Any) -> None:
        with self.guard:
            self.answers[key] = answer
            while len(self.answers) > _KEPT:
                self.answers.popitem(last=False)


_kept = _Kept()
