"""What is wrong with a plan that is being made, in its author's words: the documents, the rules held to them, and what follows from both.

One function for whoever types, previews, hands over or publishes. Nothing is kept but the last answers.
"""

from __future__ import annotations

import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from zcforms.checks.ruleset import Ruleset
from zcforms.documents import patching
from zcforms.documents.patching import Patch
from zcforms.documents.pointer import steps
from zcforms.documents.reading import digest
from zcforms.domain.errors import DocumentFault, DocumentsInvalid, WrongState
from zcforms.domain.plan_draft import PlanDraft
from zcforms.domain.problem import Mend, Problem, Severity
from zcforms.forms import lint as forms_lint
from zcforms.forms import lint_words
from zcforms.forms.lint_faults import typed
from zcforms.forms.lint_package import Finding, Package, answers_id, records
from zcforms.forms.shelf import HeldFile
from zcforms.lab import lint_rules
from zcforms.services import plan_drafts, plan_lost, plan_misfits, plan_rule_mending, plan_uses
from zcforms.services.actor import Actor
from zcforms.services.house import House
from zcforms.services.plan_drafts import Content, PlanDraftShown, Step
from zcforms.services.plan_limits import require_modest
from zcforms.services.plan_lost import Lost
from zcforms.services.plan_misfits import Library
from zcforms.services.plan_package import Made
from zcforms.services.plan_rule_mending import Words
from zcforms.services.plan_uses import Use
from zcforms.services.rulebook import Edition

_KEPT = 16
_MOST_TRIED = 2
"""Names near to a wrong one that are tried in its place."""
_MOST_MENDED = 20
"""Faults of rules for which a mend is looked for."""


def problems(house: House, actor: Actor, draft_id: str) -> tuple[Problem, ...]:
    """What is wrong with a draft of the author's unit, the errors first. Raises `NotFound`."""
    return of_draft(house, plan_drafts.draft(house, actor, draft_id))


def of_draft(house: House, draft: PlanDraftShown) -> tuple[Problem, ...]:
    """What is wrong with a draft that was read already."""
    return told_of(house, house.rulebook.edition(), draft)


def told_of(house: House, edition: Edition, draft: PlanDraft | PlanDraftShown) -> tuple[Problem, ...]:
    """The same beside an edition that somebody looks at already."""
    undoing = _undoing(house, edition, draft)
    return lint(edition, draft.plan_id, draft.content, draft.base, undoing)


def _undoing(house: House, edition: Edition, draft: PlanDraft | PlanDraftShown) -> tuple[Patch, ...]:
    """The draft's history, where something might have been taken away that is still asked for."""
    faulty = _modest(draft.content) and made(edition, draft.plan_id, draft.content).faults
    return plan_drafts.undoing(house, draft.id) if faulty else ()


def _modest(content: Content) -> bool:
    try:
        require_modest(content)
    except DocumentsInvalid:
        return False
    return True


def mend(
    house: House, actor: Actor, draft_id: str, problem_id: str, now: datetime, *, way: int = 0
) -> tuple[Problem, Mend]:
    """Put one problem right as it was proposed; the problem that it was, and what was done. `way`: which of its `mends`.

    Raises:
        WrongState: it is not there any more, or only its author can know what is right; the draft cannot be changed. NotFound.
    """
    draft = plan_drafts.draft(house, actor, draft_id)
    edition = house.rulebook.edition()
    undoing = _undoing(house, edition, draft)

    def now_told(content: Content) -> tuple[Problem, Mend]:
        return _found(lint(edition, draft.plan_id, content, draft.base, undoing), problem_id, way)

    found, made_ = now_told(draft.content)

    def patch(content: Content) -> Patch:
        return now_told(content)[1].patch

    plan_drafts.change(house, actor, draft_id, Step(f"{found.where}：{made_.caption}", patch), now)
    return found, made_


def uses(edition: Edition, plan_id: str, content: Content, section: str, name: str) -> tuple[Use, ...]:
    """What names a field of the draft: whoever takes it away is told before. `section`: the id of its answers."""
    return plan_uses.uses(made(edition, plan_id, content), content["documents"], plan_id, section, name)


def lint(
    edition: Edition,
    plan_id: str,
    content: Content,
    base: Content | None = None,
    undoing: Sequence[Patch] = (),
    *,
    files: Mapping[str, HeldFile] | None = None,
) -> tuple[Problem, ...]:
    """Every problem of the content, the errors first, each where it stands. `base`: what it was begun from, `undoing`: what takes back each of its changes, the newest
    first, so that what was taken away can be told. `files`: what came with documents in files. Never raises for what is wrong with it."""
    try:
        require_modest(content)
    except DocumentsInvalid as error:
        return tuple(_immodest(fault) for fault in error.faults)
    if files is not None:
        built = plan_drafts.made(edition, plan_id, content, files)
        return _linted(edition, plan_id, content, plan_lost.states(content, base, undoing), built)
    key = (edition, plan_id, digest(content), digest(base or {}), digest(list(undoing)))
    found = _kept.find(key)
    if found is None:
        built = made(edition, plan_id, content)
        found = _linted(edition, plan_id, content, plan_lost.states(content, base, undoing), built)
        _kept.keep(key, found)
    return found  # type: ignore[no-any-return]


def _immodest(fault: DocumentFault) -> Problem:
    """Content that nobody should go through: told by itself."""
    finding = Finding("fault", Severity.ERROR, fault.file, (), fault.fault, fault.remedy, about=fault.pointer)
    return replace(forms_lint.problem(finding, {}), inside=fault.pointer)


