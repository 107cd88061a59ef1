"""How many records are enough: a table, and the claim itself against every smaller document."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lab import small_documents as small
from tests.lab.small_documents import LISTS, Author
from zcforms.checks import core, reference
from zcforms.checks.core import DOCUMENT, Condition, Field, Literal, Operator, Records, State, Type
from zcforms.checks.normal import Mode
from zcforms.lab.proofs.bounds import counting as proof_bounds
from zcforms.lab.proofs.bounds import ranges as proof_ranges
from zcforms.lab.proofs.bounds.counting import needed
from zcforms.lab.proofs.bounds.lists import Lists

OF = {
    True: {Mode.TRUE, Mode.NOT_FALSE},
    False: {Mode.FALSE, Mode.NOT_TRUE},
    None: {Mode.NOT_TRUE, Mode.NOT_FALSE},
}


def _claim(condition: Condition, facts: dict[str, Any]) -> None:
    truth = reference.holds(condition, facts)
    for mode in OF[truth]:
        enough = LISTS.enough(needed(condition, mode, LISTS))
        found = (reference.holds(condition, each) for each in small.smaller(facts, enough))
        assert any(mode in OF[each] for each in found), (condition, facts, mode, enough)


@given(st.integers(min_value=0, max_value=2**62))
@settings(max_examples=2000, deadline=None)
def test_some_document_as_small_as_that_is_in_the_same_mode(seed: int) -> None:
    source = random.Random(seed)
    condition = Author(source).condition({DOCUMENT: "$"}, source.randint(1, 4))
    for _ in range(2):
        _claim(condition, small.document(source))


@given(st.integers(min_value=0, max_value=2**62))
@settings(max_examples=1500, deadline=None)
def test_also_where_several_must_be_served_at_once(seed: int) -> None:
    source = random.Random(seed)
    condition = Author(source).several()
    for _ in range(2):
        _claim(condition, small.document(source))


@pytest.mark.parametrize("wrong", ["counted", "pairs"])
def test_the_claim_is_red_where_one_record_too_few_is_said_to_be_enough(
    wrong: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if wrong == "counted":
        right = proof_ranges.picked
        monkeypatch.setattr(
            proof_ranges, "picked", lambda *given: max(0, (right(*given) or 0) - 1), raising=True
        )
    else:
        kept = proof_bounds.out_of_some
        monkeypatch.setattr(
            proof_bounds, "out_of_some", lambda number, *given: kept(1 if number == 2 else number, *given)
        )
    with pytest.raises(AssertionError):
        _claims(range(300))


def _claims(seeds: range) -> None:
    for seed in seeds:
        source = random.Random(seed)
        condition = Author(source).condition({DOCUMENT: "$"}, source.randint(1, 4))
        _claim(condition, small.document(source))


# ----------------------------------------------------------------------------------------------- the table

_OF_A, _OF_B = ("A",), ("B",)
_INNER = ("A", "*", "inner")


def _field(variable: str, name: str) -> Field:
    return Field(variable, (name,), small.SCALARS[name][0])


def _number(value: int) -> Literal:
    return Literal(Type.INTEGER, value)


def _counted(operator: str, number: int) -> Condition:
    return core.Compare(Operator(operator), core.Count(small.A, "a", _GREAT), _number(number))


def _summed(name: str, operator: str, number: int) -> Condition:
    total = core.Total(small.A, "a", core.TRUE, _field("a", name))
    return core.Compare(Operator(operator), total, _number(number))


_GREAT = core.Compare(Operator.AT_LEAST, _field("a", "n"), _number(1))
_PAIR = core.Compare(Operator.UNEQUAL, _field("a", "n"), _field("b", "n"))
_INSIDE = core.Some(Records("a", ("inner",)), "i", core.Present(_field("i", "n")))
_LATER = core.Compare(Operator.MORE, _field("b", "d"), _field("a", "d"))
_SAME = core.Compare(Operator.EQUAL, _field("b", "n"), _field("a", "n"))
_PLACE = core.Compare(Operator.EQUAL, _field("b", "n"), _field("a", "n"))
_OF_B_COUNT = core.Count(small.B, "b", core.TRUE)
_ALIKE = core.Count(small.A, "b", _SAME)
TRUE, FALSE, NOT_TRUE, NOT_FALSE = Mode.TRUE, Mode.FALSE, Mode.NOT_TRUE, Mode.NOT_FALSE
TABLE: list[tuple[Condition, Mode, dict[Any, int | None]]] = [
    (core.Some(small.A, "a", _GREAT), TRUE, {_OF_A: 1}),
    (core.Some(small.A, "a", _GREAT), FALSE, {}),
    (core.Every(small.A, "a", _GREAT), NOT_FALSE, {}),
    (core.Every(small.A, "a", _GREAT), NOT_TRUE, {_OF_A: 1}),
    (core.EveryPair(small.A, "a", "b", _PAIR), TRUE, {}),
    (core.EveryPair(small.A, "a", "b", _PAIR), FALSE, {_OF_A: 2}),
    (core.InState(small.A, State.ANSWERED), TRUE, {_OF_A: 1}),
    (core.InState(small.A, State.ANSWERED), FALSE, {}),
    (core.InState(small.A, State.BLANK), TRUE, {}),
    (core.InState(small.A, State.BLANK), FALSE, {_OF_A: 1}),
    (core.InState(small.A, State.UNASKED), TRUE, {}),
    (_counted(">=", 3), TRUE, {_OF_A: 3}),
    (_counted(">=", 3), FALSE, {}),
    (_counted(">", 3), TRUE, {_OF_A: 4}),
    (_counted("<=", 3), TRUE, {}),
    (_counted("<=", 3), FALSE, {_OF_A: 4}),
    (_counted("==", 2), TRUE, {_OF_A: 2}),
    (_counted("==", 2), NOT_TRUE, {_OF_A: 3}),
    (_counted("!=", 2), TRUE, {_OF_A: 3}),
    (_counted(">=", 0), TRUE, {}),
    (core.AllOf((_counted(">=", 1), _counted(">=", 2))), TRUE, {_OF_A: 3}),
    (core.AnyOf((_counted(">=", 1), _counted(">=", 2))), TRUE, {_OF_A: 2}),
    (core.AtLeast(2, (_counted(">=", 1), _counted(">=", 2), _counted(">=", 4))), TRUE, {_OF_A: 6}),
    (core.Not(core.AllOf((_counted("<", 1), _counted("<", 2)))), TRUE, {_OF_A: 2}),
    (_summed("n", ">=", 3), TRUE, {_OF_A: 3}),
    (_summed("n", ">", 3), TRUE, {_OF_A: 4}),
    (_summed("h", ">=", 3), TRUE, {_OF_A: 6}),
    (_summed("h", "<", 3), TRUE, {}),
    (_summed("z", "<", 3), TRUE, {_OF_A: None}),
    (
        core.Compare(Operator.AT_LEAST, core.Distinct(small.A, "a", core.TRUE, _field("a", "s")), _number(2)),
        TRUE,
        {_OF_A: 2},
    ),
    (
        core.Compare(Operator.AT_LEAST, core.Count(small.A, "a", core.TRUE), _field(DOCUMENT, "n")),
        TRUE,
        {_OF_A: 2},
    ),
    (
        core.Compare(Operator.AT_LEAST, core.Count(small.A, "a", core.TRUE), _field(DOCUMENT, "z")),
        TRUE,
        {_OF_A: None},
    ),
    (core.Compare(Operator.AT_LEAST, core.Count(small.A, "a", _GREAT), _OF_B_COUNT), TRUE, {_OF_A: None}),
    (core.Some(small.A, "a", _INSIDE), TRUE, {_OF_A: 1, _INNER: 1}),
    (core.Every(small.A, "a", _INSIDE), TRUE, {_INNER: 1}),
    (core.Compare(Operator.AT_MOST, core.Count(small.A, "a", _INSIDE), _number(2)), TRUE, {}),
    (
        core.Compare(Operator.AT_MOST, core.Count(small.A, "a", core.Not(_INSIDE)), _number(2)),
        TRUE,
        {_INNER: 1},
    ),
    (core.Every(small.A, "a", core.Some(small.B, "b", _LATER)), TRUE, {_OF_B: 1}),
    (
        core.AllOf((_counted(">=", 2), core.Every(small.A, "a", core.Some(small.B, "b", _PLACE)))),
        TRUE,
        {_OF_A: 2, _OF_B: 2},
    ),
    (core.Every(small.A, "a", core.Some(small.B, "b", _LATER)), FALSE, {_OF_A: 1}),
    (
        core.AllOf(
            (
                _counted(">=", 1),
                core.Every(small.A, "a", core.Compare(Operator.AT_LEAST, _ALIKE, _number(2))),
            )
        ),
        TRUE,
        {_OF_A: 3},
    ),
    (
        core.AllOf((_counted(">=", 1), core.Every(small.A, "a", core.Some(small.A, "b", _LATER)))),
        TRUE,
        {_OF_A: 2},
    ),
    (
        core.Compare(
            Operator.AT_LEAST,
            core.Extreme(False, (core.Count(small.A, "a", core.TRUE), _number(2))),
            _number(1),
        ),
        TRUE,
        {_OF_A: 1},
    ),
    (core.Present(core.Count(small.CHOICES, "c", core.TRUE)), TRUE, {("c",): 1}),
    (
        core.Some(Records(DOCUMENT, ("breaches",)), "f", core.Present(Field("f", ("kind",), Type.TEXT))),
        TRUE,
        {},
    ),
]


@pytest.mark.parametrize(("condition", "mode", "enough"), TABLE)
def test_each_atom_needs_what_the_manual_says(
    condition: Condition, mode: Mode, enough: dict[Any, int | None]
) -> None:
    assert LISTS.enough(needed(condition, mode, LISTS)) == enough


def test_what_equals_something_of_each_record_has_no_best_one() -> None:
    each = core.Every(small.A, "a", core.Some(small.B, "b", _PLACE))
    condition = core.AllOf((_counted(">=", 2), each))
    facts = {"A": [{"n": 1}, {"n": 2}], "B": [{"n": 1}, {"n": 2}], "c": []}
    enough = LISTS.enough(needed(condition, TRUE, LISTS))
    short = {**enough, _OF_B: 1}
    facts = {**facts, "A": [{**each, "inner": []} for each in facts["A"]]}
    assert any(reference.holds(condition, each) for each in small.smaller(facts, enough))
    assert not any(reference.holds(condition, each) for each in small.smaller(facts, short))


def test_records_of_a_view_are_records_of_each_of_its_lists() -> None:
    view = Records(DOCUMENT, ("categories", "works"))
    lists = Lists(views={("categories", "works"): (("achievements", "book"), ("achievements", "paper"))})
    two = core.Compare(Operator.AT_LEAST, core.Count(view, "a", core.TRUE), _number(2))
    one = core.Some(Records(DOCUMENT, ("achievements", "book")), "a", core.Present(_field("a", "n")))
    need = needed(core.AllOf((two, one)), TRUE, lists)
    assert lists.enough(need) == {("achievements", "book"): 3, ("achievements", "paper"): 2}


def test_all_records_that_a_list_can_have_are_enough() -> None:
    lists = Lists(most={_OF_A: 2})
    none = core.Compare(Operator.AT_LEAST, core.Count(small.A, "a", _GREAT), _field(DOCUMENT, "z"))
    assert lists.enough(needed(none, TRUE, lists)) == {_OF_A: 2}


def test_two_lists_that_want_one_another_for_each_record_have_no_number() -> None:
    a_for_b = core.Every(small.B, "b", core.Some(small.A, "a", _SAME))
    b_for_a = core.Every(small.A, "a", core.Some(small.B, "b", _SAME))
    condition = core.AllOf((a_for_b, b_for_a, _counted(">=", 1)))
    assert LISTS.enough(needed(condition, TRUE, LISTS)) == {_OF_A: None, _OF_B: None}
