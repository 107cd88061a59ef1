"""最少怎样改 for applicants: the fewest things to do so that a row of the check table passes (features 58 to 61).

Nobody is told to declare what is not so. First come things that can simply be done: to fill in what is blank, to upload, to import or take out
achievements. Only where these do not help is it said what would have to be otherwise, and that it can be put right only where it was entered
wrongly. What is told was tried: the reference evaluator says that the rules pass then, and that no other rule that passes now is broken.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from zcforms.checks import changes, conform, core
from zcforms.checks.alterations import (
    FINDINGS,
    ITEMS,
    Edit,
    Kind,
    Mirrors,
    Path,
    applied,
    at,
    shape_at,
    tracked,
)
from zcforms.checks.assembly import Rule
from zcforms.checks.deciding import Decided, Outcome, decide
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.shape import Shape
from zcforms.domain.finding import CheckRow
from zcforms.domain.plan import Plan
from zcforms.services.counsel_words import Step, Words, annotation, of_library
from zcforms.services.judgement import Judgement

SECONDS = 0.4
"""After so much work of the processor no further way is looked for: the page must not wait. It is not the clock's time, so that what an
applicant is told does not depend on how many others are at it."""

_QUICK, _WORK = 60, 400
"""Values that one search may try: first for what can simply be added, row by row, then for everything."""

_TRIED = 2
"""Ways of one kind that are looked at before the next kind."""

_ROUNDS = 2
"""How often what a way asks for anew is looked for as well."""

_CHOICES = "application"


@dataclass(frozen=True, slots=True)
class Counsel:
    """`rules` pass after `edits` of the typed facts, which `steps` tell. `whole`: the row passes then; otherwise some of its rules need more
    than could be told."""

    steps: tuple[Step, ...]
    whole: bool
    rules: tuple[str, ...]
    edits: tuple[Edit, ...]


def counsels(
    ruleset: Ruleset, plan: Plan, judged: Judgement, *, seconds: float = SECONDS
) -> dict[str, Counsel]:
    """By failing row, as far as something is found in time."""
    until = time.thread_time() + seconds
    table = ruleset.table(judged.facts["application"].get("standard"))
    decided = decide(table.rules, conform.typed(judged.facts, ruleset.shape))
    adviser = _Adviser.of(plan, ruleset.shape, table.rules, decided, until)
    failing = [row for row in judged.verdict.rows if not row.passed]
    found = {row.id: made for row in failing if (made := replace(adviser, quick=True).row(row))}
    for row in sorted(failing, key=lambda each: each.id in found):  # those first that nothing is known about
        if not (row.id in found and found[row.id].whole) and (made := adviser.row(row)):
            found[row.id] = made
    return found


@dataclass(frozen=True, slots=True)
class _Adviser:
    plan: Plan
    shape: Shape
    rules: Mapping[str, Rule]
    adjusting: tuple[Rule, ...]
    decided: Decided
    facts: Any
    mirrors: Mirrors
    until: float
    quick: bool = False

    @classmethod
    def of(cls, plan: Plan, shape: Shape, rules: Sequence[Rule], decided: Decided, until: float) -> _Adviser:
        facts = tracked(decided.typed)
        named = {rule.id: rule for rule in rules if rule.adjustment is None}
        adjusting = tuple(rule for rule in rules if rule.adjustment is not None)
        return cls(plan, shape, named, adjusting, decided, facts, Mirrors.of(shape, facts), until)

    def row(self, row: CheckRow) -> Counsel | None:
        """Rule by rule; what was found for one often serves the next."""
        failing = [self.rules[each.rule] for each in row.findings if each.blocks]
        edits: tuple[Edit, ...] = ()
        served: list[Rule] = []
        for rule in failing:
            if self.decided.outcomes[rule.id] is not Outcome.VIOLATED:
                continue
            if edits and self._pass([rule], edits):
                served.append(rule)
            elif more := self._more(rule, served, edits):
                edits, served = more, [*served, rule]
        edits = self._needed(row.id, edits, served)
        if not edits:
            return None
        steps = self._words(row.id, edits, served).steps()
        whole = len(served) == len(failing) and not self._raised(row.id, edits)
        return Counsel(steps, whole, tuple(rule.id for rule in served), edits)

    def _words(self, row: str, edits: tuple[Edit, ...], served: Sequence[Rule]) -> Words:
        """What is said of a value holds for every rule of the row that is in order then."""
        raised = [*self._raised(row, edits)]
        beside = [rule for rule in self._quiet(row) if rule not in raised]

        def hold(others: Sequence[Edit]) -> bool:
            return self._pass(served, others) and not self._violated(beside, others)

        return Words(self.plan, self.shape, self.decided.typed, [*served, *beside], edits, hold)

    # -------------------------------------------------------------------------------------------- trying

    def _outcomes(self, rules: Sequence[Rule], edits: Sequence[Edit]) -> Mapping[str, Outcome]:
        """After the adjusting rules acted again: a number of years that is capped helps nobody."""
        return decide((*self.adjusting, *rules), applied(self.facts, edits, self.mirrors)).outcomes

    def _pass(self, rules: Sequence[Rule], edits: Sequence[Edit]) -> bool:
        outcomes = self._outcomes(rules, edits)
        return all(outcomes[rule.id] is Outcome.PASSED for rule in rules)

    def _violated(self, rules: Sequence[Rule], edits: Sequence[Edit]) -> list[Rule]:
        outcomes = self._outcomes(rules, edits)
        return [rule for rule in rules if outcomes[rule.id] is Outcome.VIOLATED]

    def _breaks(self, row: str, edits: Sequence[Edit]) -> bool:
        """Whether a rule of another row that passes would fail."""
        others = [rule for rule in self.rules.values() if rule.row != row]
        passing = [rule for rule in others if self.decided.outcomes[rule.id] is Outcome.PASSED]
        return bool(self._violated(passing, edits))

    def _quiet(self, row: str) -> list[Rule]:
        """Rules of the row that are not violated."""
        mine = [rule for rule in self.rules.values() if rule.row == row]
        return [rule for rule in mine if self.decided.outcomes[rule.id] is not Outcome.VIOLATED]

    def _raised(self, row: str, edits: Sequence[Edit]) -> list[Rule]:
        """Of these the ones that are violated after the edits."""
        return self._violated(self._quiet(row), edits)

    # ------------------------------------------------------------------------------------------- looking

    def _more(self, rule: Rule, served: Sequence[Rule], edits: tuple[Edit, ...]) -> tuple[Edit, ...] | None:
        """The edits so far with those that make this rule pass too; None where that cannot be said."""
        for way in self._ways([rule]):
            for whole in self._completed(rule, way):
                union = _union(edits, whole)
                if self._pass([*served, rule], union) and not self._breaks(rule.row, union):
                    return union
        return None

    def _completed(self, rule: Rule, way: tuple[Edit, ...]) -> Iterator[tuple[Edit, ...]]:
        """Where the row then asks more of what is new (a degree that is imported is to be the qualifying one, and high enough), the way
        with that; and the way itself."""
        asked, whole = [rule], way
        for _ in range(0 if self.quick else _ROUNDS):
            if not (further := self._raised(rule.row, whole)):
                break
            asked += further
            whole = next(self._ways(asked), whole)
        yield whole
        yield way

    def _ways(self, rules: Sequence[Rule]) -> Iterator[tuple[Edit, ...]]:
        """What can be added, what can go, and only then what could have been entered wrongly."""
        every = (self._added, self._removed, self._superfluous, self._corrected)
        for look in every[: 1 if self.quick else None]:
            if time.thread_time() < self.until:
                yield from look(rules)

    def _added(self, rules: Sequence[Rule]) -> list[tuple[Edit, ...]]:
        return self._found(rules, self._addable)

    def _removed(self, rules: Sequence[Rule]) -> list[tuple[Edit, ...]]:
        return self._found(rules, lambda kind, place: self._addable(kind, place) or _chosen(kind, place))

    def _corrected(self, rules: Sequence[Rule]) -> list[tuple[Edit, ...]]:
        return self._found(rules, self._correctable)

    def _found(self, rules: Sequence[Rule], free: changes.Free) -> list[tuple[Edit, ...]]:
        work = _QUICK if self.quick else _WORK
        return changes.edits(rules, self.decided.typed, self.shape, free=free, most=_TRIED, work=work)

    def _superfluous(self, rules: Sequence[Rule]) -> Iterator[tuple[Edit, ...]]:
        """One record less, where it does not matter which of several: a duplicate, or one too many."""
        asked = (each for rule in rules for each in core.walk(rule.question.requirement))
        if not any(isinstance(each, core.EveryPair | core.Count) for each in asked):
            return
        listed = ((each.id, self.decided.typed.get(each.id)) for each in self.plan.sections)
        single = [
            Edit(Kind.REMOVE, (name, n))
            for name, of in listed
            if isinstance(of, list)
            for n in range(len(of))
        ]
        enough = [edit for edit in single if self._pass(rules, [edit])]
        if len(enough) > 1:
            yield (enough[-1],)

    def _needed(self, row: str, edits: tuple[Edit, ...], served: Sequence[Rule]) -> tuple[Edit, ...]:
        """Without what another rule's edits made unnecessary."""
        raised = len(self._raised(row, edits))
        for edit in edits:
            fewer = tuple(each for each in edits if each is not edit)
            if self._pass(served, fewer) and len(self._raised(row, fewer)) <= raised:
                return self._needed(row, fewer, served)
        return edits

    # ------------------------------------------------------------------------------ what may be otherwise

    def _addable(self, kind: Kind, place: Path) -> bool:
        """Whether it can be given in the declaration, whatever is the case in the world."""
        root, present = place[0], at(self.decided.typed, place)
        if kind is Kind.REMOVE:
            return root == FINDINGS
        if kind is Kind.ADD:
            listed = shape_at(self.shape, place)
            names = listed.records.names if listed and listed.records else ()
            return not present or "approval" in names or "media_type" in names
        said = annotation(self.plan, place)
        if said is not None:
            return present is None or said.get("type") == "boolean"  # a mark is the applicant's to give
        return present is None and root != _CHOICES and not of_library(self.plan, place)

    def _correctable(self, kind: Kind, place: Path) -> bool:
        """What may have been entered wrongly. A record of the person's course of life does not go because it is inconvenient."""
        return kind is not Kind.REMOVE or not isinstance(place[-1], int) or place[0] in (FINDINGS, ITEMS)


def _chosen(kind: Kind, place: Path) -> bool:
    """Whether it takes out an achievement: which of them are handed in is the applicant's choice."""
    return kind is Kind.REMOVE and place[0] == ITEMS and isinstance(place[-1], int)


def _union(edits: Sequence[Edit], way: Sequence[Edit]) -> tuple[Edit, ...]:
    """Both; of a place that both change, the later."""
    replaced = {each.path for each in way if each.kind is not Kind.ADD}
    return (*(each for each in edits if each.kind is Kind.ADD or each.path not in replaced), *way)
