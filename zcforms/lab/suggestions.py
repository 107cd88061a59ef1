"""A case that would notice a mutant, made from a case that there is: few changes after which the rule and the mutant disagree.

What is suggested was tried: the changes were made, the form's validation asked, and both decided. What should come out is what the rule says
now; whether that is what the policy means, its author has to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from zcforms.checks.assembly import Rule
from zcforms.checks.conform import untyped
from zcforms.checks.core import AllOf, Compare, Condition, Definitely, Not, Operator
from zcforms.checks.deciding import Outcome
from zcforms.checks.making import make
from zcforms.checks.ruleset import Ruleset
from zcforms.documents import yaml_writing
from zcforms.domain.plan import Plan
from zcforms.lab import applicants, editing
from zcforms.lab.cases import WORDS, Case, Expected, Situation, situation
from zcforms.lab.mutants import Mutant
from zcforms.lab.mutation import Survivor, outcome
from zcforms.lab.recounting import differences

MOST_CASES = 3
"""Cases that are tried as a beginning."""
MOST_TRIES = 40
"""Steps of the search from each of them."""
_LONGEST_NAME, _LONGEST_NOTE = 160, 480
_WORDS = {
    Outcome.VIOLATED: "violated",
    Outcome.PASSED: "passed",
    Outcome.INAPPLICABLE: "inapplicable",
    Outcome.NOT_ASKED: "not_asked",
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A case as an author would write it (`tree`), and as YAML below `cases:`. `file`: the case file that its applicant comes from."""

    tree: Mapping[str, Any]
    file: str

    @property
    def yaml(self) -> str:
        return yaml_writing.item(self.tree, indent=2)


def suggest(
    survivor: Survivor, plan: Plan, ruleset: Ruleset, stop: Callable[[], bool] = lambda: False
) -> Suggestion | None:
    """A case that the rule satisfies and the mutant does not; None where none was found."""
    mutant = survivor.mutant
    near = sorted(survivor.subject.situations, key=lambda ready: mutant.original.id not in ready.case.about)
    for ready in near[:MOST_CASES]:
        for condition in _disagreements(mutant):
            if stop():
                return None
            made = make(condition, ready.decided.typed, ruleset.shape, True, most=MOST_TRIES)
            tried = _tried(made, ready, mutant, plan, ruleset) if made else None
            if tried is not None:
                return tried
    return None


def _disagreements(mutant: Mutant) -> Iterator[Condition]:
    """What has to hold so that the two come out differently."""
    one, other = _violated(mutant.original), _violated(mutant.rule)
    guards = tuple(Definitely(rule.question.guard) for rule in (mutant.original, mutant.rule))
    if mutant.original.adjustment is None:
        yield AllOf((other, Not(one)))
        yield AllOf((one, Not(other)))
        yield AllOf((guards[0], Not(guards[1])))
        yield AllOf((guards[1], Not(guards[0])))
        return
    adjustment = mutant.original.adjustment
    changes = Compare(Operator.UNEQUAL, adjustment.target, adjustment.value)
    yield AllOf((guards[0], Not(guards[1]), changes))
    yield AllOf((guards[1], Not(guards[0]), changes))


def _violated(rule: Rule) -> Condition:
    question = rule.question
    requirement = question.requirement
    broken = Not(Definitely(requirement)) if question.missing_fails else Definitely(Not(requirement))
    return AllOf((Definitely(question.guard), broken))


def _tried(
    made: tuple[Any, ...], ready: Situation, mutant: Mutant, plan: Plan, ruleset: Ruleset
) -> Suggestion | None:
    """The case after the edits, where rule and mutant then really disagree."""
    try:
        changed = differences(ready.case.base, editing.edits(plan, ready.case.document, made))
    except editing.Unreachable:
        return None
    document, misuses = applicants.document(plan, ready.case.base, changed)
    if misuses or document.get("standard") not in ruleset.tables:
        return None
    after = situation(_case(ready.case, document), plan, ruleset)
    if outcome(mutant.original, after) is outcome(mutant.rule, after):
        return None
    return Suggestion(_tree(mutant, ready.case, changed, after), ready.case.file)


def _case(case: Case, document: Mapping[str, Any]) -> Case:
    return replace(case, document=document, expected=Expected({}, also=True))


def _tree(mutant: Mutant, origin: Case, changed: Mapping[str, Any], after: Situation) -> dict[str, Any]:
    rule = mutant.original
    found = outcome(rule, after)
    expect: dict[str, Any] = {}
    violated = [each for each, became in after.decided.outcomes.items() if became is Outcome.VIOLATED]
    if violated:
        expect["violated"] = violated
    if found in _WORDS and found is not Outcome.VIOLATED and rule.adjustment is None:
        expect[_WORDS[found]] = [rule.id]
    adjusted = {
        each.pointer.strip("/").replace("/", "."): untyped(each.after) for each in after.decided.adjustments
    }
    if adjusted or rule.adjustment is not None:
        expect["adjusted"] = adjusted
    return {
        "case": _name(rule, found, changed),
        "note": f"能发现：{mutant.sentence}"[:_LONGEST_NOTE],
        "about": [rule.id],
        "applicant": origin.applicant,
        **changed,
        "expect": expect,
    }


def _name(rule: Rule, found: Outcome, changed: Mapping[str, Any]) -> str:
    """What becomes of the rule, and what is changed: an author finds a better one."""
    paths = [*changed.get("change", ()), *changed.get("add", ()), *changed.get("remove", ())]
    values = [f"{path}: {untyped(value)}" for path, value in changed.get("change", {}).items()]
    told = "，".join([*values, *paths[len(values) :]])
    return f"{rule.caption}，{WORDS[found]}（{told}）"[:_LONGEST_NAME]
