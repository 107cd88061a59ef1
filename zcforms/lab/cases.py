"""Cases: what a check must say of a made-up applicant, and whether it does (docs/cases.md)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from zcforms.checks import conform, explanation, facts
from zcforms.checks.assembly import Table
from zcforms.checks.deciding import Adjusted, Decided, Outcome, decide
from zcforms.checks.rows import rows as rows_of
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import Checker
from zcforms.documents.pointer import pointer
from zcforms.domain.finding import CheckRow
from zcforms.domain.plan import Plan
from zcforms.forms import validation

WORDS: Mapping[Outcome, str] = {
    Outcome.PASSED: "通过",
    Outcome.VIOLATED: "违反",
    Outcome.INAPPLICABLE: "不适用",
    Outcome.NOT_ASKED: "未要求填写",
    Outcome.UNDETERMINED: "未能检测",
    Outcome.ADJUSTED: "调整",
}
"""What people call what becomes of a rule."""


@dataclass(frozen=True, slots=True)
class Expected:
    """What a case says must come out. `outcomes`: rule -> what must become of it; where not `also`, no rule beyond these may be violated
    and nothing beyond `adjusted` (pointer into the facts -> typed value) adjusted. `rows`: row id -> its whole text."""

    outcomes: Mapping[str, Outcome]
    also: bool = False
    adjusted: Mapping[str, Any] = field(default_factory=dict)
    rows: Mapping[str, str] = field(default_factory=dict)

    def wants(self, rule: str, outcome: Outcome) -> bool:
        """Whether this outcome of the rule is what the case says, or at least nothing that it speaks against."""
        wanted = self.outcomes.get(rule)
        if wanted is not None:
            return outcome is wanted
        return self.also or outcome is not Outcome.VIOLATED

    def wants_adjusted(self, made: Sequence[Adjusted]) -> bool:
        """Whether what was expected was adjusted, and nothing else where not `also`."""
        found = {each.pointer: each.after for each in made}
        return found == dict(self.adjusted) or (self.also and dict(self.adjusted).items() <= found.items())


@dataclass(frozen=True, slots=True)
class Case:
    """A made-up applicant (`document`: an application document; `base`: without the case's own differences) and what a check must say.
    `at`: JSON Pointer into the file."""

    name: str
    applicant: str
    about: tuple[str, ...]
    base: Mapping[str, Any]
    document: Mapping[str, Any]
    expected: Expected
    file: str
    at: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    """The cases of one file, of one plan, with its named applicants as application documents."""

    file: str
    plan: str
    caption: str
    applicants: Mapping[str, Mapping[str, Any]]
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """A case made ready: facts as they are, typed before and after the adjusting rules, and what the reference evaluator decides."""

    case: Case
    facts: Mapping[str, Any]
    table: Table
    typed: dict[str, Any]
    decided: Decided


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a check does not say what a case expects. `about`: rule, row, fact or check; `id` and `caption`: which; `row_text`: what stands in the
    rule's row of the check table; `why`: the sentence that explains the rule's outcome."""

    about: str
    id: str
    caption: str
    expected: str
    actual: str
    row_text: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class CaseResult:
    case: Case
    differences: tuple[Difference, ...]
    situation: Situation

    @property
    def passed(self) -> bool:
        return not self.differences


@dataclass(frozen=True, slots=True)
class Report:
    """The results of a file's cases."""

    file: str
    plan: str
    results: tuple[CaseResult, ...]

    @property
    def passed(self) -> bool:
        return all(result.passed for result in self.results)

    @property
    def failed(self) -> tuple[CaseResult, ...]:
        return tuple(result for result in self.results if not result.passed)


def situation(case: Case, plan: Plan, ruleset: Ruleset) -> Situation:
    """Make a case ready: the form's own validation, facts, and the reference evaluator's decisions."""
    made = facts.facts(plan, case.document, validation.breaches_of(plan, case.document))
    table = ruleset.table(made["application"].get("standard"))
    typed = conform.typed(made, ruleset.shape)
    return Situation(case, made, table, typed, decide(table.rules, typed))


def situations(files: Sequence[CaseFile], plan: Plan, ruleset: Ruleset) -> tuple[Situation, ...]:
    """Every case of a plan's files, made ready once for coverage and mutants."""
    return tuple(
        situation(case, plan, ruleset) for each in files if each.plan == plan.id for case in each.cases
    )


def run(case_file: CaseFile, plan: Plan, ruleset: Ruleset, checker: Checker | None = None) -> Report:
    """Run a file's cases: by the engine and the reference evaluator together where there is a checker, otherwise by the latter alone."""
    return judged(case_file, [situation(case, plan, ruleset) for case in case_file.cases], ruleset, checker)


def judged(
    case_file: CaseFile,
    prepared: Sequence[Situation],
    ruleset: Ruleset,
    checker: Checker | None = None,
) -> Report:
    """The same for cases that are ready."""
    results = tuple(CaseResult(each.case, _explained(each, ruleset, checker), each) for each in prepared)
    return Report(case_file.file, case_file.plan, results)


# ------------------------------------------------------------------------------------------- differences


def _explained(ready: Situation, ruleset: Ruleset, checker: Checker | None) -> tuple[Difference, ...]:
    """The differences, those of rules with the sentence that says why they came out so."""
    found = tuple(_differences(ready, ruleset, checker))
    if not any(each.about == "rule" for each in found):
        return found
    why = {each.rule: each.sentence for each in explanation.explain(ruleset, ready.facts)}
    return tuple(replace(each, why=why.get(each.id, "")) if each.about == "rule" else each for each in found)


def _differences(ready: Situation, ruleset: Ruleset, checker: Checker | None) -> Iterator[Difference]:
    if checker is None:
        outcomes, adjusted = ready.decided.outcomes, ready.decided.adjustments
        rows = rows_of(ready.table, ready.decided)
    else:
        verdict = checker.run(ruleset, ready.facts)
        outcomes, adjusted, rows = (
            {each.rule: each.outcome for each in verdict.trace},
            verdict.adjustments,
            verdict.rows,
        )
        for alarm in verdict.alarms:
            yield Difference("check", alarm.event, "检测", "引擎与对照一致", alarm.detail)
    yield from _of_rules(ready, outcomes, {row.id: row for row in rows})
    yield from _of_adjustments(ready.case.expected, adjusted, ruleset)
    for row in rows:
        wanted = ready.case.expected.rows.get(row.id, row.text)
        if wanted != row.text:
            yield Difference("row", row.id, row.caption, wanted, row.text)


def _of_rules(
    ready: Situation, outcomes: Mapping[str, Outcome], rows: Mapping[str, CheckRow]
) -> Iterator[Difference]:
    expected = ready.case.expected
    for rule in ready.table.rules:
        actual = outcomes[rule.id]
        if rule.adjustment is None and not expected.wants(rule.id, actual):
            wanted = expected.outcomes.get(rule.id)
            yield Difference(
                "rule",
                rule.id,
                rule.caption,
                WORDS[wanted] if wanted else "不违反",
                WORDS[actual],
                rows[rule.row].text,
            )


def _of_adjustments(expected: Expected, made: Sequence[Adjusted], ruleset: Ruleset) -> Iterator[Difference]:
    found = {each.pointer: each.after for each in made}
    places = [
        *expected.adjusted,
        *(place for place in found if place not in expected.adjusted and not expected.also),
    ]
    for place in places:
        wanted, actual = expected.adjusted.get(place), found.get(place)
        if wanted != actual:
            name = place.strip("/").replace("/", ".")
            shape = ruleset.shape.at(name.split("."))
            yield Difference(
                "fact", name, shape.caption if shape else name, _adjusted(wanted), _adjusted(actual)
            )


def _adjusted(value: Any) -> str:
    return "不调整" if value is None else f"调整为 {value}"


def fact_pointer(name: str) -> str:
    """The pointer into the facts of a dotted name."""
    return pointer(name.split("."))
