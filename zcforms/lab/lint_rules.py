"""What a plan's compiled rules say of themselves: guards that can never hold, routes by which nobody can pass, and which rules read a field.

Nothing is run: a condition is looked at with what is known before anybody has answered, namely what was chosen (route, title, specialty, standard,
level), how many records a list takes, and what a field offers. What is not known is unknown, so that what is told is so for every applicant.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from zcforms.checks import core
from zcforms.checks.assembly import Rule
from zcforms.checks.core import (
    DOCUMENT,
    AllOf,
    Among,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    Constant,
    Count,
    Definitely,
    Field,
    Literal,
    Not,
    Operator,
    Records,
)
from zcforms.checks.ruleset import Ruleset
from zcforms.domain.finding import Severity
from zcforms.domain.plan import Plan, TitleChoice
from zcforms.lab.impact_paths import read_by

_CHOICES = ("route", "title", "specialty", "standard", "level")
_MOST = 3_000
"""Combinations that are tried of one rule, and of one route."""
Known = Mapping[tuple[str, ...], Any]
"""Place in the facts -> what is chosen there."""
Limits = Mapping[tuple[str, ...], int]
"""List of the facts -> records that it takes at most."""
_LIMITS: Mapping[Operator, tuple[int, int]] = {
    Operator.AT_LEAST: (0, 1),
    Operator.MORE: (1, 1),
    Operator.AT_MOST: (0, -1),
    Operator.LESS: (1, -1),
}


@dataclass(frozen=True, slots=True)
class Settled:
    """A rule whose guard comes to the same for everybody."""

    rule: Rule
    always: bool


@dataclass(frozen=True, slots=True)
class Blocked:
    """Nobody passes by this route: `reasons` say which rules see to that."""

    route: str
    caption: str
    rules: tuple[Rule, ...]
    reasons: tuple[str, ...]


def settled(ruleset: Ruleset, plan: Plan) -> Iterator[Settled]:
    """Rules that are for nobody whom the plan can have, or say whom they are for and are for all."""
    found: dict[str, tuple[Rule, set[bool | None]]] = {}
    for standard in plan.standards:
        for rule in ruleset.tables[standard.id].rules:
            if rule.question.guard != core.TRUE:
                truths = found.setdefault(rule.id, (rule, set()))[1]
                truths |= _truths(rule.question.guard, ruleset, plan, standard.id)
    for rule, truths in found.values():
        if truths <= {False} or truths == {True}:
            yield Settled(rule, truths == {True})


def blocked(ruleset: Ruleset, plan: Plan) -> Iterator[Blocked]:
    """Routes on which every combination of what can be chosen violates a blocking rule, whatever is filled in."""
    limits = _limits(plan)
    for route in plan.routes:
        reasons: dict[tuple[str, ...], tuple[tuple[Rule, ...], str]] = {}
        for combination in itertools.islice(_combinations(plan, route.id), _MOST):
            told = _contradiction(ruleset, combination, limits)
            if told is None:
                break
            reasons.setdefault(tuple(rule.id for rule in told[0]), told)
        else:
            if reasons:
                rules = tuple({rule.id: rule for each, _ in reasons.values() for rule in each}.values())
                yield Blocked(route.id, route.caption, rules, tuple(why for _, why in reasons.values()))


def reading(ruleset: Ruleset, place: tuple[str, ...]) -> list[Rule]:
    """The rules that read a place of the facts, or something in it: ("basic", "work_years")."""
    found: dict[str, Rule] = {}
    for table in ruleset.tables.values():
        for rule in table.rules:
            if any(path[: len(place)] == place for path in read_by(rule)):
                found.setdefault(rule.id, rule)
    return list(found.values())


# -- what can be chosen -----------------------------------------------------------------------------------------------------


def _combinations(plan: Plan, route: str, only: str | None = None) -> Iterator[dict[tuple[str, ...], Any]]:
    for title in plan.titles:
        for each in title.standards or tuple(one.id for one in plan.standards):
            if only is None or each == only:
                for specialty in title.specialties or tuple(one.id for one in plan.specialties):
                    yield _chosen(title, each, specialty, route)


def _chosen(title: TitleChoice, standard: str, specialty: str, route: str) -> dict[tuple[str, ...], Any]:
    values = (route, title.id, specialty, standard, title.level)
    return {("application", name): value for name, value in zip(_CHOICES, values, strict=True)}


def _truths(guard: Condition, ruleset: Ruleset, plan: Plan, standard: str) -> set[bool | None]:
    """What the guard comes to for those who declare by this standard; None among them: it depends."""
    fields = {node.path for node in core.walk(guard) if isinstance(node, Field) and node.variable == DOCUMENT}
    chosen = {path for path in fields if path[:1] == ("application",)}
    others: dict[tuple[str, ...], list[Any]] = {}
    for path in fields - chosen:
        shape = ruleset.shape.at(path)
        if shape is not None and shape.options and not shape.records:
            others[path] = [*shape.options, None]
    seen: set[tuple[Any, ...]] = set()
    truths: set[bool | None] = set()
    tried = 0
    for combination in (each for route in plan.routes for each in _combinations(plan, route.id, standard)):
        key = tuple(combination.get(path) for path in sorted(chosen))
        if key in seen:
            continue
        seen.add(key)
        for row in itertools.product(*others.values()):
            tried += 1
            if tried > _MOST:
                return {None}
            truths.add(holds(guard, {**combination, **dict(zip(others, row, strict=True))}, {}))
            if None in truths or len(truths) > 1:
                return {None} if None in truths else truths
    return truths


# -- with what is known -------------------------------------------------------------------------------------------------------


def holds(condition: Condition, known: Known, limits: Limits) -> bool | None:
    """True or false where it is so whatever else is answered; None where it depends."""
    match condition:
        case Constant(truth):
            return truth
        case AllOf(parts) | AnyOf(parts) | AtLeast(_, parts):
            return _joined(condition, [holds(each, known, limits) for each in parts])
        case Not(inner):
            return _not(holds(inner, known, limits))
        case Definitely(inner):
            return holds(inner, known, limits)
        case Among() | Compare():
            return _simple(condition, known, limits)
        case _:
            return None


def _joined(condition: AllOf | AnyOf | AtLeast, parts: list[bool | None]) -> bool | None:
    match condition:
        case AllOf():
            return _all(parts)
        case AnyOf():
            return _at_least(1, parts)
        case AtLeast(number):
            return _at_least(number, parts)


def _simple(test: Among | Compare, known: Known, limits: Limits) -> bool | None:
    match test:
        case Among(Field(core.DOCUMENT, path), choices) if known.get(path) is not None:
            return known[path] in {each.value for each in choices}
        case Compare(Operator.EQUAL | Operator.UNEQUAL as way, Field(core.DOCUMENT, path), Literal(_, value)):
            return None if known.get(path) is None else bool(known[path] == value) == (way is Operator.EQUAL)
        case Compare(
            Operator.AT_LEAST | Operator.MORE | Operator.EQUAL as way, Count(records), Literal(_, int(number))
        ):
            most = limits.get(records.path) if _certain(records) else None
            return False if most is not None and most < number + (way is Operator.MORE) else None
    return None


def _certain(records: Records) -> bool:
    """A list of the document that everybody is asked for: what some are never asked blocks nobody."""
    return records.variable == DOCUMENT and records.certain


def _all(truths: list[bool | None]) -> bool | None:
    return False if False in truths else None if None in truths else True


def _at_least(number: int, truths: list[bool | None]) -> bool | None:
    if sum(each is True for each in truths) >= number:
        return True
    return False if sum(each is not False for each in truths) < number else None


def _not(truth: bool | None) -> bool | None:
    return None if truth is None else not truth


# -- routes on which nobody passes ----------------------------------------------------------------------------------------------


def _limits(plan: Plan) -> dict[tuple[str, ...], int]:
    """How many records each list of the facts takes at most."""
    found: dict[tuple[str, ...], list[int | None]] = {}
    for standard in plan.standards:
        for category in standard.categories:
            most = [item.maximum for item in category.items]
            for item in category.items:
                found.setdefault(("achievements", item.id), []).append(item.maximum)
            bounds = [each for each in (category.maximum, _sum(most)) if each is not None]
            found.setdefault(("categories", category.id), []).append(min(bounds, default=None))
    for each in plan.attachments:
        found.setdefault(("attachments", each.id), []).append(each.maximum)
    return {place: max(each or 0 for each in most) for place, most in found.items() if None not in most}


def _sum(most: Iterable[int | None]) -> int | None:
    known = list(most)
    return None if None in known else sum(each or 0 for each in known)


def _contradiction(ruleset: Ruleset, known: Known, limits: Limits) -> tuple[tuple[Rule, ...], str] | None:
    """The blocking rules that cannot all hold together for whoever chose this; None where nothing is known against it."""
    rules = ruleset.tables[str(known["application", "standard"])].rules
    moved = {rule.adjustment.target for rule in rules if rule.adjustment is not None}
    bounds = _Bounds()
    for rule in rules:
        if not _blocks(rule) or holds(rule.question.guard, known, limits) is not True:
            continue
        if holds(rule.question.requirement, known, limits) is False:
            return (rule,), f"规则“{rule.caption}”的要求不可能达到"
        for subject, low, high in _bounds(rule):
            if subject not in moved and (other := bounds.take(subject, low, high, rule)):
                return (other, rule), f"规则“{other.caption}”和“{rule.caption}”的要求互相矛盾，不可能同时达到"
    return None


def _blocks(rule: Rule) -> bool:
    return rule.severity is Severity.BLOCKING and rule.adjustment is None


@dataclass(slots=True)
class _Bounds:
    """The tightest limits of each number so far, and the rules that they come from."""

    lower: dict[Any, tuple[Decimal, Rule]] = field(default_factory=dict)
    upper: dict[Any, tuple[Decimal, Rule]] = field(default_factory=dict)

    def take(self, subject: Any, low: Decimal | None, high: Decimal | None, rule: Rule) -> Rule | None:
        """One limit more; the rule that leaves nothing between the two."""
        if low is not None:
            self.lower[subject] = max(self.lower.get(subject, (low, rule)), (low, rule), key=_limit)
        if high is not None:
            self.upper[subject] = min(self.upper.get(subject, (high, rule)), (high, rule), key=_limit)
        least, most = self.lower.get(subject), self.upper.get(subject)
        if least is None or most is None or least[0] <= most[0]:
            return None
        return most[1] if least[1] is rule else least[1]


def _limit(bound: tuple[Decimal, Rule]) -> Decimal:
    return bound[0]


def _bounds(rule: Rule) -> Iterator[tuple[Any, Decimal | None, Decimal | None]]:
    """What a rule asks of one number that everybody must have: the least and the most."""
    requirement = rule.question.requirement
    parts = requirement.conditions if isinstance(requirement, AllOf) else (requirement,)
    for part in parts:
        if not isinstance(part, Compare) or not isinstance(part.right, Literal):
            continue
        number = part.right.value
        if isinstance(number, bool) or not isinstance(number, int | Decimal) or not _asked(part.left, rule):
            continue
        exact = Decimal(number)
        if part.operator in _LIMITS:
            strict, way = _LIMITS[part.operator]
            step = Decimal(strict) if core.type_of(part.left) is core.Type.INTEGER else Decimal(0)
            bound = exact + step * way
            subject = _subject(part.left)
            yield (subject, bound, None) if way > 0 else (subject, None, bound)


def _asked(value: core.Value, rule: Rule) -> bool:
    match value:
        case Count(records):
            return _certain(records)
        case Field(variable, restricted=restricted):
            return variable == DOCUMENT and not restricted and rule.question.missing_fails
        case _:
            return False


def _subject(value: core.Value) -> Any:
    """The same for the same number, whatever its variables are called."""
    return core.renamed(value, {value.variable: "x"}) if isinstance(value, Count) else value
