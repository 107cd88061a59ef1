"""The tree that an author writes -> the typed core (docs/rules.md is the language's manual)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from zcforms.checks import choosing, combinations, remedies
from zcforms.checks.amount import MOST_MISUSES, bounded
from zcforms.checks.comparing import OPERATORS, TESTS, ComparisonReader, Left, placed
from zcforms.checks.core import (
    TRUE,
    AnyOf,
    AtLeast,
    Compare,
    Condition,
    Count,
    Definitely,
    Every,
    EveryPair,
    Field,
    FirstPresent,
    InState,
    Literal,
    Not,
    Operator,
    Present,
    Records,
    Some,
    State,
    Type,
    Value,
    conjunction,
    renamed,
)
from zcforms.checks.monthly import alike
from zcforms.checks.scope import Misuse, Scope, below, literal, quoted
from zcforms.checks.shape import Shape
from zcforms.checks.tree import members, only, several, whole

MEASURES = ("count", "sum", "distinct", "chosen", "years_covered", "months_covered", "days_covered")
_T = TypeVar("_T")


@dataclass(slots=True)
class Parser(ComparisonReader):
    """Reads conditions and values. What is wrong goes to `faults`; a rule with faults must not be used."""

    def condition(self, tree: Any, at: str) -> Condition:
        """The condition; TRUE stands in where something was wrong."""
        return self._tried(lambda: bounded(self._condition(tree, self.document, at), at)) or TRUE

    def value(self, tree: Any, at: str) -> Value | None:
        """The value; None where something was wrong."""
        return self._tried(lambda: bounded(self._value(tree, self.document, at), at))

    def target(self, tree: Any, at: str) -> tuple[Field, Shape] | None:
        """The property of the document that a text names; None where there is none."""
        return self._tried(lambda: self.document.field(tree, at))

    def collected(self, tree: Any, at: str) -> tuple[Records, str, Condition, Field, Shape] | None:
        """Which property of which records is to be listed in a message."""
        return self._tried(lambda: self._collected(tree, at))

    @property
    def document(self) -> Scope:
        return Scope.document(self.root)

    def _collected(self, tree: Any, at: str) -> tuple[Records, str, Condition, Field, Shape]:
        records, variable, where, inside = self._selected(tree, self.document, at, ("field",))
        return records, variable, where, *inside.field(tree["field"], below(at, "field"))

    def _tried(self, read: Callable[[], _T]) -> _T | None:
        try:
            return read() if len(self.faults) < MOST_MISUSES else None
        except Misuse as misuse:
            self.faults.append(misuse)
            return None

    # ---------------------------------------------------------------------------------- conditions

    def _condition(self, tree: Any, scope: Scope, at: str) -> Condition:
        with self._deeper(at):
            if isinstance(tree, list):
                return conjunction(self._conditions(tree, scope, at))
            if not isinstance(tree, Mapping) or not tree:
                raise Misuse(at, "这里应写条件", "请写“名称: 要求”，例如 basic.work_years: {'>=': 5}。")
            return conjunction([self._tried_entry(key, tree[key], scope, below(at, key)) for key in tree])

    def _conditions(self, tree: Any, scope: Scope, at: str) -> list[Condition]:
        if not isinstance(tree, list) or not tree:
            fault = "条件的列表是空的" if tree == [] else "这里应写条件的列表"
            raise Misuse(at, fault, "请逐条列出，每条前加“-”。")
        return [self._condition(item, scope, below(at, n)) for n, item in enumerate(tree)]

    def _tried_entry(self, key: str, tree: Any, scope: Scope, at: str) -> Condition:
        """One member of a condition; what is wrong with it does not hide its neighbours' faults."""
        return self._tried(lambda: self._entry(key, tree, scope, at)) or TRUE

    def _entry(self, key: str, tree: Any, scope: Scope, at: str) -> Condition:
        read = CONDITIONS.get(key)
        if read is not None:
            return read(self, tree, scope, at)
        if key in MEASURES:
            return self._measure(key, tree, scope, at)
        if (remedy := remedies.of_condition(key)) and not scope.known(key):
            raise Misuse(at, f"没有名为“{quoted(key)}”的条件", remedy)
        if scope.names_choices(key):
            return self._choice_tests(key, tree, scope, at)
        left, shape = scope.field(key, at, (*CONDITIONS, *MEASURES))
        return self._tests(Left(left, shape), tree, scope, at)

    def _all(self, tree: Any, scope: Scope, at: str) -> Condition:
        return conjunction(self._conditions(tree, scope, at))

    def _any(self, tree: Any, scope: Scope, at: str) -> Condition:
        return AnyOf(tuple(self._conditions(tree, scope, at)))

    def _not(self, tree: Any, scope: Scope, at: str) -> Condition:
        return Not(self._condition(tree, scope, at))

    def _at_least(self, tree: Any, scope: Scope, at: str) -> Condition:
        found = members(tree, at, ("number", "of"))
        conditions = self._conditions(found["of"], scope, below(at, "of"))
        return AtLeast(whole(found["number"], below(at, "number"), 1, len(conditions)), tuple(conditions))

    def _present(self, tree: Any, scope: Scope, at: str) -> Condition:
        return conjunction([self._one_present(name, scope, place) for name, place in placed(tree, at)])

    def _absent(self, tree: Any, scope: Scope, at: str) -> Condition:
        return conjunction([Not(self._one_present(name, scope, place)) for name, place in placed(tree, at)])

    def _one_present(self, name: Any, scope: Scope, at: str) -> Condition:
        if not scope.names_list(name):
            return Present(scope.field(name, at)[0])
        if scope.names_choices(name):
            return InState(scope.choices(name, at)[0], State.ANSWERED)
        records, shape = scope.records(name, at)
        number = Count(records, scope.enter(shape)[1], TRUE)
        any_record = Compare(Operator.AT_LEAST, number, Literal(Type.INTEGER, 1))
        return Definitely(any_record) if records.restricted else any_record

    def _says_none(self, tree: Any, scope: Scope, at: str) -> Condition:
        def one(name: Any, at: str) -> Condition:
            value, shape = scope.field(name, at)
            if shape.blank is None:
                remedy = "没有填写请用 left_blank 或 absent。"
                raise Misuse(at, f"“{quoted(name)}”不能填“无”，这个检查永远不会成立", remedy)
            return InState(value, State.NONE)

        return conjunction([one(*each) for each in placed(tree, at)])

    def _left_blank(self, tree: Any, scope: Scope, at: str) -> Condition:
        places = [self._place(name, scope, place) for name, place in placed(tree, at)]
        return conjunction([InState(place, State.BLANK) for place in places])

    def _not_asked(self, tree: Any, scope: Scope, at: str) -> Condition:
        def one(name: Any, at: str) -> Condition:
            place = self._place(name, scope, at)
            if not place.restricted:
                remedy = "没有填写请用 left_blank 或 absent。"
                raise Misuse(at, f"“{quoted(name)}”人人都要填写，这个检查永远不会成立", remedy)
            return InState(place, State.UNASKED)

        return conjunction([one(*each) for each in placed(tree, at)])

    def _place(self, name: Any, scope: Scope, at: str) -> Field | Records:
        if scope.names_choices(name):
            return scope.choices(name, at)[0]
        return scope.records(name, at)[0] if scope.names_list(name) else scope.field(name, at)[0]

    # ----------------------------------------------------------------------------------- comparing

    def _compare(self, tree: Any, scope: Scope, at: str) -> Condition:
        left_tree, word, right = several(tree, at, 3, 3)
        scope.require_no_name(left_tree, None, below(at, 0))
        if isinstance(left_tree, Mapping) and set(left_tree) == {"field"}:
            left = Left(*scope.field(left_tree["field"], below(below(at, 0), "field")))
        else:
            left = Left(self._value(left_tree, scope, below(at, 0)), None, left_tree)
        return self._test(left, str(word), right, scope, below(at, 2))

    def _measure(self, word: str, tree: Any, scope: Scope, at: str) -> Condition:
        """count, sum and the like with operators beside `of`."""
        if not isinstance(tree, Mapping):
            raise Misuse(at, "这里应写成“名称: 内容”的形式", f"请写 of 和 {'、'.join(OPERATORS)} 之一。")
        tests = {key: inner for key, inner in tree.items() if key in TESTS}
        rest = {key: inner for key, inner in tree.items() if key not in TESTS}
        value = self._value({word: rest}, scope, at.rpartition("/")[0])
        shape = None
        if word == "chosen":
            shape = choosing.limits(value, choosing.several_named(tree["of"], scope, at))
        return self._tests(Left(value, shape), tests, scope, at)

    # ------------------------------------------------------------------------------------- records

    def _some(self, tree: Any, scope: Scope, at: str) -> Condition:
        records, variable, where, that = self._quantified(tree, scope, at)
        return Some(records, variable, conjunction([where, that]))

    def _no(self, tree: Any, scope: Scope, at: str) -> Condition:
        return Not(self._some(tree, scope, at))

    def _every(self, tree: Any, scope: Scope, at: str) -> Condition:
        members(tree, at, ("of", "that"), ("where", "as"))
        records, variable, where, that = self._quantified(tree, scope, at)
        return Every(records, variable, that if where == TRUE else AnyOf((Not(Definitely(where)), that)))

    def _quantified(self, tree: Any, scope: Scope, at: str) -> tuple[Records, str, Condition, Condition]:
        found = members(tree, at, ("of",), ("where", "as", "that"))
        selection = {key: inner for key, inner in found.items() if key != "that"}
        records, variable, where, inside = self._selected(selection, scope, at, ())
        that = self._condition(found["that"], inside, below(at, "that")) if "that" in found else TRUE
        return records, variable, where, that

    def _pairs(self, tree: Any, scope: Scope, at: str) -> Condition:
        found = members(tree, at, ("of", "that"), ("where",))

        def that(inside: Scope) -> Condition:
            return self._condition(found["that"], inside, below(at, "that"))

        return self._every_pair(found, scope, at, that)

    def _unique(self, tree: Any, scope: Scope, at: str) -> Condition:
        found = members(tree, at, ("of", "by"), ("where",))
        names = several(found["by"], below(at, "by"), 1, 10)

        def differ(inside: Scope) -> Condition:
            fields = [
                [inside.field(f"{one}.{name}", below(below(at, "by"), n))[0] for one in "ab"]
                for n, name in enumerate(names)
            ]
            return AnyOf(tuple(Compare(Operator.UNEQUAL, first, second) for first, second in fields))

        return self._every_pair(found, scope, at, differ)

    def _no_overlap(self, tree: Any, scope: Scope, at: str) -> Condition:
        found = members(tree, at, ("of", "start", "end"), ("where",))
        open_end = Literal(Type.DATE, self.surroundings.reference)

        def apart(inside: Scope) -> Condition:
            starts = [self._moment(f"{one}.{found['start']}", inside, below(at, "start")) for one in "ab"]
            until = [self._moment(f"{one}.{found['end']}", inside, below(at, "end")) for one in "ab"]
            first, second = (FirstPresent(alike(end, open_end)) for end in until)
            before = Compare(Operator.AT_MOST, *alike(first, starts[1]))
            after = Compare(Operator.AT_MOST, *alike(second, starts[0]))
            return AnyOf((before, after))

        return self._every_pair(found, scope, at, apart)

    def _combination(self, tree: Any, scope: Scope, at: str) -> Condition:
        found = combinations.read(tree, at)
        selection = {key: found[key] for key in ("of", "where", "as") if key in found}
        records, variable, where, inside = self._selected(selection, scope, at, ())
        scale, shape = inside.field(found["scale"], below(at, "scale"))
        if scale.type is not Type.TEXT:
            raise Misuse(below(at, "scale"), f"{scale.type}不能作为等级", "请写表示等级的文字的名称。")
        place = below(at, "order")
        order = [literal(each, below(place, n), Type.TEXT, shape) for n, each in enumerate(found["order"])]
        wanted = combinations.options(found["any"], [str(each.value) for each in order], below(at, "any"))
        stand_in = self._switch(found.get("stand_in", False), below(at, "stand_in"))
        counted = (records, variable, where)
        return combinations.combination(counted, scale, order, wanted, stand_in=stand_in)

    def _switch(self, tree: Any, at: str) -> bool:
        """true or false as written, or as a parameter says: what a policy leaves open is for the plan to settle."""
        if isinstance(tree, Mapping):
            tree = self._parameter_value(only(tree, at, ("parameter",))[1], at)
        if not isinstance(tree, bool):
            raise Misuse(
                at, "这里应写 true 或 false", "高等级可以充抵低等级时写 true，也可以写 {parameter: 名称}。"
            )
        return tree

    def _every_pair(
        self, found: Mapping[str, Any], scope: Scope, at: str, that: Callable[[Scope], Condition]
    ) -> Condition:
        """`that` for every two records of the list; of `where`, for every two that definitely fulfil it."""
        selection = {key: found[key] for key in ("of", "where") if key in found}
        records, variable, where, _ = self._selected(selection, scope, at, ())
        inside, first, second = scope.enter_pair(scope.records(found["of"], below(at, "of"))[1])
        condition = that(inside)
        if where != TRUE:
            bounded(where, at)
            unselected = tuple(Not(Definitely(renamed(where, {variable: one}))) for one in (first, second))
            condition = AnyOf((*unselected, condition))
        return bounded(EveryPair(records, first, second, condition), at)


CONDITIONS: dict[str, Callable[[Parser, Any, Scope, str], Condition]] = {
    "all": Parser._all,
    "any": Parser._any,
    "not": Parser._not,
    "at_least": Parser._at_least,
    "present": Parser._present,
    "absent": Parser._absent,
    "says_none": Parser._says_none,
    "left_blank": Parser._left_blank,
    "not_asked": Parser._not_asked,
    "compare": Parser._compare,
    "some": Parser._some,
    "every": Parser._every,
    "no": Parser._no,
    "pairs": Parser._pairs,
    "unique": Parser._unique,
    "no_overlap": Parser._no_overlap,
    "combination": Parser._combination,
}
