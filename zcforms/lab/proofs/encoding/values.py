"""What values come to over an application that is still open: fields, calculations, and what is worked out from the records of a list."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from zcforms.checks import core
from zcforms.checks.core import Condition, Records, Value, type_of
from zcforms.checks.kinds import Operator, Type, Unit
from zcforms.checks.measure import SCALE
from zcforms.lab import proof
from zcforms.lab.proof import Number, Quotient, Truth
from zcforms.lab.proofs.encoding.logic import (
    BLANK,
    Amount,
    Logic,
    either,
    elapsed,
    greatest,
    joined,
    least,
    of_leaf,
    steps_of,
)
from zcforms.lab.proofs.encoding.nodes import MONTH, YEAR, Calendar, Group, Leaf, Many, Texts, found, written

Environment = Mapping[str, Group]
_LONGEST_YEARS = 80
_VIEWS = ("categories", "imported")
"""Lists that are others one after the other."""
_LONGEST_MONTHS = 12 * _LONGEST_YEARS


@dataclass(slots=True)
class Values(ABC):
    """Reads values over one document. `open`: sentences on what was left open; `sorted_by`: lists that are taken to be in the order of this property, because what
    is covered by periods is worked out one after the other."""

    root: Group
    texts: Texts
    require: Callable[[Truth], None]
    fresh: Callable[[str], Truth]
    fresh_number: Callable[[str], Number]
    open: dict[str, None] = field(default_factory=dict)
    sorted_by: dict[str, str] = field(default_factory=dict)
    _serial: int = 0

    @abstractmethod
    def truth(self, condition: Condition, env: Environment) -> Logic:
        """Where each variable stands for this record."""

    def value(self, value: Value) -> Amount:
        """Of the whole document."""
        return self.amount(value, {core.DOCUMENT: self.root})

    # ------------------------------------------------------------------------------------------ values

    def amount(self, value: Value, env: Environment) -> Amount:
        match value:
            case core.Literal(kind, known):
                return Amount(True, False, False, written(known, kind, self.texts))
            case core.Field(variable, path):
                return of_leaf(found(env[variable], path))
            case core.FirstPresent(values):
                return self._first_present(values, type_of(value), env)
            case core.Chosen(branches, otherwise):
                made = BLANK if otherwise is None else self._as(otherwise, type_of(value), env)
                for branch in reversed(branches):
                    taken = self.truth(branch.condition, env).true
                    made = either(taken, self._as(branch.value, type_of(value), env), made)
                return made
            case core.Count() | core.Total() | core.Distinct() | core.Covered():
                return self._counted(value, env)
            case _:
                return self._calculated(value, env)

    def _first_present(self, values: tuple[Value, ...], kind: Type, env: Environment) -> Amount:
        amounts = [self._as(each, kind, env) for each in values]
        term = amounts[-1].term
        for each in reversed(amounts[:-1]):
            term = proof.chosen(each.answered, each.term, term)
        answered = proof.any_of([each.answered for each in amounts])
        return joined(amounts, answered, term)

    def _calculated(self, value: core.Calculated, env: Environment) -> Amount:
        operands = self._operands(value, env)
        answered = proof.all_of([each.answered for each in operands])
        return joined(operands, answered, self._term(value, [each.term for each in operands], env))

    def _operands(self, value: core.Calculated, env: Environment) -> list[Amount]:
        kind = type_of(value)
        match value:
            case core.Elapsed(_, start, end):
                return [self.amount(start, env), self.amount(end, env)]
            case core.YearOf(day) | core.MonthOf(day):
                return [self.amount(day, env)]
            case core.Difference(left, right):
                return [self._as(left, kind, env), self._as(right, kind, env)]
            case core.Multiple(_, inner):
                return [self._as(inner, kind, env)]
            case _:
                return [self._as(each, kind, env) for each in value.values]

    def _term(self, value: core.Calculated, terms: list[Number], env: Environment) -> Number:
        match value:
            case core.Elapsed(Unit.DAYS, start, end):
                return proof.less(self.ordinal(end, env), self.ordinal(start, env))
            case core.Elapsed():
                return elapsed(value, *terms)
            case core.YearOf():
                return Quotient(terms[0], YEAR)
            case core.MonthOf():
                return proof.times(MONTH, Quotient(terms[0], MONTH))
            case core.Difference():
                return proof.less(*terms)
            case core.Multiple(factor):
                return proof.times(factor, terms[0])
            case _:
                return _of_several(value, terms)

    def _left_open(self, what: str) -> Truth:
        self.open[what] = None
        self._serial += 1
        return self.fresh(f"~open{self._serial}")

    def _open_number(self, what: str) -> Number:
        self.open[what] = None
        self._serial += 1
        return self.fresh_number(f"~open{self._serial}")

    def _alike(self, values: Iterable[Value], env: Environment) -> list[Amount]:
        """The amounts in one scale."""
        listed = list(values)
        wide = any(type_of(each) is Type.NUMBER for each in listed)
        return [self._as(each, Type.NUMBER if wide else type_of(each), env) for each in listed]

    def _as(self, value: Value, kind: Type, env: Environment) -> Amount:
        amount = self.amount(value, env)
        if kind is Type.NUMBER and type_of(value) is Type.INTEGER:
            return Amount(amount.answered, amount.none, amount.unasked, proof.times(SCALE, amount.term))
        return amount

    # ----------------------------------------------------------------------------------------- records

    def _many(self, records: Records, env: Environment) -> Many | None:
        node = found(env[records.variable], records.path)
        return node if isinstance(node, Many) else None

    def _each(self, records: Records, variable: str, env: Environment) -> Iterable[tuple[Truth, Environment]]:
        """Whether there is the record, and the surroundings in which the variable stands for it."""
        many = self._many(records, env)
        if many is None:
            return
        for record, there in zip(many.records, many.active, strict=True):
            if there is not False:
                yield there, {**env, variable: record}

    def _asked(self, records: Records, env: Environment) -> Truth:
        many = self._many(records, env)
        return True if many is None else many.asked

    def _counted(self, value: core.Counted, env: Environment) -> Amount:
        asked = self._asked(value.records, env)
        answered = asked
        if value.records.choices:
            many = self._many(value.records, env)
            answered = False if many is None else many.some
        chosen = [
            (proof.all_of((there, self.truth(value.where, here).true)), here)
            for there, here in self._each(value.records, value.variable, env)
        ]
        chosen = [(so, here) for so, here in chosen if so is not False]
        match value:
            case core.Count():
                term = proof.counted(so for so, _ in chosen)
            case core.Total(value=inner):
                term = proof.total(self._addend(inner, so, here) for so, here in chosen)
            case core.Distinct(value=inner):
                term = self._distinct([(so, self.amount(inner, here)) for so, here in chosen])
            case _:
                return self._covered(value, chosen, answered, env)
        return Amount(answered, False, proof.negated(asked), term)

    def _addend(self, inner: Value, so: Truth, here: Environment) -> Number:
        amount = self.amount(inner, here)
        return proof.chosen(proof.all_of((so, amount.answered)), amount.term, 0)

    def _distinct(self, found_ones: list[tuple[Truth, Amount]]) -> Number:
        """Each record whose value no earlier one has."""
        earlier: list[tuple[Truth, Number]] = []
        fresh = []
        for so, amount in found_ones:
            there = proof.all_of((so, amount.answered))
            again = [
                proof.all_of((before, proof.compared(Operator.EQUAL, term, amount.term)))
                for before, term in earlier
            ]
            fresh.append(proof.all_of((there, proof.negated(proof.any_of(again)))))
            earlier.append((there, amount.term))
        return proof.counted(fresh)

    def _covered(
        self, value: core.Covered, chosen: list[tuple[Truth, Environment]], answered: Truth, env: Environment
    ) -> Amount:
        """The periods one after the other in the order of their starts, each from where those before it have ended."""
        asked = self._asked(value.records, env)
        until = value.until
        if (
            not isinstance(until, core.Literal)
            or not isinstance(until.value, date)
            or not self._in_order(value)
        ):
            return Amount(answered, False, proof.negated(asked), self._open_number("几段时间合起来有多长"))
        last_day = until.value.toordinal()
        reached: Number = 0
        days: list[Number] = []
        before: list[tuple[Truth, Number]] = []
        for so, here in chosen:
            start, end = self.amount(value.start, here), self.amount(value.end, here)
            there = proof.all_of((so, start.answered))
            for earlier, term in before:
                self.require(
                    proof.follows(
                        proof.all_of((earlier, there)), proof.compared(Operator.AT_MOST, term, start.term)
                    )
                )
            before.append((there, start.term))
            first = self.ordinal(value.start, here)
            over = proof.chosen(end.answered, proof.total((self.ordinal(value.end, here), 1)), last_day)
            after = least(over, last_day)
            open_from = greatest(first, reached)
            gained = greatest(proof.less(after, open_from), 0)
            days.append(proof.chosen(there, gained, 0))
            reached = proof.chosen(there, greatest(reached, after), reached)
        return Amount(
            answered, False, proof.negated(asked), self._span(value, proof.total(days), until.value)
        )

    def _in_order(self, value: core.Covered) -> bool:
        """Whether the list can be taken to be in the order of its starts: it is one list, and nobody takes it to be in another order."""
        if value.records.path[0] in _VIEWS:
            return False
        place = f"{value.records.variable}.{'.'.join(value.records.path)}"
        return self.sorted_by.setdefault(place, repr(value.start)) == repr(value.start)

    def _span(self, value: core.Covered, days: Number, until: date) -> Number:
        """Full years or months of so many days until that day: as many as there are steps below them."""
        if value.unit is Unit.DAYS:
            return days
        most = _LONGEST_YEARS if value.unit is Unit.YEARS else _LONGEST_MONTHS
        named = self._named_days(days)
        steps = steps_of(until, value.unit, value.calendar, most)
        return proof.counted(proof.compared(Operator.AT_LEAST, named, each) for each in steps)

    def _named_days(self, days: Number) -> Number:
        """One name for a long sum that is compared often."""
        if isinstance(days, int):
            return days
        self._serial += 1
        named = self.fresh_number(f"~days{self._serial}")
        self.require(proof.compared(Operator.EQUAL, named, days))
        return named

    def ordinal(self, value: Value, env: Environment) -> Number:
        """The number in the calendar of the day that a value comes to. Days that a month does not have count as the next month's first ones."""
        match value:
            case core.Literal(_, day):
                return day.toordinal() if isinstance(day, date) else 0
            case core.Field(variable, path):
                leaf = found(env[variable], path)
                if isinstance(leaf, Leaf) and leaf.calendar is not None:
                    return leaf.calendar.ordinal
            case core.FirstPresent(values):
                made = self.ordinal(values[-1], env)
                for each in reversed(values[:-1]):
                    made = proof.chosen(self.amount(each, env).answered, self.ordinal(each, env), made)
                return made
            case core.Chosen(branches, otherwise):
                made = 0 if otherwise is None else self.ordinal(otherwise, env)
                for branch in reversed(branches):
                    made = proof.chosen(
                        self.truth(branch.condition, env).true, self.ordinal(branch.value, env), made
                    )
                return made
            case _:
                pass
        return self._parts(self.amount(value, env).term).ordinal

    def _parts(self, key: Number) -> Calendar:
        """A day that is known by its number alone."""
        self._serial += 1
        names = ("fours", "rest", "month", "day")
        made = Calendar(*(self.fresh_number(f"~{part}{self._serial}") for part in names))
        self.require(made.limits)
        self.require(proof.compared(Operator.EQUAL, key, made.key))
        return made


def _of_several(value: core.Sum | core.Extreme, terms: list[Number]) -> Number:
    if isinstance(value, core.Sum):
        return proof.total(terms)
    made = terms[0]
    for each in terms[1:]:
        made = greatest(made, each) if value.greatest else least(made, each)
    return made
