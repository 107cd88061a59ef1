"""What values and conditions come to while everything is open: three-valued, with what became of each place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from zcforms.checks import core, reference
from zcforms.checks.kinds import Operator, Type, Unit
from zcforms.lab import proof
from zcforms.lab.proof import Number, Quotient, Truth
from zcforms.lab.proofs.encoding.nodes import MONTH, YEAR, Leaf


@dataclass(frozen=True, slots=True)
class Amount:
    """What a value comes to: `answered`, says `none`, or was never asked for (`unasked`); otherwise it is blank. `term`: its number where it is answered."""

    answered: Truth
    none: Truth
    unasked: Truth
    term: Number

    @property
    def known(self) -> Truth:
        return proof.any_of((self.answered, self.none))


@dataclass(frozen=True, slots=True)
class Logic:
    """Whether a condition is definitely true, and whether it is definitely false; otherwise it is unknown."""

    true: Truth
    false: Truth

    @property
    def negated(self) -> Logic:
        return Logic(self.false, self.true)


TRUE, BLANK = Logic(True, False), Amount(False, False, False, 0)


def steps_of(until: date, unit: Unit, calendar: bool, most: int) -> list[int]:
    """For each number of years (or months) the fewest days until the day that make so many."""
    found_steps: list[int] = []
    low = 0
    for number in range(1, most + 1):
        high = min(low + (400 if unit is Unit.YEARS else 40), until.toordinal() - 1)
        if _made(until, high, unit, calendar) < number:
            break
        while low < high:
            middle = (low + high) // 2
            low, high = (
                (low, middle) if _made(until, middle, unit, calendar) >= number else (middle + 1, high)
            )
        found_steps.append(low)
    return found_steps


def _made(until: date, days: int, unit: Unit, calendar: bool) -> int:
    start = core.Literal(Type.DATE, until - timedelta(days=days))
    counted = reference.value_of(core.Elapsed(unit, start, core.Literal(Type.DATE, until), calendar), {})
    return int(counted)


def elapsed(value: core.Elapsed, start: Number, end: Number) -> Number:
    if value.calendar and value.unit is Unit.YEARS:
        return proof.less(Quotient(end, YEAR), Quotient(start, YEAR))
    return Quotient(proof.less(end, start), YEAR if value.unit is Unit.YEARS else MONTH)


def has(text: str, part: str, at_start: bool) -> bool:
    return text.startswith(part) if at_start else part in text


def of_leaf(node: Any) -> Amount:
    if not isinstance(node, Leaf):
        return BLANK
    none = node.none
    answered = proof.all_of((node.given, proof.negated(none)))
    return Amount(answered, none, proof.negated(node.asked), node.term)


def tested(amount: Amount, so: Truth) -> Logic:
    return Logic(
        proof.all_of((amount.answered, so)),
        proof.any_of((proof.all_of((amount.answered, proof.negated(so))), amount.none)),
    )


def least_of(number: int, truths: list[Logic]) -> Logic:
    true = proof.at_least(number, [each.true for each in truths])
    needed = len(truths) - number + 1  # so many that are false leave too few
    return Logic(true, proof.at_least(needed, [each.false for each in truths]))


def joined(amounts: list[Amount], answered: Truth, term: Number) -> Amount:
    """What several amount to where they have no result: not asked before blank before 无."""
    if answered is True:
        return Amount(True, False, False, term)
    lacking = proof.negated(answered)
    unasked = proof.any_of([each.unasked for each in amounts])
    known = proof.all_of([each.known for each in amounts])
    return Amount(answered, proof.all_of((lacking, known)), proof.all_of((lacking, unasked)), term)


def either(condition: Truth, one: Amount, other: Amount) -> Amount:
    if isinstance(condition, bool):
        return one if condition else other
    return Amount(
        if_else(condition, one.answered, other.answered),
        if_else(condition, one.none, other.none),
        if_else(condition, one.unasked, other.unasked),
        proof.chosen(condition, one.term, other.term),
    )


def if_else(condition: Truth, one: Truth, other: Truth) -> Truth:
    if one is other:
        return one
    return proof.any_of((proof.all_of((condition, one)), proof.all_of((proof.negated(condition), other))))


def greatest(one: Number, other: Number) -> Number:
    return proof.chosen(proof.compared(Operator.AT_LEAST, one, other), one, other)


def least(one: Number, other: Number) -> Number:
    return proof.chosen(proof.compared(Operator.AT_MOST, one, other), one, other)
