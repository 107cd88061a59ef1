"""What rules say of an application that is still open: the typed core (checks/core.py), in the reference evaluator's three-valued logic.

A value is a number with what became of it, a condition a pair: definitely true, definitely false. What cannot be put to the solver is left open, and
named: it may then come out either way.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from zcforms.checks import core, reference
from zcforms.checks.core import DOCUMENT, Condition, Records, State, Value, type_of
from zcforms.checks.kinds import Operator, Type, Unit
from zcforms.checks.measure import SCALE
from zcforms.lab import proof
from zcforms.lab.proof import Number, Quotient, Truth
from zcforms.lab.proof_nodes import MONTH, YEAR, Calendar, Group, Leaf, Many, Texts, found, written

Environment = Mapping[str, Group]
_LONGEST_YEARS = 80
_LONGEST_MONTHS = 12 * _LONGEST_YEARS


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


class NotModelled(Exception):
    """What cannot be put to the solver, in words."""


@dataclass(slots=True)
class Reader:
    """Reads conditions over one document. `exact`: cleared where something was left open; `sorted_by`: lists that are taken to be in the order of
    this property, because what is covered by periods is worked out one after the other."""

    root: Group
    texts: Texts
    require: Callable[[Truth], None]
    fresh: Callable[[str], Truth]
    fresh_number: Callable[[str], Number]
    open: dict[str, None] = field(default_factory=dict)
    sorted_by: dict[str, str] = field(default_factory=dict)
    _serial: int = 0

    def holds(self, condition: Condition) -> Logic:
        """Of the whole document."""
        return self.truth(condition, {DOCUMENT: self.root})

    def value(self, value: Value) -> Amount:
        return self.amount(value, {DOCUMENT: self.root})

    # -------------------------------------------------------------------------------------- conditions

    def truth(self, condition: Condition, env: Environment) -> Logic:
        match condition:
            case core.Constant(known):
                return Logic(known, not known)
            case core.Not(inner):
                return self.truth(inner, env).negated
            case core.Definitely(inner):
                decided = self.truth(inner, env).true
                return Logic(decided, proof.negated(decided))
            case core.AllOf(parts):
                return _at_least(len(parts), [self.truth(each, env) for each in parts])
            case core.AnyOf(parts):
                return _at_least(1, [self.truth(each, env) for each in parts])
            case core.AtLeast(number, parts):
                return _at_least(number, [self.truth(each, env) for each in parts])
            case core.Some() | core.Every():
                return self._quantified(condition, env)
            case core.EveryPair():
                return self._pairs(condition, env)
            case _:
                return self._simple(condition, env)

    def _simple(self, condition: core.Simple, env: Environment) -> Logic:
        match condition:
            case core.Present(value):
                answered = self.amount(value, env).answered
                return Logic(answered, proof.negated(answered))
            case core.InState(subject, state):
                there = self._state(subject, state, env)
                return Logic(there, proof.negated(there))
            case core.Among(value, choices):
                return self._among(value, choices, env)
            case core.Contains(value, texts, at_start):
                amount = self.amount(value, env)
                has = self._contains(value, texts, at_start, env)
                return _tested(amount, has)
            case _:
                return self._compare(condition, env)

    def _compare(self, condition: core.Compare, env: Environment) -> Logic:
        left, right = self._alike((condition.left, condition.right), env)
        known = proof.all_of((left.known, right.known))
        answered = proof.all_of((left.answered, right.answered))
        so = proof.all_of((answered, proof.compared(condition.operator, left.term, right.term)))
        if condition.operator is Operator.UNEQUAL:
            so = proof.any_of((so, proof.all_of((known, proof.any_of((left.none, right.none))))))
        return Logic(so, proof.all_of((known, proof.negated(so))))

    def _among(self, value: Value, choices: tuple[core.Literal, ...], env: Environment) -> Logic:
        amounts = self._alike((value, *choices), env)
        one = proof.any_of(
            [proof.compared(Operator.EQUAL, amounts[0].term, each.term) for each in amounts[1:]]
        )
        return _tested(amounts[0], one)

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

    def _contains(self, value: Value, texts: tuple[str, ...], at_start: bool, env: Environment) -> Truth:
        match value:
            case core.Literal(_, text):
                return any(_has(str(text), each, at_start) for each in texts)
            case core.Field(variable, path):
                leaf = found(env[variable], path)
                return self._leaf_contains(leaf, texts, at_start) if isinstance(leaf, Leaf) else False
            case core.FirstPresent(values):
                made: Truth = False
                for each in reversed(values):
                    inner = self._contains(each, texts, at_start, env)
                    made = _if(self.amount(each, env).answered, inner, made)
                return made
            case core.Chosen(branches, otherwise):
                made = False if otherwise is None else self._contains(otherwise, texts, at_start, env)
                for branch in reversed(branches):
                    inner = self._contains(branch.value, texts, at_start, env)
                    made = _if(self.truth(branch.condition, env).true, inner, made)
                return made
            case _:
                return self._left_open("某些文字里有没有一段文字")

    def _leaf_contains(self, leaf: Leaf, texts: tuple[str, ...], at_start: bool) -> Truth:
        key = (texts, at_start)
        if key not in leaf.parts:
            if isinstance(leaf.term, int):
                leaf.parts[key] = any(_has(self.texts.text(leaf.term), each, at_start) for each in texts)
            else:
                self._open_part(leaf, texts, at_start)
        return leaf.parts[key]

    def _open_part(self, leaf: Leaf, texts: tuple[str, ...], at_start: bool) -> None:
        """Of texts that somebody names it is known; of others it is open."""
        open_one = self.fresh(f"{leaf.path}~{'^' if at_start else ''}{'|'.join(texts)}")
        leaf.parts[(texts, at_start)] = open_one
        for number in leaf.named:
            so = any(_has(self.texts.text(number), each, at_start) for each in texts)
            same = proof.compared(Operator.EQUAL, leaf.term, number)
            self.require(proof.follows(same, open_one if so else proof.negated(open_one)))

    def _state(self, subject: Value | Records, state: State, env: Environment) -> Truth:
        if isinstance(subject, Records):
            many = self._many(subject, env)
            if many is None:
                return state is State.BLANK
            there = {
                State.ANSWERED: many.some,
                State.UNASKED: proof.negated(many.asked),
                State.BLANK: proof.all_of((many.asked, proof.negated(many.some))),
            }
            return there.get(state, False)
        amount = self.amount(subject, env)
        blank = proof.negated(proof.any_of((amount.answered, amount.none, amount.unasked)))
        return {
            State.ANSWERED: amount.answered,
            State.NONE: amount.none,
            State.UNASKED: amount.unasked,
            State.BLANK: blank,
        }[state]

    def unmet(self, condition: Condition, env: Environment) -> Truth:
        """Not true, and that not only for want of what was never asked (`reference.unmet`)."""
        decided = self.truth(condition, env)
        if isinstance(condition, core.AllOf | core.AnyOf | core.AtLeast):
            inner = proof.any_of([self.unmet(each, env) for each in condition.conditions])
        else:
            inner = proof.negated(self.unasked(condition, env))
        unknown = proof.negated(proof.any_of((decided.true, decided.false)))
        return proof.any_of((decided.false, proof.all_of((unknown, inner))))

    def unasked(self, node: Any, env: Environment) -> Truth:
        """Whether it reads something that was never asked for, in the document or in any of the records that it goes through."""
        if isinstance(node, core.Field | Records):
            place = found(env[node.variable], node.path) if node.variable in env else None
            return False if place is None else proof.negated(place.asked)
        records = getattr(node, "records", None)
        inside: list[tuple[Truth, Environment]] = [(True, env)]
        if records is not None and records.variable in env:
            names = (node.first, node.second) if isinstance(node, core.EveryPair) else (node.variable,)
            for there, here in self._each(records, names[0], env):
                inside.append((there, {**here, **dict.fromkeys(names, here[names[0]])}))
        parts = []
        for child in core.children(node):
            for there, here in [(True, env)] if child is records else inside:
                parts.append(proof.all_of((there, self.unasked(child, here))))
        return proof.any_of(parts)

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

    def _quantified(self, condition: core.Some | core.Every, env: Environment) -> Logic:
        some = isinstance(condition, core.Some)
        asked = self._asked(condition.records, env)
        hits: list[Truth] = []
        misses: list[Truth] = []
        for there, here in self._each(condition.records, condition.variable, env):
            inner = self.truth(condition.condition, here)
            if some:
                hits.append(proof.all_of((there, inner.true)))
                misses.append(proof.follows(there, inner.false))
            else:
                hits.append(proof.follows(there, inner.true))
                misses.append(proof.all_of((there, inner.false)))
        if some:
            return Logic(proof.any_of(hits), proof.all_of((asked, *misses)))
        return Logic(proof.all_of((asked, *hits)), proof.any_of(misses))

    def _pairs(self, condition: core.EveryPair, env: Environment) -> Logic:
        many = self._many(condition.records, env)
        if many is None:
            return TRUE
        hits: list[Truth] = [many.asked]
        misses: list[Truth] = []
        listed = [pair for pair in zip(many.records, many.active, strict=True) if pair[1] is not False]
        for (one, there), (other, there_too) in itertools.permutations(listed, 2):
            inner = self.truth(condition.condition, {**env, condition.first: one, condition.second: other})
            both = proof.all_of((there, there_too))
            hits.append(proof.follows(both, inner.true))
            misses.append(proof.all_of((both, inner.false)))
        return Logic(proof.all_of(hits), proof.any_of(misses))

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
        if not isinstance(until, core.Literal) or not isinstance(until.value, date):
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
            after = _least(over, last_day)
            open_from = _greatest(first, reached)
            gained = _greatest(proof.less(after, open_from), 0)
            days.append(proof.chosen(there, gained, 0))
            reached = proof.chosen(there, _greatest(reached, after), reached)
        if len(chosen) > 1:
            self.sorted_by[".".join(value.records.path)] = str(value.start)
        return Amount(
            answered, False, proof.negated(asked), self._span(value, proof.total(days), until.value)
        )

    def _span(self, value: core.Covered, days: Number, until: date) -> Number:
        """Full years or months of so many days until that day: as many as there are steps below them."""
        if value.unit is Unit.DAYS:
            return days
        most = _LONGEST_YEARS if value.unit is Unit.YEARS else _LONGEST_MONTHS
        named = self._named_days(days)
        steps = _steps(until, value.unit, value.calendar, most)
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

    # ------------------------------------------------------------------------------------------ values

    def amount(self, value: Value, env: Environment) -> Amount:
        match value:
            case core.Literal(kind, known):
                return Amount(True, False, False, written(known, kind, self.texts))
            case core.Field(variable, path):
                return _of_leaf(found(env[variable], path))
            case core.FirstPresent(values):
                return self._first_present(values, type_of(value), env)
            case core.Chosen(branches, otherwise):
                made = BLANK if otherwise is None else self._as(otherwise, type_of(value), env)
                for branch in reversed(branches):
                    taken = self.truth(branch.condition, env).true
                    made = _either(taken, self._as(branch.value, type_of(value), env), made)
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
        return _joined(amounts, answered, term)

    def _calculated(self, value: core.Calculated, env: Environment) -> Amount:
        operands = self._operands(value, env)
        answered = proof.all_of([each.answered for each in operands])
        return _joined(operands, answered, self._term(value, [each.term for each in operands], env))

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
                return _elapsed(value, *terms)
            case core.YearOf():
                return Quotient(terms[0], YEAR)
            case core.MonthOf():
                return proof.times(MONTH, Quotient(terms[0], MONTH))
            case core.Difference():
                return proof.less(*terms)
            case core.Multiple(factor):
                return proof.times(factor, terms[0])
            case core.Sum():
                return proof.total(terms)
            case _:
                made = terms[0]
                for each in terms[1:]:
                    made = _greatest(made, each) if value.greatest else _least(made, each)
                return made

    def _left_open(self, what: str) -> Truth:
        self.open[what] = None
        self._serial += 1
        return self.fresh(f"~open{self._serial}")

    def _open_number(self, what: str) -> Number:
        self.open[what] = None
        self._serial += 1
        return self.fresh_number(f"~open{self._serial}")


def _steps(until: date, unit: Unit, calendar: bool, most: int) -> list[int]:
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


def _elapsed(value: core.Elapsed, start: Number, end: Number) -> Number:
    if value.calendar and value.unit is Unit.YEARS:
        return proof.less(Quotient(end, YEAR), Quotient(start, YEAR))
    return Quotient(proof.less(end, start), YEAR if value.unit is Unit.YEARS else MONTH)


def _has(text: str, part: str, at_start: bool) -> bool:
    return text.startswith(part) if at_start else part in text


def _of_leaf(node: Any) -> Amount:
    if not isinstance(node, Leaf):
        return BLANK
    none = node.none
    answered = proof.all_of((node.given, proof.negated(none)))
    return Amount(answered, none, proof.negated(node.asked), node.term)


def _tested(amount: Amount, so: Truth) -> Logic:
    return Logic(
        proof.all_of((amount.answered, so)),
        proof.any_of((proof.all_of((amount.answered, proof.negated(so))), amount.none)),
    )


def _at_least(number: int, truths: list[Logic]) -> Logic:
    true = proof.at_least(number, [each.true for each in truths])
    needed = len(truths) - number + 1  # so many that are false leave too few
    return Logic(true, proof.at_least(needed, [each.false for each in truths]))


def _joined(amounts: list[Amount], answered: Truth, term: Number) -> Amount:
    """What several amount to where they have no result: not asked before blank before 无."""
    if answered is True:
        return Amount(True, False, False, term)
    lacking = proof.negated(answered)
    unasked = proof.any_of([each.unasked for each in amounts])
    known = proof.all_of([each.known for each in amounts])
    return Amount(answered, proof.all_of((lacking, known)), proof.all_of((lacking, unasked)), term)


def _either(condition: Truth, one: Amount, other: Amount) -> Amount:
    if isinstance(condition, bool):
        return one if condition else other
    return Amount(
        _if(condition, one.answered, other.answered),
        _if(condition, one.none, other.none),
        _if(condition, one.unasked, other.unasked),
        proof.chosen(condition, one.term, other.term),
    )


def _if(condition: Truth, one: Truth, other: Truth) -> Truth:
    if one is other:
        return one
    return proof.any_of((proof.all_of((condition, one)), proof.all_of((proof.negated(condition), other))))


def _greatest(one: Number, other: Number) -> Number:
    return proof.chosen(proof.compared(Operator.AT_LEAST, one, other), one, other)


def _least(one: Number, other: Number) -> Number:
    return proof.chosen(proof.compared(Operator.AT_MOST, one, other), one, other)
