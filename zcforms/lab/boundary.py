"""Cases on the edge: for each comparison of each rule, an applicant who just fulfils it and one who just does not.

Each is an applicant of the plan's own cases with the smallest changes that put the comparison on its edge, so that the rule's outcome
hangs on it. Each was run before it is given.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from zcforms.checks import conform, core, reference
from zcforms.checks import facts as fact_making
from zcforms.checks.assembly import Rule
from zcforms.checks.core import Condition, Constant, Definitely, Not, conjunction
from zcforms.checks.making import make
from zcforms.checks.ruleset import Ruleset
from zcforms.checks.run import Decided, Outcome, decide
from zcforms.documents import reading, yaml_writing
from zcforms.domain.plan import Plan
from zcforms.forms import validation
from zcforms.lab import applicants, editing, places
from zcforms.lab.cases import CaseFile
from zcforms.lab.edges import Edge, edges, replaced
from zcforms.lab.editing import Unreachable
from zcforms.lab.recounting import differences

SUFFIX = ".boundary.yaml"


@dataclass(frozen=True, slots=True)
class _Effort:
    """Of one search: applicants to begin with, tries, and values that are tried in all."""

    applicants: int
    tries: int
    values: int


_QUICK, _LONG, _LAST = _Effort(3, 10, 250), _Effort(3, 40, 900), _Effort(1, 80, 3_000)
"""Most searches find something at once or never."""


_FIXED = ("/application/standard", "/application/year", "/application/level", "/application/title")
_HEADING = "# 由 zcforms rules test --boundary --keep 生成：每个比较恰好成立与恰好不成立的用例。请勿手改，改后会被重新生成。\n"


@dataclass(frozen=True, slots=True)
class BoundaryCase:
    """One case, as an entry of a case file (`entry`). `inside`: the comparison just holds."""

    rule: str
    comparison: str
    inside: bool
    outcome: Outcome
    entry: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Unreached:
    """A side of a comparison that no applicant could be brought to."""

    rule: str
    comparison: str
    inside: bool


@dataclass(frozen=True, slots=True)
class Boundaries:
    cases: tuple[BoundaryCase, ...]
    unreached: tuple[Unreached, ...]


def generate(
    plan: Plan, ruleset: Ruleset, files: Iterable[CaseFile], rules: Iterable[str] | None = None
) -> Boundaries:
    """The cases on the edges of these rules (None: all), beside those that the files have already. The same input gives the same cases."""
    own = [each for each in files if each.plan == plan.id and not each.file.endswith(SUFFIX)]
    maker = _Maker(plan, ruleset, own)
    wanted = None if rules is None else set(rules)
    for standard, table in ruleset.tables.items():
        for rule in table.rules:
            if wanted is None or rule.id in wanted:
                maker.rule(rule, standard)
    reached = {(each.rule, each.comparison, each.inside) for each in maker.made} | maker.had
    lacking = [each for each in maker.unreached if (each.rule, each.comparison, each.inside) not in reached]
    return Boundaries(tuple(maker.made), tuple(dict.fromkeys(lacking)))


def keep(plan: Plan, made: Boundaries, folder: Path) -> Path | None:
    """Write the cases beside the plan's own (`rules/cases`), in a file of their own that is written anew each time; None where there are none."""
    path = folder / f"{plan.id}{SUFFIX}"
    if not made.cases:
        return None
    named = _applicants(folder, plan.id)
    used: dict[str, Any] = {}
    for case in made.cases:
        name: Any = case.entry["applicant"]
        while name in named and name not in used:
            used[name] = named[name]
            name = named[name].get("from", "")
    ordered = {name: used[name] for name in named if name in used}
    document = {
        "plan": plan.id,
        "caption": f"{plan.caption}的边界用例",
        "applicants": ordered,
        "cases": [dict(case.entry) for case in made.cases],
    }
    path.write_text(_HEADING + yaml_writing.dump(document), encoding="utf-8")
    return path


