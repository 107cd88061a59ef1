"""Fields of several choices: which codes are chosen, and how many.

What is chosen is counted, each code once. Where nothing was chosen, the field is left blank, and nothing is known of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeAlias

from zcforms.checks.core import (
    TRUE,
    Among,
    Compare,
    Condition,
    Distinct,
    Literal,
    Not,
    Operator,
    Type,
    Value,
    conjunction,
)
from zcforms.checks.remedies import OF_CHOICES
from zcforms.checks.scope import Misuse, Scope, below, literal, quoted
from zcforms.checks.shape import Shape
from zcforms.checks.tree import members, only, several

MOST_CHOICES = 500
TESTS = ("has_one_of", "has_all_of", "has_none_of")
_MEANT = {
    "in": "has_one_of",
    "not_in": "has_none_of",
    "==": "has_one_of",
    "contains": "has_one_of",
    "!=": "has_none_of",
}
"""What was meant by who compares several choices as if they were one."""

Parameter: TypeAlias = Callable[[Any, str], Any]
"""The value of a parameter by its name."""


class Several(NamedTuple):
    """A field of several choices: how many are chosen, its shape, and the shape of one choice."""

    chosen: Distinct
    listed: Shape
    one: Shape


def several_named(name: Any, scope: Scope, at: str) -> Several:
    """Raises `Misuse` where the name is of something else."""
    records, listed, one = scope.choices(name, at)
    inside, variable = scope.enter(listed.records or one)
    return Several(Distinct(records, variable, TRUE, inside.field("value", at)[0]), listed, one)


def test(word: str, of: Several, codes: Any, at: str, parameter: Parameter) -> Condition:
    """That some, all or none of the codes are chosen."""
    if word not in TESTS:
        meant = _MEANT.get(word)
        remedy = f"请改用 {meant}：{{{meant}: [代码, 代码]}}。" if meant else OF_CHOICES
        raise Misuse(at, f"“{of.listed.caption}”可以选多项，不能用“{quoted(word)}”", remedy)
    choices = _codes(codes, at, of.one, parameter)
    most = of.listed.schema.get("maxItems", MOST_CHOICES)
    if word == "has_all_of" and len(set(choices)) > most:
        raise Misuse(
            at,
            f"“{of.listed.caption}”最多选 {most} 项，这个条件永远不会成立",
            "请少写几项，或改用 has_one_of。",
        )
    match word:
        case "has_one_of":
            return _at_least_one(of.chosen, choices)
        case "has_none_of":
            return Not(_at_least_one(of.chosen, choices))
        case _:
            return conjunction([_at_least_one(of.chosen, (each,)) for each in choices])


def number(tree: Any, scope: Scope, at: str, parameter: Parameter) -> Value:
    """How many are chosen; with `among` how many of these."""
    found = members(tree, at, ("of",), ("among",))
    of = several_named(found["of"], scope, below(at, "of"))
    if "among" not in found:
        return of.chosen
    return _of(of.chosen, _codes(found["among"], below(at, "among"), of.one, parameter))


def limits(value: Value, of: Several) -> Shape:
    """How few and how many can be chosen, for a comparison that this settles beforehand."""
    among = value.where.choices if isinstance(value, Distinct) and isinstance(value.where, Among) else ()
    least = 0 if among or not of.one.options else of.listed.schema.get("minItems", 1)
    offered = len({each.value for each in among}) or len(of.one.options) or None
    found = [each for each in (offered, of.listed.schema.get("maxItems")) if each is not None]
    schema = {"type": "integer", "minimum": least, "caption": f"{of.listed.caption}所选的项数"}
    return Shape({**schema, **({"maximum": min(found)} if found else {})}, of.listed.root)


def _codes(tree: Any, at: str, shape: Shape, parameter: Parameter) -> tuple[Literal, ...]:
    if isinstance(tree, Mapping):
        tree = parameter(only(tree, at, ("parameter",))[1], at)
    items = several(tree, at, 1, MOST_CHOICES)
    return tuple(literal(item, below(at, n), shape.type, shape) for n, item in enumerate(items))


def _of(chosen: Distinct, choices: tuple[Literal, ...]) -> Distinct:
    return Distinct(chosen.records, chosen.variable, Among(chosen.value, choices), chosen.value)


def _at_least_one(chosen: Distinct, choices: tuple[Literal, ...]) -> Condition:
    return Compare(Operator.AT_LEAST, _of(chosen, choices), Literal(Type.INTEGER, 1))
