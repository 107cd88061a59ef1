"""Places inside a rule's typed core: which conditions it is made of, where each stands, and of which records it speaks."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, get_args

from zcforms.checks import core
from zcforms.checks.assembly import Rule
from zcforms.checks.core import DOCUMENT, Condition, EveryPair, Node, Not, Records, Some
from zcforms.checks.naming import Names
from zcforms.checks.reading_back import say

_N = TypeVar("_N")
Path = tuple[tuple[str, int | None], ...]
Environment = Mapping[str, Any]
ATOMS = get_args(core.Simple)
"""Conditions that no smaller condition decides."""
GUARD, REQUIREMENT, VALUE = "when", "require", "adjust"


@dataclass(frozen=True, slots=True)
class Binder:
    """What makes variables stand for the records of a list: a quantifier, a count, a pair."""

    records: Records
    variables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """One node of a rule. `part`: when, require or adjust; `path` leads to it from there; `binders`: the lists that it stands in, from
    outside to inside."""

    part: str
    path: Path
    node: Node
    binders: tuple[Binder, ...] = ()

    @property
    def is_atom(self) -> bool:
        return isinstance(self.node, ATOMS)


def parts(rule: Rule) -> Iterator[tuple[str, Node]]:
    """What a rule is made of: its guard, its requirement, and what it sets."""
    yield GUARD, rule.question.guard
    yield REQUIREMENT, rule.question.requirement
    if rule.adjustment is not None:
        yield VALUE, rule.adjustment.value


def spots(part: str, node: Node, path: Path = (), binders: tuple[Binder, ...] = ()) -> Iterator[Spot]:
    """The node and every node below it."""
    yield Spot(part, path, node, binders)
    binder = _binder(node)
    inside = binders if binder is None else (*binders, binder)
    for step, child in _members(node):
        outer = binder is not None and step[0] == "records"
        yield from spots(part, child, (*path, step), binders if outer else inside)


def replaced(root: _N, path: Path, node: Any) -> Any:
    """The root with another node at the path."""
    if not path:
        return node
    (name, number), *rest = path
    held = getattr(root, name)
    if number is None:
        changed: Any = replaced(held, tuple(rest), node)
    else:
        changed = (*held[:number], replaced(held[number], tuple(rest), node), *held[number + 1 :])
    return dataclasses.replace(root, **{name: changed})  # type: ignore[type-var]


def with_part(rule: Rule, part: str, node: Any) -> Rule:
    """The rule with another guard, requirement or value."""
    if part == VALUE and rule.adjustment is not None:
        return dataclasses.replace(rule, adjustment=dataclasses.replace(rule.adjustment, value=node))
    name = "guard" if part == GUARD else "requirement"
    return dataclasses.replace(rule, question=dataclasses.replace(rule.question, **{name: node}))


def environments(binders: tuple[Binder, ...], facts: Mapping[str, Any]) -> list[Environment]:
    """What the variables can stand for at a spot: one environment for each record, or pair of records, of each list."""
    found: list[Environment] = [{DOCUMENT: facts}]
    for binder in binders:
        found = [{**env, **inner} for env in found for inner in _bound(binder, env)]
    return found


def somewhere(spot: Spot, so: bool) -> Condition:
    """That the condition at the spot is true (or false) of the document, or of one of the records that it speaks of."""
    made: Any = spot.node if so else Not(spot.node)  # type: ignore[arg-type]
    for binder in reversed(spot.binders):
        if len(binder.variables) == 1:
            made = Some(binder.records, binder.variables[0], made)
        else:
            first, second = binder.variables
            made = Not(EveryPair(binder.records, first, second, Not(made)))
    return made  # type: ignore[no-any-return]


def listed(records: Records, env: Environment) -> list[Any]:
    """The records of a list; none where there is nothing."""
    node: Any = env[records.variable]
    for name in records.path:
        node = node.get(name) if isinstance(node, Mapping) else None
    return node if isinstance(node, list) else []


def names_at(binders: tuple[Binder, ...], names: Names) -> Names:
    """What things are called at a spot."""
    for binder in binders:
        names = (
            names.inside(binder.records, binder.variables[0])
            if len(binder.variables) == 1
            else names.inside_pair(binder.records, *binder.variables)
        )
    return names


def told(condition: Condition, binders: tuple[Binder, ...], names: Names) -> str:
    """The condition in Chinese, as it reads at its spot; of records, with the list that they stand in."""
    text = say(condition, names_at(binders, names))
    if not binders:
        return text
    records = binders[-1].records
    return f"{names_at(binders[:-1], names).list(records)}{'的某个选项' if records.choices else '中的记录'}：{text}"


def _bound(binder: Binder, env: Environment) -> Iterator[Environment]:
    records = listed(binder.records, env)
    for chosen in itertools.permutations(records, len(binder.variables)):
        yield dict(zip(binder.variables, chosen, strict=True))


def _binder(node: Any) -> Binder | None:
    match node:
        case core.EveryPair(records, first, second):
            return Binder(records, (first, second))
        case core.Some() | core.Every() | core.Count() | core.Total() | core.Distinct() | core.Covered():
            return Binder(node.records, (node.variable,))
        case _:
            return None


def _members(node: Any) -> Iterator[tuple[tuple[str, int | None], Any]]:
    for field in dataclasses.fields(node):
        child = getattr(node, field.name)
        if isinstance(child, tuple):
            for number, each in enumerate(child):
                if dataclasses.is_dataclass(each):
                    yield (field.name, number), each
        elif dataclasses.is_dataclass(child):
            yield (field.name, None), child
