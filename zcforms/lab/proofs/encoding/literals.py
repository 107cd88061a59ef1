"""Which texts somebody names, by the property that they are compared with; and whose days are counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from zcforms.checks import core, unasked
from zcforms.checks.assembly import Table
from zcforms.checks.kinds import Operator, Type
from zcforms.domain.plan import Plan
from zcforms.lab.proofs.encoding.nodes import words_of


def literals(plan: Plan, table: Table) -> dict[str, frozenset[str]]:
    """Texts that rules or forms compare with a property, by its name."""
    found = literals_of(_conditions(plan))
    alike: list[set[str]] = []
    for rule in table.rules:
        nodes: list[Any] = [rule.question.guard, rule.question.requirement]
        if rule.adjustment is not None:
            nodes.append(core.Compare(Operator.EQUAL, rule.adjustment.target, rule.adjustment.value))
        for node in nodes:
            for each in core.walk(node):
                names, texts = _compared(each)
                for name in names:
                    found.setdefault(name, set()).update(texts)
                if len(names) > 1:
                    alike.append(names)
    _share(found, alike, plan)
    return {name: frozenset(texts) for name, texts in found.items()}


def _share(found: dict[str, set[str]], alike: list[set[str]], plan: Plan) -> None:
    """Properties that are compared with one another can be the same text: each can be what somebody names of any of them."""
    listed: dict[str, set[str]] = {}
    if alike:
        for section in plan.sections:
            _options(section.schema, "", plan, listed)
        for category in plan.categories.values():
            _options(category.schema, "", plan, listed)
        for name, codes in (("sex", "sex"), ("id_type", "id_types"), ("nature", "employer_natures")):
            _options({"codes": codes}, name, plan, listed)
    for _ in alike:  # as often as a chain of them can be long
        for names in alike:
            shared = set().union(*(found.get(name, set()) | listed.get(name, set()) for name in names))
            for name in names:
                found.setdefault(name, set()).update(shared)


def options_of(plan: Plan) -> dict[str, frozenset[str]]:
    """What the plan's forms offer, by property."""
    listed: dict[str, set[str]] = {}
    for section in plan.sections:
        _options(section.schema, "", plan, listed)
    for category in plan.categories.values():
        _options(category.schema, "", plan, listed)
    return {name: frozenset(map(words_of, texts)) for name, texts in listed.items() if texts}


def _options(schema: Any, name: str, plan: Plan, listed: dict[str, set[str]]) -> None:
    if not isinstance(schema, Mapping):
        return
    codes = plan.codes.get(str(schema.get("codes")))
    options = [*schema.get("enum", ()), *(code.id for code in (codes.codes if codes else ()))]
    listed.setdefault(name, set()).update(str(each) for each in options)
    for inner_name, inner in schema.get("properties", {}).items():
        _options(inner, inner_name, plan, listed)
    _options(
        schema.get("items"), name if "properties" not in (schema.get("items") or {}) else "", plan, listed
    )


def counted_by_days(table: Table) -> frozenset[str]:
    """Names of properties whose days some rule counts."""
    found: set[str] = set()
    for rule in table.rules:
        for node in (
            rule.question.guard,
            rule.question.requirement,
            *([rule.adjustment.value] if rule.adjustment else []),
        ):
            for each in core.walk(node):
                if isinstance(each, core.Covered) or (
                    isinstance(each, core.Elapsed) and each.unit is core.Unit.DAYS
                ):
                    for value in (each.start, each.end):
                        found |= {
                            inner.path[-1] for inner in core.walk(value) if isinstance(inner, core.Field)
                        }
    return frozenset(found)


def _compared(node: Any) -> tuple[set[str], set[str]]:
    """Names of the properties, and texts, that one comparison holds against each other."""
    match node:
        case core.Compare(_, left, right):
            values: tuple[Any, ...] = (left, right)
            texts: set[str] = set()
        case core.Among(value, choices):
            values, texts = (value, *choices), set()
        case core.Contains(value, parts):
            values, texts = (value,), set(parts)
        case _:
            return set(), set()
    inside = [each for value in values for each in core.walk(value)]
    names = {each.path[-1] for each in inside if isinstance(each, core.Field) and each.type is Type.TEXT}
    texts |= {each.value for each in inside if isinstance(each, core.Literal) and isinstance(each.value, str)}
    return names, texts


def _conditions(plan: Plan) -> Iterator[tuple[str, Any]]:
    schemas = [section.schema for section in plan.sections] + [
        each.schema for each in plan.categories.values()
    ]
    for schema in schemas:
        yield from _conditions_in(schema)
    for _, item in unasked.groups(plan):
        yield from _clauses(item.where or {})


def _conditions_in(schema: Any) -> Iterator[tuple[str, Any]]:
    if not isinstance(schema, Mapping):
        return
    for word in ("shownWhen", "requiredWhen"):
        yield from _clauses(schema.get(word) or {})
    for inner in (*schema.get("properties", {}).values(), schema.get("items")):
        yield from _conditions_in(inner)


def _clauses(condition: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, wanted in condition.items():
        if name == "any":
            for each in wanted:
                yield from _clauses(each)
        elif name == "not":
            yield from _clauses(wanted)
        else:
            yield name, wanted


def literals_of(conditions: Iterable[tuple[str, Any]]) -> dict[str, set[str]]:
    """Texts by the property that conditions compare them with."""
    found: dict[str, set[str]] = {}
    for name, wanted in conditions:
        for each in _texts_in(wanted):
            found.setdefault(name, set()).add(words_of(each))
    return found


def _texts_in(wanted: Any) -> Iterator[str]:
    if isinstance(wanted, str):
        yield wanted
    elif isinstance(wanted, list):
        for each in wanted:
            yield from _texts_in(each)
    elif isinstance(wanted, Mapping):
        for each in wanted.values():
            yield from _texts_in(each)
