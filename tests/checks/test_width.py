"""What would be more branches than the engine is given is one number worked out beforehand: nothing within the written limits is refused for its width."""

from __future__ import annotations

import random
from typing import Any

import pytest

from tests.checks.language import SHAPE, engine_says, parsed, truth
from zcforms.checks import conform, normal, reference
from zcforms.checks.compiler import Compiler, Question
from zcforms.checks.core import TRUE

FIELDS = ("work_years", "specialty_years")


def several(number: int, seed: int = 0) -> list[Any]:
    """Tests of ordinary fields, plain and compound, of which about half hold."""
    source = random.Random(seed)

    def plain() -> Any:
        return {f"basic.{source.choice(FIELDS)}": {source.choice(["<", ">="]): source.randint(0, 9)}}

    made: list[Any] = []
    for n in range(number):
        word = ("all", "any", "not", "")[n % 4]
        made.append({word: [plain(), plain()] if word != "not" else plain()} if word else plain())
    return made


FACTS = [
    {"basic": {"work_years": 4, "specialty_years": 5}},
    {"basic": {"work_years": 8}},
    {"basic": {"specialty_years": 0}},
    {},
]


@pytest.mark.parametrize(
    ("number", "most"), [(2, 4), (3, 5), (3, 10), (5, 10), (7, 14), (10, 20), (15, 30), (40, 80)]
)
def test_at_least_so_many_of_any_number(number: int, most: int) -> None:
    """Reference and engine agree, with what is missing failing and passing, in guards and denied; and both with a count by hand."""
    each = several(most, seed=most)
    tree = {"at_least": {"number": number, "of": each}}
    for facts in FACTS:
        came_out = [truth(one, facts) for one in each]
        least, best = came_out.count(True), came_out.count(True) + came_out.count(None)
        expected = True if least >= number else None if best >= number else False
        denied = None if expected is None else not expected
        four = truth({"basic.work_years": 4}, facts)
        assert truth(tree, facts) is expected
        assert truth({"not": tree}, facts) is denied
        either = True if expected is not None or four is True else None
        assert truth({"any": [tree, {"not": tree}, {"basic.work_years": 4}]}, facts) is either


def test_each_number_of_seven_comes_out_where_it_should() -> None:
    """Of 7 tests of which 4 hold: at least 4, not at least 5; one that is unknown may make up for what is lacking."""
    seven = [{"basic.work_years": {">": n}} for n in range(7)]
    for number in range(1, 8):
        tree = {"at_least": {"number": number, "of": seven}}
        assert truth(tree, {"basic": {"work_years": 4}}) is (number <= 4)
        unsure = {"at_least": {"number": number, "of": [*seven, {"basic.specialty_years": 1}]}}
        assert truth(unsure, {"basic": {"work_years": 4}}) is (
            True if number <= 4 else None if number == 5 else False
        )


def test_many_alternatives_of_many_parts() -> None:
    """A product of alternatives, a sum of them, and both inside of records and pairs."""
    both = [{"any": [{"months": n}, {"hours": n}, {"kind": "甲"}]} for n in range(9)]
    facts = {"work": [{"months": 1, "hours": 2}, {"kind": "甲"}, {"months": 3}]}
    assert truth({"some": {"of": "work", "that": {"all": both}}}, facts) is True
    assert truth({"no": {"of": "work", "that": {"all": both}}}, facts) is False
    assert truth({"every": {"of": "work", "that": {"any": both}}}, facts) is True
    assert truth({"every": {"of": "work", "that": {"all": both}}}, facts) is None
    pairs = [{"any": [{"a.months": {"!=": {"field": "b.months"}}}, {"a.hours": n}]} for n in range(9)]
    assert truth({"pairs": {"of": "work", "that": {"all": pairs}}}, facts) is None
    assert truth({"pairs": {"of": "work", "that": {"all": pairs}}}, {"work": [{"months": 1}, {"months": 2}]})
    assert truth({"any": [{"basic.work_years": n} for n in range(200)]}, {"basic": {"work_years": 199}})


def test_what_joins_two_records_in_many_ways() -> None:
    """More comparisons of two records than one pattern of the engine is given."""
    names = ("start", "end", "months", "hours", "kind")
    differing = [
        {f"a.{name}": {word: {"field": f"b.{name}"}}}
        for name in names
        for word in (("!=", "==", "<", ">", "<=", ">=") if name != "kind" else ("!=", "=="))
    ]
    whole = {"start": "2020-01-01", "end": "2021-01-01", "months": 3, "hours": 2, "kind": "甲"}
    for word, expected in (("any", True), ("all", False)):
        for other in (whole, {"months": 4}):
            asked = {"pairs": {"of": "work", "that": {word: differing}}}
            assert truth(asked, {"work": [whole, other]}) is expected


def test_few_branches_are_the_engines_and_too_many_are_one_number() -> None:
    def rules(number: int, most: int) -> int:
        tree = {"at_least": {"number": number, "of": [{"basic.work_years": n} for n in range(most)]}}
        compiler = Compiler()
        compiler.add(0, Question(TRUE, parsed(tree), missing_fails=False))
        return len(compiler.compiled().program.rules)

    assert rules(2, 4) == 4
    assert rules(2, 11) == 11
    assert rules(5, 10) == 1


def test_deep_alternatives_take_no_time_and_no_branches() -> None:
    """Two of three, in each other up to the written limit: each level used to multiply what is inside."""
    tree: Any = {"basic.work_years": 3}
    for _ in range(20):
        tree = {
            "at_least": {"number": 2, "of": [tree, {"basic.married": True}, {"basic.specialty_years": 1}]}
        }
    asked = Question(TRUE, parsed(tree))
    assert len(normal.branches(asked.violated)) <= normal.MOST_BRANCHES
    typed = conform.typed({"basic": {"work_years": 3, "married": True}}, SHAPE)
    assert engine_says(asked, typed) is (reference.holds(asked.requirement, typed) is not True)
