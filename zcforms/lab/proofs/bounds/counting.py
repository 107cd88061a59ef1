"""How many records of each list are provably enough: when "there is none with so few" means "there is none" (docs/proofs-bounds.md).

Take any document in which a condition is true (or false, or not true, or not false) and delete records, changing nothing else. `needed` says for each list how
many records have to be kept so that the condition still is what it was, *whichever* of the others are deleted. Because it does not matter which others are, what
several conditions need can be kept side by side and added up, and a document with as many records as that is found if there is any at all.

Some need nothing: "every record …", "at most …". Some need witnesses: "some record …" one, "at least 3 …" three, two that contradict a pair two. A condition that
stands inside "every record …" needs what it needs inside that record; outside, what does not depend on the record is kept once, and what does, for each record
kept. Where no number is enough (a count that is compared with another one, whatever is calculated from counts), all records are to be kept: the amount is None.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from zcforms.checks import core
from zcforms.checks.core import Condition, Counted, Operator, Records, State, Value
from zcforms.checks.normal import Mode
from zcforms.lab.proofs.bounds import ranges as proof_ranges
from zcforms.lab.proofs.bounds.breaches import narrowed
from zcforms.lab.proofs.bounds.lists import FINEST, INFINITE, Lists
from zcforms.lab.proofs.bounds.needs import (
    EVERYTHING,
    NOTHING,
    KeptAlike,
    Need,
    either,
    out_of_each_pair,
    out_of_some,
    some_of,
    together,
)
from zcforms.lab.proofs.bounds.reading import alike, best, never_changes
from zcforms.lab.proofs.bounds.scope import Scope

_NO_LISTS = Lists()


def needed(condition: Condition, mode: Mode, lists: Lists = _NO_LISTS) -> Need:
    """What keeps the condition as it is in any document in which it is so. In numbers: `lists.enough`."""
    return Reader(lists).condition(condition, mode)


def unchanged(value: Value, lists: Lists = _NO_LISTS) -> Need:
    """What keeps the value as it is in any document."""
    return Reader(lists).same(value)


class Reader(Scope):
    """What conditions and values need, each for what it is in the documents that are looked at."""

    # ------------------------------------------------------------------------------------- conditions

    def condition(self, condition: Condition, mode: Mode) -> Need:
        if never_changes(condition):
            return NOTHING
        return self.outside(condition, mode, lambda: self._condition(condition, mode))

    def _condition(self, condition: Condition, mode: Mode) -> Need:
        match condition:
            case core.Not(part):
                return self.condition(part, mode.of_negation)
            case core.Definitely(part):
                return self.condition(part, Mode.TRUE if mode.positive else Mode.NOT_TRUE)
            case core.AllOf(parts):
                return self._at_least(len(parts), parts, mode)
            case core.AnyOf(parts):
                return self._at_least(1, parts, mode)
            case core.AtLeast(number, parts):
                return self._at_least(number, parts, mode)
            case core.Some() | core.Every() | core.EveryPair():
                return self._quantified(condition, mode)
            case _:
                return self._simple(condition, mode)

    def _at_least(self, number: int, parts: tuple[Condition, ...], mode: Mode) -> Need:
        if not mode.positive:  # fewer than `number` hold: so many do not
            number = len(parts) - number + 1
        return some_of(number, [self.condition(part, mode) for part in parts])

    def _quantified(self, condition: core.Quantified, mode: Mode) -> Need:
        records, inner = condition.records, condition.condition
        if isinstance(condition, core.EveryPair):
            return self._pairs(condition, mode)
        if isinstance(condition, core.Some) == mode.positive:
            frame = self.frames[-1] if self.frames else None
            number = (
                best(condition, mode, frame.outer)
                if frame and self.depends_only_on(condition, frame)
                else None
            )
            if frame is not None and number is not None:  # one record is best for all of them
                frame.shared["best", condition, mode] = {"best": self.some(records, number)}
                return NOTHING
            found = self.of_some(records, condition.variable, 1, lambda: self.condition(inner, mode))
            return narrowed(found, inner, condition.variable, mode, self.lists.kinds)
        return self.of_each(records, condition.variable, lambda: self.condition(inner, mode))

    def _pairs(self, condition: core.EveryPair, mode: Mode) -> Need:
        names, records, inner = (condition.first, condition.second), condition.records, condition.condition
        with self.inside(records, *names):
            if mode.positive:
                with self.each(records, *names) as frame:
                    found = self.condition(inner, mode)
                found = out_of_each_pair(names, records.variable, records.path, found)
                return together(frame.needs, found)
            return out_of_some(2, names, records.variable, records.path, self.condition(inner, mode))

    def _simple(self, condition: Condition, mode: Mode) -> Need:
        match condition:
            case core.InState(Records() as records, state):
                there = (state is State.ANSWERED) == mode.positive and state in (State.ANSWERED, State.BLANK)
                return self.some(records, 1) if there else NOTHING
            case core.InState(subject, _):
                return self.state(subject)  # type: ignore[arg-type]
            case core.Present(value):
                return self.state(value)
            case core.Among(value, choices) if core.type_of(value).numeric and choices:
                numbers = [Decimal(str(choice.value)) for choice in choices]
                return either([self.state(value), self._among(value, numbers, mode)])
            case core.Compare(operator, left, right):
                operator = operator if mode.positive else operator.negated
                states = together(self.state(left), self.state(right))
                return either([states, self._compared(operator, left, right)])
            case core.Among(value) | core.Contains(value):
                return self.same(value)
        raise AssertionError(condition)

    def _among(self, value: Value, numbers: list[Decimal], mode: Mode) -> Need:
        if mode.positive:
            return either(together(self.low(value, each), self.high(value, each)) for each in numbers)
        return together(self.low(value, max(numbers) + FINEST), self.high(value, min(numbers) - FINEST))

    def _compared(self, operator: Operator, left: Value, right: Value) -> Need:
        if not (core.type_of(left).numeric and core.type_of(right).numeric):
            return together(self.same(left), self.same(right))
        match operator:
            case Operator.AT_LEAST:
                return self._apart(left, right, Decimal(0))
            case Operator.MORE:
                return self._apart(left, right, FINEST)
            case Operator.AT_MOST:
                return self._apart(right, left, Decimal(0))
            case Operator.LESS:
                return self._apart(right, left, FINEST)
            case Operator.EQUAL:
                return together(self._apart(left, right, Decimal(0)), self._apart(right, left, Decimal(0)))
            case _:
                return either([self._apart(left, right, FINEST), self._apart(right, left, FINEST)])

    # ----------------------------------------------------------------------------------------- values

    def state(self, value: Value) -> Need:
        """What keeps the value's state."""
        if never_changes(value):
            return NOTHING
        return self.outside(value, "state", lambda: self._state(value))

    def _state(self, value: Value) -> Need:
        match value:
            case core.Covered(records, until=until):
                return together(self._chosen_at_all(records), self.state(until))
            case core.Count(records) | core.Total(records) | core.Distinct(records):
                return self._chosen_at_all(records)
            case core.FirstPresent(values):
                return together(*map(self.state, values))
            case core.Chosen():
                return self._alternatives(value, self.state)
            case _:
                return together(*map(self.state, proof_ranges.operands(value)))

    def _chosen_at_all(self, records: Records) -> Need:
        return self.some(records, 1) if records.choices else NOTHING

    def same(self, value: Value) -> Need:
        """What keeps the value as it is."""
        if never_changes(value):
            return NOTHING
        return self.outside(value, "same", lambda: self._same(value))

    def _same(self, value: Value) -> Need:
        match value:
            case core.Count() | core.Total() | core.Distinct() | core.Covered():
                return together(self.low(value, INFINITE), self.high(value, -INFINITE), self.state(value))
            case core.FirstPresent() | core.Chosen():
                return self._alternatives(value, self.same)
            case _:
                return together(*map(self.same, proof_ranges.operands(value)))

    def low(self, value: Value, least: Decimal) -> Need:
        """What keeps the value, where it is answered, from falling below `least`, or from falling at all where it is below already."""
        if never_changes(value):
            return NOTHING
        low, high = self._range(value)
        if least <= low:
            return self.state(value)
        return self.outside(value, "low", lambda: self._low(value, min(least, high)))

    def _low(self, value: Value, least: Decimal) -> Need:
        match value:
            case core.Count() | core.Total() | core.Distinct() | core.Covered():
                return self._reaching(value, least)
            case core.Sum(values):
                lows = [self._range(each)[0] for each in values]
                return together(*(self.low(each, least - _others(lows, n)) for n, each in enumerate(values)))
            case core.Difference(left, right):
                return self._apart(left, right, least)
            case core.Multiple(factor, inner):
                if factor == 0:
                    return self.state(inner)
                return self.low(inner, least / factor) if factor > 0 else self.high(inner, least / factor)
            case core.Extreme(greatest, values):
                return self._extreme(greatest, values, lambda each: self.low(each, least))
            case core.FirstPresent() | core.Chosen():
                return self._alternatives(value, lambda each: self.low(each, least))
            case _:
                return self.same(value)

    def high(self, value: Value, most: Decimal) -> Need:
        """What keeps the value, where it is answered, from rising above `most`, or from rising at all where it is above already."""
        if never_changes(value):
            return NOTHING
        low, high = self._range(value)
        if most >= high:
            return self.state(value)
        return self.outside(value, "high", lambda: self._high(value, max(most, low)))

    def _high(self, value: Value, most: Decimal) -> Need:
        match value:
            case core.Count() | core.Total() | core.Distinct() | core.Covered():
                return self._not_growing(value)
            case core.Sum(values):
                highs = [self._range(each)[1] for each in values]
                return together(*(self.high(each, most - _others(highs, n)) for n, each in enumerate(values)))
            case core.Difference(left, right):
                return self._apart(right, left, -most)
            case core.Multiple(factor, inner):
                if factor == 0:
                    return self.state(inner)
                return self.high(inner, most / factor) if factor > 0 else self.low(inner, most / factor)
            case core.Extreme(greatest, values):
                return self._extreme(not greatest, values, lambda each: self.high(each, most))
            case core.FirstPresent() | core.Chosen():
                return self._alternatives(value, lambda each: self.high(each, most))
            case _:
                return self.same(value)

    def _apart(self, left: Value, right: Value, least: Decimal) -> Need:
        """What keeps the left one greater than the right one by so much, or from coming nearer."""
        return together(
            self.low(left, least + self._range(right)[1]), self.high(right, self._range(left)[0] - least)
        )

    def _extreme(self, one: bool, values: tuple[Value, ...], kept_by: Callable[[Value], Need]) -> Need:
        """`one`: one of the values is enough, which may be any."""
        if not one:
            return together(*map(kept_by, values))
        states = [self.state(each) for each in values]
        return either(together(kept_by(each), *states[:n], *states[n + 1 :]) for n, each in enumerate(values))

    def _alternatives(self, value: core.FirstPresent | core.Chosen, kept_by: Callable[[Value], Need]) -> Need:
        """Whichever of several values is taken: that it still is, and what it itself needs."""
        before: list[Need] = []
        found: list[Need] = []
        if isinstance(value, core.FirstPresent):
            for each in value.values:
                found.append(together(*before, kept_by(each)))
                before.append(self.state(each))
            return either([*found, together(*before)])
        for branch in value.branches:
            taken = self.condition(branch.condition, Mode.TRUE)
            found.append(together(*before, taken, kept_by(branch.value)))
            before.append(self.condition(branch.condition, Mode.NOT_TRUE))
        last = NOTHING if value.otherwise is None else kept_by(value.otherwise)
        return either([*found, together(*before, last)])

    # -------------------------------------------------------------------------- what records add up to

    def _reaching(self, value: Counted, least: Decimal) -> Need:
        records, where = value.records, value.where
        if not self._monotone(value):
            return self._everything(value)
        with self.inside(records, value.variable):
            number = proof_ranges.picked(value, least, self.lists, self.places)
        if records.choices and number is not None:
            number = max(number, 1)
        frame = self.frames[-1] if self.frames else None
        if (
            frame is not None
            and self.depends_only_on(value, frame)
            and (by := alike(value, frame.records, frame.names))
        ):
            need = Need({KeptAlike(records.path, by): number})
            frame.shared.setdefault(value, {})["low"] = need
            return self.state(value)
        of_where = self.of_some(records, value.variable, number, lambda: self.condition(where, Mode.TRUE))
        of_where = narrowed(of_where, where, value.variable, Mode.TRUE, self.lists.kinds)
        return together(of_where, self.state(value.until)) if isinstance(value, core.Covered) else of_where

    def _not_growing(self, value: Counted) -> Need:
        """None of the records that do not count comes to count."""
        if not self._monotone(value):
            return self._everything(value)
        where, variable = value.where, value.variable
        others = self.of_each(value.records, variable, lambda: self.condition(where, Mode.NOT_TRUE))
        return together(others, self.state(value))

    def _monotone(self, value: Counted) -> bool:
        """Whether each record adds the same whatever else is there, and never less than nothing."""
        with self.inside(value.records, value.variable):
            match value:
                case core.Count():
                    return True
                case core.Covered(start=start, end=end, until=until):
                    return all(map(never_changes, (start, end, until)))
                case core.Distinct(value=inner):
                    return never_changes(inner)
                case core.Total(value=inner):
                    return never_changes(inner) and self._range(inner)[0] >= 0

    def _everything(self, node: core.Node) -> Need:
        """All records of every list that plays a part."""
        if isinstance(node, Records):
            return self.some(node, EVERYTHING)
        records = getattr(node, "records", None)
        below = [child for child in core.children(node) if child is not records]
        if not isinstance(records, Records):
            return together(*map(self._everything, below))
        words = ("variable", "first", "second")
        names = tuple(getattr(node, word) for word in words if hasattr(node, word))
        with self.inside(records, *names):
            found = together(*map(self._everything, below))
        return out_of_some(EVERYTHING, names, records.variable, records.path, found)

    def _range(self, value: Value) -> tuple[Decimal, Decimal]:
        return proof_ranges.reach(value, self.lists, self.places)


def _others(numbers: list[Decimal], but: int) -> Decimal:
    return sum((each for n, each in enumerate(numbers) if n != but), Decimal(0))
