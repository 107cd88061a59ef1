"""Made-up applicants of the prover's answers as cases: whole applications, and what the check says of them now.

What should come out is what the rules say at this moment; whether that is what the policy means, an author has to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.checks.deciding import Outcome
from zcforms.checks.ruleset import Ruleset
from zcforms.documents import yaml_writing
from zcforms.documents.reading import digest
from zcforms.domain.plan import Plan
from zcforms.lab import applicants, places
from zcforms.lab.cases import Case, Expected, Situation, situation
from zcforms.lab.proofs.answers import Answer, Kind
from zcforms.lab.recounting import differences

SUFFIX = ".proved.yaml"
_HEADING = (
    "# 由 zcforms plan prove --keep 生成：每个比较刚好满足与刚好不满足的用例。请勿手改，改后会被重新生成。\n"
)
_LONGEST_NAME, _LONGEST_APPLICANT = 150, 40
_SIDES = ("刚好满足", "刚好不满足")
_NAMED = (Outcome.PASSED, Outcome.INAPPLICABLE, Outcome.NOT_ASKED)


@dataclass(frozen=True, slots=True)
class Kept:
    """What goes into a case file: its applicants by name, and its cases."""

    applicants: Mapping[str, Mapping[str, Any]]
    cases: tuple[Mapping[str, Any], ...]


def kept(plan: Plan, ruleset: Ruleset, answer: Answer) -> Kept:
    """The answer's examples as cases: of a pair one applicant, and what is different about the second."""
    made = [_situation(plan, ruleset, each.document) for each in answer.examples]
    about = _about(ruleset, answer, made)
    name = _applicant(answer)
    people: dict[str, dict[str, Any]] = {}
    cases: list[dict[str, Any]] = []
    for number, each in enumerate(made):
        changed = _changed(plan, ruleset, made[0], each) if number else None
        called = f"{name} {number + 1}" if number and changed is None else name
        if changed is None:
            people[called] = {"note": answer.sentence[:480], "document": dict(each.case.document)}
        entry = {"case": _name(answer, number), "about": [*about], "applicant": called}
        cases.append(entry | (changed or {}) | {"expect": _expected(each, about)})
    return Kept(people, tuple(cases))


def file(plan: Plan, ruleset: Ruleset, answers: Iterable[Answer]) -> str:
    """The text of a case file with the pairs among the answers; "" where there are none."""
    every = [kept(plan, ruleset, each) for each in answers if each.kind is Kind.PAIR and each.examples]
    if not every:
        return ""
    document = {
        "plan": plan.id,
        "caption": f"{plan.caption}的边界用例",
        "applicants": {name: tree for each in every for name, tree in each.applicants.items()},
        "cases": [dict(case) for each in every for case in each.cases],
    }
    return _HEADING + yaml_writing.dump(document)


def _situation(plan: Plan, ruleset: Ruleset, document: Mapping[str, Any]) -> Situation:
    plain = dict(document)
    return situation(Case("", "", (), plain, plain, Expected({}, also=True), "", ""), plan, ruleset)


def _about(ruleset: Ruleset, answer: Answer, made: list[Situation]) -> list[str]:
    """The rule that was asked about; where none was, those on which the two differ, or that are broken."""
    known = {rule.id for table in ruleset.tables.values() for rule in table.rules}
    if answer.subject.id in known:
        return [answer.subject.id]
    if len(made) > 1:
        one, other = (each.decided.outcomes for each in made[:2])
        return [rule for rule in one if other.get(rule) is not one[rule]]
    return [rule for rule, outcome in made[0].decided.outcomes.items() if outcome is Outcome.VIOLATED]


def _changed(plan: Plan, ruleset: Ruleset, first: Situation, other: Situation) -> dict[str, Any] | None:
    """What makes the second of the first, as a case writes it; None where it cannot be written so."""
    found = differences(first.case.document, other.case.document)
    made, misuses = applicants.document(plan, first.case.document, found)
    if misuses or not found:
        return None
    again = _situation(plan, ruleset, made)
    return found if again.decided.outcomes == other.decided.outcomes else None


def _expected(made: Situation, about: Iterable[str]) -> dict[str, Any]:
    outcomes = made.decided.outcomes
    rules = {rule.id: rule for rule in made.table.rules}
    expect: dict[str, Any] = {
        "violated": [rule for rule, outcome in outcomes.items() if outcome is Outcome.VIOLATED]
    }
    for name in about:
        outcome = outcomes.get(name)
        if outcome in _NAMED and rules[name].adjustment is None:
            expect.setdefault(outcome.value, []).append(name)
    if made.decided.adjustments:
        expect["adjusted"] = {
            each.pointer.strip("/").replace("/", "."): places.as_json(each.after)
            for each in made.decided.adjustments
        }
    return expect


def _applicant(answer: Answer) -> str:
    """A name that no other answer has, and that the same answer has again."""
    plain = re.sub(r"[/\x00-\x1f]", " ", answer.subject.caption)[:_LONGEST_APPLICANT]
    return f"{plain} {digest(answer.id)[:6]}".strip()


def mark(answer: Answer) -> str:
    """How the name of each case of this answer ends, and of no other."""
    return f"（{digest(answer.id)[:6]}）"


def _name(answer: Answer, number: int) -> str:
    side = _SIDES[number] if answer.kind is Kind.PAIR and number < len(_SIDES) else answer.sentence
    return f"{answer.subject.caption[: max(0, _LONGEST_NAME - len(side))]}：{side[:_LONGEST_NAME]}" + mark(
        answer
    )