def _applicants(folder: Path, plan_id: str) -> dict[str, Any]:
    """The named applicants of the plan's hand-written files, as they are written there."""
    found: dict[str, Any] = {}
    for path in sorted(folder.glob(f"{plan_id}*.yaml")):
        if not path.name.endswith(SUFFIX):
            data = reading.read(path, folder).data
            if data.get("plan") == plan_id:
                found |= data["applicants"]
    return found


@dataclass(slots=True)
class _Maker:
    plan: Plan
    ruleset: Ruleset
    files: list[CaseFile]
    made: list[BoundaryCase] = field(default_factory=list)
    unreached: list[Unreached] = field(default_factory=list)
    had: set[tuple[str, str, bool]] = field(default_factory=set)
    """Sides that the files, or another comparison, show already."""
    _names: set[str] = field(default_factory=set)
    _known: set[str] = field(default_factory=set)
    _bases: dict[str, tuple[Mapping[str, Any], dict[str, Any], str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for file in self.files:
            self._known |= {self._seen(case.document) for case in file.cases}
            for name, document in file.applicants.items():
                facts = self._facts(document)
                typed = conform.typed(facts, self.ruleset.shape)
                self._bases.setdefault(name, (document, typed, str(facts["application"].get("standard"))))

    def rule(self, rule: Rule, standard: str) -> None:
        for condition, asked in ((rule.question.guard, guarded), (rule.question.requirement, required)):
            for edge in edges(condition, self.ruleset.shape):
                for inside in (True, False):
                    self._side(rule, standard, edge, inside, list(asked(rule, edge, inside)))

    def _side(self, rule: Rule, standard: str, edge: Edge, inside: bool, wanted: list[Condition]) -> None:
        told = f"{rule.caption}：{edge.words[0 if inside else 1]}"
        strict, loose = wanted[:-1], wanted[-1:]
        for effort, condition in (
            *itertools.product((_QUICK, _LONG), strict),
            *itertools.product((_QUICK, _LONG), loose),
            *itertools.product((_LAST,), wanted[:1]),
        ):
            found = self._found(standard, condition, effort)
            if found is not None:
                self._add(rule, (told, inside), *found)
                return
        self.unreached.append(Unreached(rule.id, told, inside))

    def _found(
        self, standard: str, condition: Condition, effort: _Effort
    ) -> tuple[str, dict[str, Any], dict[str, Any]] | None:
        """The applicant who needs the fewest changes, with the changes and the document that they make."""
        best: tuple[int, str, dict[str, Any], dict[str, Any]] | None = None
        fitting = [name for name, base in self._bases.items() if base[2] == standard]
        for name in fitting[: effort.applicants]:
            document, typed, _ = self._bases[name]
            edits = make(
                condition,
                typed,
                self.ruleset.shape,
                True,
                fixed=_FIXED,
                most=effort.tries,
                work=effort.values,
            )
            if edits is None or (best is not None and len(edits) >= best[0]):
                continue
            made = self._written(document, edits)
            if made is not None and reference.holds(condition, self._typed(made[1])) is True:
                best = (len(edits), name, *made)
            if best is not None and best[0] <= 1:
                break
        return best[1:] if best else None

    def _written(
        self, document: Mapping[str, Any], edits: Any
    ) -> tuple[dict[str, Any], dict[str, Any]] | None:
        try:
            after = editing.edits(self.plan, document, edits, exactly=True)
        except Unreachable:
            return None
        written = differences(document, after)
        made, misuses = applicants.document(self.plan, document, written)
        return None if misuses else (written, made)

    def _add(
        self,
        rule: Rule,
        about: tuple[str, bool],
        name: str,
        written: dict[str, Any],
        document: dict[str, Any],
    ) -> None:
        seen = self._seen(document)
        if seen in self._known:
            self.had.add((rule.id, *about))
            return
        self._known.add(seen)
        decided = self._decided(document)
        (told, inside), number = about, 1
        case = told
        while case in self._names:
            number += 1
            case = f"{told}（{number}）"
        self._names.add(case)
        entry = {
            "case": case,
            "about": [rule.id],
            "applicant": name,
            **written,
            "expect": _expected(rule, decided),
        }
        outcome = decided.outcomes[rule.id]
        self.made.append(BoundaryCase(rule.id, told, inside, outcome, entry))

    def _facts(self, document: Mapping[str, Any]) -> dict[str, Any]:
        return fact_making.facts(self.plan, document, validation.breaches_of(self.plan, document))

    def _decided(self, document: Mapping[str, Any]) -> Decided:
        facts = self._facts(document)
        rules = self.ruleset.table(facts["application"].get("standard")).rules
        return decide(rules, conform.typed(facts, self.ruleset.shape))

    def _seen(self, document: Mapping[str, Any]) -> str:
        """What rules see of the document: two that look the same are one case."""
        return str(self._typed(document))

    def _typed(self, document: Mapping[str, Any]) -> dict[str, Any]:
        made: dict[str, Any] = conform.typed(self._facts(document), self.ruleset.shape)
        return made


def guarded(rule: Rule, edge: Edge, inside: bool) -> Iterator[Condition]:
    """The rule applies, or does not, because of the comparison in its guard."""
    yield from hanging(rule.question.guard, edge, inside, conjunction([]))


def required(rule: Rule, edge: Edge, inside: bool) -> Iterator[Condition]:
    """The rule applies, and passes or is violated because of the comparison."""
    yield from hanging(rule.question.requirement, edge, inside, rule.question.guard)


def hanging(condition: Condition, edge: Edge, inside: bool, beside: Condition) -> Iterator[Condition]:
    """Conditions of which any will do, the strictest first: that the truth of the condition hangs on the comparison, which is just so."""
    if not any(each is edge.comparison for each in core.walk(condition)):
        return
    so = edge.inside if inside else Not(edge.outside)
    exact = replaced(condition, edge.comparison, so)
    without = replaced(condition, edge.comparison, Constant(not inside))
    straight = exact if inside else Not(exact)
    hangs = Not(Definitely(without)) if inside else Definitely(without)
    first = (
        [edge.inside if inside else edge.outside] if edge.of_document else []
    )  # follows from the rest: where to begin
    yield conjunction([beside, *first, straight, hangs])
    if not _straight(condition, edge.comparison):
        turned = Not(exact) if inside else exact
        hangs = Definitely(without) if inside else Not(Definitely(without))
        yield conjunction([beside, *first, turned, hangs])
    yield conjunction([beside, straight])


def _straight(condition: Any, comparison: Any) -> bool:
    """Whether the condition can only come to hold, never cease to, when the comparison does."""
    if condition is comparison:
        return True
    if isinstance(
        condition, core.AllOf | core.AnyOf | core.AtLeast | core.Definitely | core.Some | core.Every
    ):
        return all(
            _straight(each, comparison)
            for each in core.children(condition)
            if any(part is comparison for part in core.walk(each))
        )
    return False


def _expected(rule: Rule, decided: Decided) -> dict[str, Any]:
    violated = [name for name, outcome in decided.outcomes.items() if outcome is Outcome.VIOLATED]
    outcome = decided.outcomes[rule.id]
    made: dict[str, Any] = {}
    if outcome is Outcome.VIOLATED:
        made["violated"] = violated if len(violated) <= 3 else [rule.id]
    elif outcome in (Outcome.PASSED, Outcome.INAPPLICABLE, Outcome.NOT_ASKED) and rule.adjustment is None:
        made[outcome.value] = [rule.id]
        if violated:
            made["violated"] = violated
    if len(violated) > 3:
        made["also"] = True
    if decided.adjustments:
        made["adjusted"] = {
            each.pointer.strip("/").replace("/", "."): places.as_json(each.after)
            for each in decided.adjustments
        }
    return made or {"violated": violated}
