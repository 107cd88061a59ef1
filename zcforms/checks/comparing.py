"""Reading tests: what must hold of a value, written behind its name or with `compare`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zcforms.checks import choosing
from zcforms.checks.core import (
    AllOf,
    Among,
    Compare,
    Condition,
    Contains,
    Field,
    Literal,
    Not,
    Operator,
    Type,
    Value,
    conjunction,
    type_of,
)
from zcforms.checks.monthly import alike, ends, in_months, is_month, whole_month
from zcforms.checks.possible import require_between, require_comparable, require_one_unit, require_open
from zcforms.checks.remedies import MEANT
from zcforms.checks.scope import Misuse, Scope, below, literal, quoted, require_month
from zcforms.checks.shape import Shape
from zcforms.checks.tree import only, several
from zcforms.checks.values import ValueReader
from zcforms.documents.nearest import remedy_for

OPERATORS = {operator.value: operator for operator in Operator}
_TEXT_TESTS = ("contains", "starts_with")
TESTS = (*OPERATORS, "in", "not_in", "between", *_TEXT_TESTS)
"""Of one value; of several choices there are `choosing.TESTS`."""
_PATTERNS = ("matches", "match", "pattern", "regex", "regexp", "like")
MOST_TEXTS = 50


@dataclass(frozen=True, slots=True)
class Left:
    """What a test is about; `shape` knows its possible values; `tree`: as it is written, where it may be no name."""

    value: Value
    shape: Shape | None = None
    tree: Any = None

    @property
    def caption(self) -> str:
        return f"“{self.shape.caption}”" if self.shape and self.shape.caption else "左边的日期"


@dataclass(slots=True)
class ComparisonReader(ValueReader):
    """Reads tests of a value."""

    def _tests(self, left: Left, tree: Any, scope: Scope, at: str) -> Condition:
        """`tree` is what must hold of `left`: a value, a list of values, or operators."""
        if isinstance(tree, list):
            return self._among(left, tree, scope, at)
        if not isinstance(tree, Mapping):
            return self._test(left, "==", tree, scope, at)
        if not tree:
            raise Misuse(at, "缺少比较", f"请写 {'、'.join(TESTS)} 之一。")
        return conjunction(
            [self._test(left, word, right, scope, below(at, word)) for word, right in tree.items()]
        )

    def _choice_tests(self, name: str, tree: Any, scope: Scope, at: str) -> Condition:
        """The same of a field of several choices."""
        of = choosing.several_named(name, scope, at)
        if not isinstance(tree, Mapping) or not tree:
            return choosing.test("==", of, tree, at, self._parameter_value)
        return conjunction(
            [
                choosing.test(word, of, codes, below(at, word), self._parameter_value)
                for word, codes in tree.items()
            ]
        )

    def _test(self, left: Left, word: str, tree: Any, scope: Scope, at: str) -> Condition:
        if word in OPERATORS:
            return self._comparison(left, OPERATORS[word], tree, scope, at)
        match word:
            case "in":
                return self._among(left, tree, scope, at)
            case "not_in":
                return Not(self._among(left, tree, scope, at))
            case "between":
                low, high = several(tree, at, 2, 2)
                least = self._comparison(left, Operator.AT_LEAST, low, scope, below(at, 0))
                most = self._comparison(left, Operator.AT_MOST, high, scope, below(at, 1))
                require_between(least.right, most.right, at)
                return AllOf((least, most))
            case "contains" | "starts_with":
                return self._contains(left, tree, at, at_start=word == "starts_with")
        if word in _PATTERNS:
            raise Misuse(at, "规则里不能写正则表达式", "请用 contains（含有）、starts_with（开头是）或 in。")
        if word in choosing.TESTS:
            remedy = "请写 {not_in: [值, 值]}。" if word == "has_none_of" else "请写 {in: [值, 值]}。"
            raise Misuse(at, f"“{word}”用于可以选多项的栏目，这里只有一个值", remedy)
        raise Misuse(at, f"没有名为“{quoted(word)}”的比较", remedy_for(MEANT.get(word, word), TESTS))

    def _contains(self, left: Left, tree: Any, at: str, *, at_start: bool) -> Condition:
        if type_of(left.value) is not Type.TEXT:
            raise Misuse(
                at, f"{type_of(left.value)}不能用 contains、starts_with", "请用比较、in 或 between。"
            )
        items = several(listed(tree), at, 1, MOST_TEXTS)
        texts = tuple(str(literal(item, at, Type.TEXT).value) for item in items)
        if "" in texts:
            raise Misuse(at, "这里的文字是空的，任何内容都含有它", "请写要找的文字；是否填写请用 present。")
        options = [str(option) for option in left.shape.options] if left.shape else []
        for text in texts if options else ():
            if not any(option.startswith(text) if at_start else text in option for option in options):
                fault = f"没有一个可能的取值{'以' if at_start else '含有'}“{quoted(text)}”{'开头' if at_start else ''}"
                raise Misuse(at, f"{fault}，这个比较永远不会成立", remedy_for(text, options))
        return Contains(left.value, texts, at_start)

    def _comparison(self, left: Left, operator: Operator, tree: Any, scope: Scope, at: str) -> Compare:
        kind = type_of(left.value)
        scope.require_no_name(tree, kind, at)
        right = self._value(tree, scope, at, kind, left.shape)
        require_comparable(left.value, right, at)
        require_one_unit((left.value, right), at)
        if operator not in (Operator.EQUAL, Operator.UNEQUAL) and not kind.ordered:
            raise Misuse(at, f"{kind}没有大小，不能用“{operator}”", "请用 == 、!= 或 in。")
        named = isinstance(tree, Mapping) and isinstance(right, Field)
        shape = scope.field(tree["field"], at)[1] if named else None
        require_open(operator, (left.value, left.shape), (right, shape), at)
        if kind is not Type.DATE:
            return Compare(operator, left.value, right)
        if any(map(is_month, ends(left.value))):
            _require_no_day(tree, right, left.caption, at)
        if any(map(is_month, ends(right))):
            _require_no_day(left.tree, left.value, f"“{shape.caption}”" if shape else "右边的日期", at)
        return Compare(operator, *alike(left.value, right))

    def _among(self, left: Left, tree: Any, scope: Scope, at: str) -> Condition:
        if isinstance(tree, Mapping):
            tree = self._parameter_value(only(tree, at, ("parameter",))[1], at)
        items = several(tree, at, 1, choosing.MOST_CHOICES)
        kind = type_of(left.value)
        choices = tuple(literal(item, below(at, n), kind, left.shape) for n, item in enumerate(items))
        monthly = any(map(is_month, ends(left.value)))
        for number, choice in enumerate(choices):
            if monthly:
                require_month(choice, left.caption, below(at, number))
            require_open(Operator.EQUAL, (left.value, left.shape), (choice, None), below(at, number))
        if monthly or any(map(is_month, choices)):
            return Among(in_months(left.value), tuple(map(whole_month, choices)))
        return Among(left.value, choices)


def _require_no_day(tree: Any, value: Value, what: str, at: str) -> None:
    """A day that somebody writes beside a month is a mistake; one that the plan or a parameter names counts as its month."""
    written = tree["date"] if isinstance(tree, Mapping) and set(tree) == {"date"} else tree
    if isinstance(value, Literal) and isinstance(written, str):
        require_month(value, what, at)


def listed(tree: Any) -> list[Any]:
    """One thing, or several."""
    return tree if isinstance(tree, list) else [tree]


def placed(tree: Any, at: str) -> list[tuple[Any, str]]:
    """The same, each with where it stands."""
    return [(item, below(at, n)) for n, item in enumerate(tree)] if isinstance(tree, list) else [(tree, at)]