def _found(told: tuple[Problem, ...], problem_id: str, way: int) -> tuple[Problem, Mend]:
    found = next((each for each in told if each.id == problem_id), None)
    if found is None:
        raise WrongState("这个问题已经不在了，可能刚刚有人改过。请查看最新的问题列表。")
    if not 0 <= way < len(found.mends):
        raise WrongState("这个问题没有可以自动进行的修改，请到对应的地方修改。")
    return found, found.mends[way]


def _linted(
    edition: Edition, plan_id: str, content: Content, earlier: Iterable[Content], built: Made
) -> tuple[Problem, ...]:
    documents: Mapping[str, Any] = content["documents"]
    package = Package(built.shelf, documents, plan_id)
    gone = _gone(edition, plan_id, content, earlier) if built.faults else []
    away = [each for each in built.faults if each.file.startswith("rules/") and each.file not in documents]
    better = _better(edition, plan_id, content, built)
    findings = list(_shared_faults(built, package, away, gone, better)) if away else []
    told = [each for each in built.faults if each not in away and not _is_of_text(each, documents)]
    findings += _in_better_words(package, told, forms_lint.findings(package, told), gone)
    findings += _rule_faults(edition, plan_id, content, built, gone)
    findings += _of_compiled(built, documents, package)
    found = {each.id: each for finding in findings for each in [_problem(finding, documents)]}
    ordered = sorted(found.values(), key=_order)
    return tuple(ordered[: forms_lint.MOST])


def _gone(edition: Edition, plan_id: str, content: Content, earlier: Iterable[Content]) -> list[Lost]:
    def compiled(state: Content) -> Ruleset | None:
        return made(edition, plan_id, state).ruleset

    return plan_lost.lost(edition.documents, plan_id, content, earlier, compiled)


def _in_better_words(
    package: Package, faults: Iterable[DocumentFault], findings: Iterable[Finding], gone: list[Lost]
) -> Iterator[Finding]:
    """The same, where it is known which field was taken away, or what people call it."""
    better = {}
    for fault in faults:
        found = plan_lost.of_condition(package.documents, fault, gone) or plan_lost.of_filter(
            package.shelf, package.documents, package.plan_path, fault, gone
        )
        if found:
            better[f"{fault.file}{fault.pointer}{fault.fault}"] = found
    yield from (better.get(each.about, each) for each in findings)


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


def _is_of_text(fault: DocumentFault, documents: Mapping[str, Any]) -> bool:
    """Whether it stands in the plan's own rules."""
    return fault.file.startswith("rules/") and isinstance(documents.get(fault.file), str)


def _rule_faults(
    edition: Edition, plan_id: str, content: Content, made: Made, gone: list[Lost]
) -> Iterator[Finding]:
    documents: Mapping[str, Any] = content["documents"]
    faults = [each for each in made.faults if _is_of_text(each, documents)]
    if not faults:
        return
    words, better = _words(made, plan_id), _better(edition, plan_id, content, made)
    for number, fault in enumerate(faults):
        rule = plan_rule_mending.rule_at(plan_rule_mending.data_of(str(documents[fault.file])), fault.pointer)
        missed = [each for each in gone if each.is_asked_by(rule, fault)]
        tries = better if number < _MOST_MENDED else None
        yield plan_rule_mending.finding(documents, fault, words, missed, tries)


def _better(edition: Edition, plan_id: str, content: Content, made: Made) -> Callable[[Patch], bool]:
    """Whether a change leaves fewer faults and no other ones: tried for the first few, as compiling takes its time."""
    tried = itertools.count()
    told = {_said(each) for each in made.faults}

    def better(patch: Patch) -> bool:
        if next(tried) >= _MOST_TRIED:
            return False
        after = plan_drafts.made(edition, plan_id, patching.patched(content, patch)).faults
        return len(after) < len(made.faults) and {_said(each) for each in after} <= told

    return better


def _said(fault: DocumentFault) -> tuple[str, str, str]:
    return fault.file, fault.pointer, fault.fault


def _words(made: Made, plan_id: str) -> Words:
    """What rules speak of -> what people call it: everything that has a caption, and each field behind its section's name."""
    found = lint_words.captions_in([document.data for document in made.shelf.sound.values()])
    for name, data, _ in Package(made.shelf, {}, plan_id).sections():
        for field_, schema in records(data)[0].get("properties", {}).items():
            found[f"{answers_id(name, data)}.{field_}"] = f"{data['caption']} · {schema['caption']}"
    return Words(found, plan_rule_mending.captions_of(made.rules))


def _shared_faults(
    made: Made,
    package: Package,
    faults: list[DocumentFault],
    gone: list[Lost],
    better: Callable[[Patch], bool],
) -> Iterator[Finding]:
    """Rules that others share can only be left out for this plan, or be given back what they ask for: told once for each field."""
    words = _words(made, package.plan_id)

    def missed(fault: DocumentFault) -> int:
        return _misses(gone, fault)

    for number, several in itertools.groupby(sorted(faults, key=missed), key=missed):
        lost = gone[number] if number >= 0 else None
        if lost:
            yield plan_rule_mending.shared(package, made.rules, list(several), lost, words)
        else:
            together, alone = plan_misfits.misfits(Library(package, made.rules, words, better), list(several))
            yield from together
            yield from (plan_rule_mending.shared(package, made.rules, [each], None, words) for each in alone)


def _misses(gone: list[Lost], fault: DocumentFault) -> int:
    """Which of the fields that are gone the fault is about; -1 for none."""
    return next((at for at, each in enumerate(gone) if each.is_asked_by("", fault)), -1)


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
