"""The made-up applicants of a draft's proofs: looked at as an application with its check, kept as cases of the draft, tried."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from zcforms.checks.ruleset import Ruleset
from zcforms.documents import patching
from zcforms.documents.patching import Patch
from zcforms.domain.errors import InputFault, InputRefused, NotFound, WrongState
from zcforms.domain.plan import Plan
from zcforms.forms import overview as overview_making
from zcforms.lab.proofs import cases as proof_cases
from zcforms.lab.proofs.answers import Answer, Cause, Example
from zcforms.lab.proofs.cases import Kept
from zcforms.services import case_text, plan_drafts, plan_linting, plan_proofs, proof_places
from zcforms.services.access import note, reading, writing
from zcforms.services.actor import Actor
from zcforms.services.explaining import reasons
from zcforms.services.house import House
from zcforms.services.judgement import judge
from zcforms.services.last_check import LastCheck
from zcforms.services.plan_drafts import Content, PlanDraftShown, Step, seen_plan_draft
from zcforms.services.plan_gate import tied
from zcforms.services.plan_package import Made, cases_path
from zcforms.services.plan_proofs import ProofShown
from zcforms.services.proof_subjects import PLAN_DRAFT, RULE_DRAFT, about, subject_of
from zcforms.services.rule_authors import author, seen_draft
from zcforms.services.rule_linting import tried
from zcforms.services.trial_editing import save

_OUTDATED = "证明之后又有修改，这个例子的结果可能变了。请重新证明，再存为用例。"
_GONE = "这个例子已经不在了，可能刚刚重新证明过。请查看最新的结果。"


@dataclass(frozen=True, slots=True)
class ExampleShown:
    """A made-up applicant under the draft as it is now. `overview`: what was filled in (`forms.overview`); `outdated`: the draft is another one than was proved."""

    answer: Answer
    example: Example
    overview: Mapping[str, Any]
    check: LastCheck
    outdated: bool


def example(
    house: House, actor: Actor, draft_id: str, answer_id: str, number: int, *, run: str = ""
) -> ExampleShown:
    """One of the applicants of an answer, numbered from 1. `run`: whose answer (`plan_proofs.shown`).

    Raises:
        NotFound: there is none. WrongState: the draft cannot be built at this moment. CheckFailed.
    """
    draft = plan_drafts.draft(house, actor, draft_id)
    shown = plan_proofs.shown(house, actor, subject_of(PLAN_DRAFT, draft_id), run)
    return _example(house, tied(_made(house, draft)), shown, answer_id, number)


def example_of_rules(
    house: House, actor: Actor, draft_id: str, answer_id: str, number: int, *, run: str = ""
) -> ExampleShown:
    """The same of a draft of rules, by the rules as they are saved. Raises `NotFound`, `WrongState`, `CheckFailed`."""
    shown = plan_proofs.shown(house, actor, subject_of(RULE_DRAFT, draft_id), run)
    return _example(house, _rules(house, actor, draft_id), shown, answer_id, number)


def _example(
    house: House, by: tuple[Plan, Ruleset], shown: ProofShown, answer_id: str, number: int
) -> ExampleShown:
    plan, ruleset = by
    answer, found = _found(shown.answers, answer_id, number)
    judged = judge(house.workshop, ruleset, plan, found.document)
    made = overview_making.overview(plan, found.document)
    check = LastCheck(judged.verdict, reasons=reasons(ruleset, judged))
    return ExampleShown(answer, found, made, check, shown.outdated)


def keep(house: House, actor: Actor, draft_id: str, answer_id: str, now: datetime, *, run: str = "") -> int:
    """存为用例: put an answer's applicants into the draft's cases; how many cases there are more. Cases that stand there already are not put there again.

    Raises:
        NotFound. WrongState: the draft is another one since, cannot be built, or cannot be changed. InputRefused: its cases cannot be read.
    """
    draft = plan_drafts.draft(house, actor, draft_id)
    shown = plan_proofs.shown(house, actor, subject_of(PLAN_DRAFT, draft_id), run)
    answer, _ = _found(shown.answers, answer_id, 1)
    if shown.outdated:
        raise WrongState(_OUTDATED)
    kept = proof_cases.kept(*tied(_made(house, draft)), answer)
    path, added = cases_path(draft.plan_id), 0

    def patch(content: Content) -> Patch:
        nonlocal added
        before = str(content["documents"].get(path, ""))
        after, added = case_text.with_people(before, draft.plan_id, kept.applicants, kept.cases)
        documents = {**content["documents"], path: after}
        return patching.between(content, {**content, "documents": documents}) if added else ()

    plan_drafts.change(house, actor, draft_id, Step(f"存为用例：{answer.subject.caption}", patch), now)
    return added


def is_kept(draft: PlanDraftShown, answer: Answer) -> bool:
    """Whether the draft has the answer's applicants as cases."""
    return proof_cases.mark(answer) in str(draft.documents.get(cases_path(draft.plan_id), ""))


def try_as(
    house: House, actor: Actor, draft_id: str, answer_id: str, number: int, *, now: datetime, run: str = ""
) -> None:
    """Go on in the draft's trial as this applicant. What was typed there before is gone. Raises `NotFound`."""
    shown = plan_proofs.shown(house, actor, subject_of(PLAN_DRAFT, draft_id), run)
    _, found = _found(shown.answers, answer_id, number)
    with writing(house, actor) as w:
        draft = seen_plan_draft(w, author(w, house, actor), draft_id)
        save(w, actor, draft, found.document, who=found.caption, now=now)
        note(w, actor, "plans.try", f"plan-draft:{draft_id}", now)


def place(house: House, draft: PlanDraftShown, cause: Cause) -> tuple[str, str]:
    """Where a cause is written, as `proof_places.place`."""
    return proof_places.place(_made(house, draft), draft.plan_id, cause)


def cases_of_rules(house: House, actor: Actor, draft_id: str, answer_id: str) -> Kept:
    """An answer's applicants as cases of a draft of rules. Raises `NotFound`, `InputRefused`: the draft is another one since."""
    shown = plan_proofs.shown(house, actor, subject_of(RULE_DRAFT, draft_id))
    answer, _ = _found(shown.answers, answer_id, 1)
    if shown.outdated:
        raise InputRefused([InputFault("", _OUTDATED)])
    return proof_cases.kept(*_rules(house, actor, draft_id), answer)


def _rules(house: House, actor: Actor, draft_id: str) -> tuple[Plan, Ruleset]:
    """The plan in force with the draft's rules as they are saved. Raises `WrongState`: they cannot be used."""
    edition = house.rulebook.edition()
    with reading(house, actor) as w:
        draft = seen_draft(w, author(w, house, actor), draft_id)
        matter = about(w, edition, subject_of(RULE_DRAFT, draft_id))
        made = tried(edition, draft.ruleset, draft.text).of(draft.plan_id)
    if made is None:
        raise WrongState(_OUTDATED)
    return matter.plan, made


def _found(answers: tuple[Answer, ...], answer_id: str, number: int) -> tuple[Answer, Example]:
    answer = next((each for each in answers if each.id == answer_id), None)
    if answer is None or not 1 <= number <= len(answer.examples):
        raise NotFound(_GONE)
    return answer, answer.examples[number - 1]


def _made(house: House, draft: PlanDraftShown) -> Made:
    return plan_linting.made(house.rulebook.edition(), draft.plan_id, draft.content)
