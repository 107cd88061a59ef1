"""A case that would notice a mutant, or show what no case shows, made from a case that there is: few changes after which the rule and the
mutant disagree, or a condition comes out as it never did.

What is suggested was tried: the changes were made, the form's validation asked, and both decided. What should come out is what the rule says
now; whether that is what the policy means, its author has to say.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
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
from zcforms.lab.coverage import Gap
from zcforms.lab.mutants import Mutant
from zcforms.lab.mutation import Survivor, outcome
from zcforms.lab.recounting import differences

MOST_CASES = 8
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
    def name(self) -> str:
        """Two of one name are the same case: it shows two things at once."""
        return str(self.tree["case"])

    @property
    def yaml(self) -> str:
        return yaml_writing.item(self.tree, indent=2)


def suggest(
    survivor: Survivor, plan: Plan, ruleset: Ruleset, stop: Callable[[], bool] = lambda: False
) -> Suggestion | None:
    """A case that the rule satisfies and the mutant does not; None where none was found."""
    mutant = survivor.mutant
    rule = mutant.original

    def disagree(after: Situation) -> bool:
        return outcome(rule, after) is not outcome(mutant.rule, after)

    search = _Search(rule, plan, ruleset, disagree, f"能发现：{mutant.sentence}", stop)
    return search.among(survivor.subject.situations, _disagreements(mutant))


def reaching(
    gap: Gap, plan: Plan, ruleset: Ruleset, stop: Callable[[], bool] = lambda: False
) -> tuple[Suggestion, ...]:
    """For each outcome that no case showed, a case that shows it; none where none was found."""
    found = []
    for missing in gap.missing:
        search = _Search(
            gap.subject.rule, plan, ruleset, partial(gap.shown, missing), _lacking(gap, missing), stop
        )
        made = search.among(gap.subject.situations, gap.wanted(missing))
        found += [made] if made else []
    return tuple(found)


def _lacking(gap: Gap, missing: str) -> str:
    return f"能看到“{gap.sentence}”{missing}" if gap.sentence else f"能看到这条规则{missing}"


@dataclass(frozen=True, slots=True)
class _Search:
    """Looks for a case of which `proves` is true. `note`: what it is good for."""

    rule: Rule
    plan: Plan
    ruleset: Ruleset
    proves: Callable[[Situation], bool]
    note: str
    stop: Callable[[], bool]

    def among(self, situations: Iterable[Situation], conditions: Iterable[Condition]) -> Suggestion | None:
        """Beginning with the cases that are about the rule, then those that it applies to, towards one of the conditions."""
        wanted = list(conditions)
        near = sorted(situations, key=self._far)
        for ready in near[:MOST_CASES]:
            for condition in wanted:
                if self.stop():
                    return None
                made = make(condition, ready.decided.typed, self.ruleset.shape, True, most=MOST_TRIES)
                tried = self._tried(made, ready) if made else None
                if tried is not None:
                    return tried
        return None

    def _far(self, ready: Situation) -> tuple[bool, bool]:
        return self.rule.id not in ready.case.about, outcome(self.rule, ready) is Outcome.INAPPLICABLE

    def _tried(self, made: tuple[Any, ...], ready: Situation) -> Suggestion | None:
        """The case after the edits, where it really proves what it is for."""
        try:
            changed = differences(ready.case.base, editing.edits(self.plan, ready.case.document, made))
        except editing.Unreachable:
            return None
        document, misuses = applicants.document(self.plan, ready.case.base, changed)
        if misuses or document.get("standard") not in self.ruleset.tables:
            return None
        after = situation(_case(ready.case, document), self.plan, self.ruleset)
        if not self.proves(after):
            return None
        return Suggestion(_tree(self.rule, self.note, ready.case, changed, after), ready.case.file)


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


def _case(case: Case, document: Mapping[str, Any]) -> Case:
    return replace(case, document=document, expected=Expected({}, also=True))


def _tree(
    rule: Rule, note: str, origin: Case, changed: Mapping[str, Any], after: Situation
) -> dict[str, Any]:
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
        "note": note[:_LONGEST_NOTE],
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
