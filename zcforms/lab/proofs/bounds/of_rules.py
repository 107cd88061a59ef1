"""How many records are provably enough for questions about rules: that they are not violated, that one is, that adjusting rules act the same (deciding.py).

A question asks several of these at once: add their needs with `together`, with `for_forms` where the forms are to be filled in rightly.
"""

from __future__ import annotations

from collections.abc import Iterable

from zcforms.checks import core
from zcforms.checks.assembly import Rule
from zcforms.checks.core import Condition, Field, Records
from zcforms.checks.normal import Mode
from zcforms.lab.proofs.bounds.counting import needed, unchanged
from zcforms.lab.proofs.bounds.lists import Lists
from zcforms.lab.proofs.bounds.needs import NOTHING, Need, either, out_of_some, together

_NO_LISTS = Lists()


def for_passing(rules: Iterable[Rule], lists: Lists = _NO_LISTS) -> Need:
    """What keeps every one of the rules from being violated, and the adjusting ones among them acting as they do."""
    return together(
        *(
            _not_violated(rule, lists) if rule.adjustment is None else for_adjusting(rule, lists)
            for rule in rules
        )
    )


def for_violation(rule: Rule, lists: Lists = _NO_LISTS) -> Need:
    """What keeps the rule violated. The adjusting rules that act before it must go on acting as they do: `for_adjusting`."""
    question = rule.question
    guard = needed(question.guard, Mode.TRUE, lists)
    if question.missing_fails:
        return together(guard, _unmet(question.requirement, lists))
    return together(guard, needed(question.requirement, Mode.FALSE, lists))


def for_adjusting(rule: Rule, lists: Lists = _NO_LISTS) -> Need:
    """What keeps an adjusting rule setting the same value, or none."""
    if rule.adjustment is None:
        return NOTHING
    acting = together(
        needed(rule.question.guard, Mode.TRUE, lists),
        unchanged(rule.adjustment.value, lists),
        unchanged(rule.adjustment.target, lists),
    )
    return either([acting, needed(rule.question.guard, Mode.NOT_TRUE, lists)])


def _not_violated(rule: Rule, lists: Lists) -> Need:
    question = rule.question
    if question.missing_fails:
        met = _met(question.requirement, lists)
    else:
        met = needed(question.requirement, Mode.NOT_FALSE, lists)
    return either([needed(question.guard, Mode.NOT_TRUE, lists), met])


def _unmet(condition: Condition, lists: Lists) -> Need:
    """What keeps it from holding, and that not only for want of what was never asked (`reference.unmet`). That nothing was unasked stays so by itself."""
    if isinstance(condition, core.AllOf):
        return either(_unmet(part, lists) for part in condition.conditions)
    found = needed(condition, Mode.NOT_TRUE, lists)
    if isinstance(condition, core.AnyOf | core.AtLeast):
        return together(found, either(_unmet(part, lists) for part in condition.conditions))
    return found


def _met(condition: Condition, lists: Lists) -> Need:
    """What keeps it from being unmet: it holds, or is not known for want of what was never asked."""
    if isinstance(condition, core.AllOf):
        return together(*(_met(part, lists) for part in condition.conditions))
    holding = needed(condition, Mode.TRUE, lists)
    touched = _touched(condition)
    if touched is None:
        return holding
    unclear = needed(condition, Mode.NOT_FALSE, lists)
    if isinstance(condition, core.AnyOf | core.AtLeast):
        return either([holding, together(unclear, *(_met(part, lists) for part in condition.conditions))])
    return either([holding, together(unclear, touched)])


def _touched(node: core.Node) -> Need | None:
    """What keeps one of the places that were never asked for: the record that it is in. None: all of its places are asked of everybody."""
    if isinstance(node, Field | Records):
        return NOTHING if node.restricted else None
    records = getattr(node, "records", None)
    found = [_touched(child) for child in core.children(node)] if records is None else []
    if isinstance(records, Records):
        names = tuple(getattr(node, word) for word in ("variable", "first", "second") if hasattr(node, word))
        below = [_touched(child) for child in core.children(node) if child is not records]
        inner = either(each for each in below if each is not None)
        if any(each is not None for each in below):
            found.append(out_of_some(1, names, records.variable, records.path, inner))
        found.append(_touched(records))
    known = [each for each in found if each is not None]
    return either(known) if known else None
