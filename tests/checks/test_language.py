"""What every word of the rule language means: reference evaluator and engine, asked together (docs/rules.md)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.checks.language import SHAPE, engine_says, faults, parsed, truth
from zcforms.checks import conform, core, dates, measure, normal, reference
from zcforms.checks.compiler import Question
from zcforms.checks.shape import Shape

BASIC = {
    "name": "林晓禾",
    "work_years": 14,
    "specialty_years": 12,
    "work_start": "2010-07-01",
    "degree": "21",
}
WORK = [
    {"start": "2010-07-01", "end": "2015-06-30", "months": 60, "hours": 1.5, "kind": "甲"},
    {"start": "2015-06-30", "months": 90, "hours": 2, "kind": "乙"},
]
FACTS = {"basic": BASIC, "work": WORK}

CASES: list[tuple[Any, bool | None]] = [
    # comparisons
    ({"basic.work_years": 14}, True),
    ({"basic.work_years": {">=": 14, "<": 15}}, True),
    ({"basic.work_years": {">": 14}}, False),
    ({"basic.work_years": {"!=": 14}}, False),
    ({"basic.work_years": {"<=": {"field": "basic.specialty_years"}}}, False),
    ({"basic.degree": "21"}, True),
    ({"basic.degree": ["11", "14"]}, False),
    ({"basic.degree": {"in": {"parameter": "degrees"}}}, False),
    ({"basic.degree": {"not_in": ["11", "14"]}}, True),
    ({"basic.work_years": {"between": [10, 14]}}, True),
    ({"basic.work_years": {"between": [15, 20]}}, False),
    ({"basic.work_start": {"<": "2010-07-02"}}, True),
    ({"basic.work_start": {"==": "2010-07"}}, True),
    ({"basic.work_start": {"<": {"plan": "tenure"}}}, True),
    ({"basic.name": {"==": {"field": "basic.name"}}}, True),
    ({"basic.name": {"!=": "林晓禾 "}}, False),
    # nothing is unknown
    ({"basic.married": True}, None),
    ({"basic.married": [True]}, None),
    ({"not": {"basic.married": True}}, None),
    ({"basic.birth_month": {"<": {"field": "basic.work_start"}}}, None),
    ({"present": "basic.married"}, False),
    ({"absent": "basic.married"}, True),
    ({"present": ["basic.name", "basic.degree"]}, True),
    ({"present": "work"}, True),
    ({"absent": "education"}, True),
    ({"present": ["work", "education"]}, False),
    # combinations, in strong Kleene logic
    ([{"basic.work_years": 14}, {"basic.degree": "21"}], True),
    ({"all": [{"basic.work_years": 14}, {"basic.married": True}]}, None),
    ({"all": [{"basic.work_years": 13}, {"basic.married": True}]}, False),
    ({"any": [{"basic.work_years": 14}, {"basic.married": True}]}, True),
    ({"any": [{"basic.work_years": 13}, {"basic.married": True}]}, None),
    ({"any": [{"basic.work_years": 13}, {"basic.work_years": 12}]}, False),
    (
        {
            "at_least": {
                "number": 2,
                "of": [{"basic.work_years": 14}, {"basic.degree": "21"}, {"basic.degree": "11"}],
            }
        },
        True,
    ),
    (
        {
            "at_least": {
                "number": 2,
                "of": [{"basic.work_years": 14}, {"basic.married": True}, {"basic.degree": "11"}],
            }
        },
        None,
    ),
    (
        {
            "at_least": {
                "number": 3,
                "of": [{"basic.work_years": 14}, {"basic.married": True}, {"basic.degree": "11"}],
            }
        },
        False,
    ),
    # values
    ({"compare": [{"years_since": "basic.work_start"}, "==", 12]}, True),
    ({"compare": [{"years": ["basic.work_start", "2022-06-30"]}, "==", 11]}, True),
    ({"compare": [{"months": ["basic.work_start", {"plan": "achievements"}]}, "==", 143]}, True),
    ({"compare": [{"days": ["2020-02-28", "2020-03-01"]}, "==", 2]}, True),
    ({"compare": [{"year_of": "basic.work_start"}, "<", {"plan": "year"}]}, True),
    ({"compare": [{"add": ["basic.work_years", "basic.specialty_years"]}, "==", 26]}, True),
    ({"compare": [{"sub": ["basic.work_years", 4]}, "==", 10]}, True),
    ({"compare": [{"times": [2, "basic.specialty_years"]}, ">", {"field": "basic.work_years"}]}, True),
    ({"compare": [{"min": ["basic.work_years", "basic.specialty_years"]}, "==", 12]}, True),
    ({"compare": [{"max": ["basic.work_start", "2020-01-01"]}, "==", {"date": "2020-01-01"}]}, True),
    ({"compare": [{"first_present": ["basic.birth_month", "basic.work_start"]}, "==", "2010-07"]}, True),
    ({"compare": [{"add": ["basic.work_years", 0.5]}, "==", 14.5]}, True),
    ({"compare": [{"ago": {"years": 5}}, "==", {"date": "2017-12-31"}]}, True),
    ({"compare": [{"ago": {"months": 4, "from": "achievements"}}, "==", {"date": "2022-02-28"}]}, True),
    ({"compare": [{"parameter": "years"}, "<", {"parameter": "rate"}]}, False),
    ({"basic.work_start": {"<": {"parameter": "from"}}}, True),
    ({"compare": [{"add": ["basic.work_years", {"years_since": "basic.birth_month"}]}, ">", 0]}, None),
    # records
    ({"count": {"of": "work", "==": 2}}, True),
    ({"count": {"of": "education", ">=": 1}}, False),
    ({"count": {"of": "work", "where": {"kind": "甲"}, "between": [1, 1]}}, True),
    ({"count": {"of": "work", "where": {"end": {"<": "2020-01-01"}}, "==": 1}}, True),
    ({"sum": {"of": "work", "field": "months", ">=": 150}}, True),
    ({"sum": {"of": "work", "field": "hours", "==": 3.5}}, True),
    ({"sum": {"of": "work", "field": "hours", "where": {"kind": "乙"}, "==": 2}}, True),
    ({"distinct": {"of": "work", "field": "kind", "==": 2}}, True),
    ({"distinct": {"of": "work", "field": "end", "==": 1}}, True),
    ({"some": {"of": "work", "that": {"kind": "乙"}}}, True),
    ({"some": {"of": "work", "where": {"kind": "甲"}, "that": {"months": {">": 60}}}}, False),
    ({"some": {"of": "work", "that": {"end": {">": "2016-01-01"}}}}, None),
    ({"some": {"of": "work"}}, True),
    ({"no": {"of": "work", "that": {"months": {">": 90}}}}, True),
    ({"no": {"of": "work", "where": {"kind": "乙"}}}, False),
    ({"every": {"of": "work", "that": {"months": {">=": 60}}}}, True),
    ({"every": {"of": "work", "that": {"end": {"<": "2016-01-01"}}}}, None),
    ({"every": {"of": "work", "where": {"kind": "甲"}, "that": {"end": {"<": "2016-01-01"}}}}, True),
    ({"every": {"of": "education", "that": {"months": 1}}}, True),
    ({"every": {"of": "work", "that": {"months": {">": {"field": "basic.work_years"}}}}}, True),
    ({"every": {"of": "work", "that": {"start": {">=": {"field": "$.basic.work_start"}}}}}, True),
    (
        {"some": {"of": "work", "as": "w", "that": {"compare": [{"days": ["w.start", "w.end"]}, ">", 1000]}}},
        True,
    ),
    ({"pairs": {"of": "work", "that": {"a.kind": {"!=": {"field": "b.kind"}}}}}, True),
    ({"pairs": {"of": "work", "that": {"a.start": {"<": {"field": "b.start"}}}}}, False),
    (
        {"pairs": {"of": "work", "where": {"kind": "甲"}, "that": {"a.start": {"<": {"field": "b.start"}}}}},
        True,
    ),
    ({"unique": {"of": "work", "by": ["kind"]}}, True),
    ({"unique": {"of": "work", "by": ["kind", "end"]}}, True),
    ({"unique": {"of": "work", "by": ["end"]}}, None),
    ({"no_overlap": {"of": "work", "start": "start", "end": "end"}}, True),
]


@pytest.mark.parametrize(("tree", "expected"), CASES, ids=lambda value: str(value)[:60])
def test_what_it_means(tree: Any, expected: bool | None) -> None:
    assert truth(tree, FACTS) is expected


@pytest.mark.parametrize(
    ("tree", "facts", "expected"),
    [
        ({"basic.birth_month": {"<=": {"plan": "achievements"}}}, {"birth_month": "2022-06"}, True),
        ({"basic.birth_month": {"<=": {"plan": "achievements"}}}, {"birth_month": "2022-07"}, False),
        ({"basic.birth_month": {"<": {"plan": "achievements"}}}, {"birth_month": "2022-06"}, False),
        ({"basic.birth_month": {"==": {"plan": "achievements"}}}, {"birth_month": "2022-06"}, True),
        ({"basic.birth_month": {">=": {"parameter": "from"}}}, {"birth_month": "2020-01"}, True),
        ({"basic.birth_month": {">=": {"ago": {"years": 5}}}}, {"birth_month": "2017-12"}, True),
        ({"basic.work_start": {"<=": "2022-06"}}, {"work_start": "2022-06-30"}, True),
        ({"basic.work_start": {">": "2022-06"}}, {"work_start": "2022-06-30"}, False),
        ({"basic.work_start": ["2022-06", "2022-08-01"]}, {"work_start": "2022-06-30"}, True),
        ({"basic.work_start": {"between": ["2022-05", "2022-06"]}}, {"work_start": "2022-06-30"}, True),
        (
            {"basic.work_start": {">": {"field": "basic.birth_month"}}},
            {"work_start": "2022-06-30", "birth_month": "2022-06"},
            False,
        ),
        (
            {"compare": [{"max": ["basic.birth_month", "basic.work_start"]}, "==", {"plan": "achievements"}]},
            {"work_start": "2022-06-02", "birth_month": "2022-06"},
            True,
        ),
        (
            {"compare": [{"years": ["basic.work_start", "2022-06"]}, "==", 5]},
            {"work_start": "2017-06-30"},
            True,
        ),
        (
            {"compare": [{"years": ["basic.birth_month", "2022-05-31"]}, "==", 5]},
            {"birth_month": "2017-06"},
            False,
        ),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_day_beside_a_month_counts_as_its_month(tree: Any, facts: dict[str, Any], expected: bool) -> None:
    assert truth(tree, {"basic": facts}) is expected


@pytest.mark.parametrize(
    "tree",
    [
        {"basic.birth_month": {"<=": "1962-12-31"}},
        {"basic.birth_month": "1962-12-31"},
        {"basic.birth_month": {"between": ["1962-01", "1962-12-31"]}},
        {"basic.birth_month": {"in": ["1962-12-31"]}},
        {"compare": [{"field": "basic.birth_month"}, "<", {"date": "1962-12-31"}]},
        {"compare": [{"date": "1962-12-31"}, ">=", {"field": "basic.birth_month"}]},
        {"compare": [{"max": ["basic.birth_month", "basic.work_start"]}, "<", "1962-12-31"]},
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_day_that_is_written_beside_a_month_is_refused(tree: Any) -> None:
    (fault,) = faults(tree)
    assert "只填到月，不能与“1962-12-31”这一天比较" in fault.fault
    assert fault.remedy == "请写成年月“1962-12”。"


def test_overlapping_periods_are_found_and_open_ends_reach_the_reference_date() -> None:
    rule = {"no_overlap": {"of": "work", "start": "start", "end": "end"}}
    open_end = {"start": "2015-01-01"}
    assert truth(rule, {"work": [open_end, {"start": "2022-12-30"}]}) is False
    assert truth(rule, {"work": [open_end, {"start": "2022-12-31"}]}) is True
    assert truth(rule, {"work": [open_end]}) is True
    assert truth(rule, {"work": [open_end, {"end": "2016-01-01"}]}) is None


def test_records_inside_records() -> None:
    rule = {
        "every": {
            "of": "work",
            "as": "w",
            "that": {"some": {"of": "w.inner", "that": {"start": {">=": {"field": "w.start"}}}}},
        }
    }
    one = {"start": "2015-01-01", "inner": [{"start": "2014-01-01"}, {"start": "2015-01-01"}]}
    assert truth(rule, {"work": [one]}) is True
    assert truth(rule, {"work": [one, {"start": "2015-01-01", "inner": []}]}) is False
    assert (
        truth({"some": {"of": "work", "that": {"absent": "inner"}}}, {"work": [one, {"inner": []}]}) is True
    )


def test_lists_of_choices_are_records_with_a_value() -> None:
    rule = {"some": {"of": "work", "as": "w", "that": {"some": {"of": "w.tags", "that": {"value": "省级"}}}}}
    assert truth(rule, {"work": [{"tags": [{"value": "省级"}]}]}) is True
    assert truth(rule, {"work": [{"tags": [{"value": "市级"}]}]}) is False


def test_pairs_that_mix_both_records_in_one_value_are_counted() -> None:
    rule = {"pairs": {"of": "work", "that": {"compare": [{"add": ["a.months", "b.months"]}, "<=", 100]}}}
    assert truth(rule, {"work": [{"months": 60}, {"months": 40}]}) is True
    assert truth(rule, {"work": [{"months": 60}, {"months": 41}]}) is False
    assert truth(rule, {"work": [{"months": 60}, {}]}) is None


@pytest.mark.parametrize(
    "facts",
    [{}, {"basic": None}, {"basic": []}, {"basic": {"name": "  "}}, {"work": "x"}, {"work": [1, None]}, []],
)
def test_facts_of_any_form_are_never_an_error(facts: Any) -> None:
    assert {truth(tree, facts) for tree, _ in CASES} <= {True, False, None}


@pytest.mark.parametrize(
    ("value", "is_ten"),
    [
        (10, True),
        (10.0, True),
        ("10", False),
        (True, False),
        (10.5, False),
        (2**60, False),
        (None, False),
        ([10], False),
    ],
)
def test_a_value_of_the_wrong_type_is_absent(value: Any, is_ten: bool) -> None:
    assert (truth({"basic.work_years": 10}, {"basic": {"work_years": value}}) is True) is is_ten


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 1e300, 0.00001, "1", True])
def test_a_decimal_that_cannot_be_held_exactly_is_absent(value: Any) -> None:
    assert (
        truth({"some": {"of": "work", "that": {"present": "hours"}}}, {"work": [{"hours": value}]}) is False
    )


@pytest.mark.parametrize(
    "value", ["2022-02-30", "2022-13", "2022-1-1", "20220101", "2022-W01-1", "２０２２-01-01", 2022, ""]
)
def test_what_is_not_a_date_is_absent(value: Any) -> None:
    assert truth({"present": "basic.work_start"}, {"basic": {"work_start": value}}) is False


@pytest.mark.parametrize(
    ("start", "end", "years", "months"),
    [
        ("2017-09-10", "2022-09-10", 5, 60),
        ("2017-09-10", "2022-09-09", 4, 59),
        ("2020-02-29", "2021-02-28", 0, 11),
        ("2020-02-29", "2021-03-01", 1, 12),
        ("2020-02-29", "2024-02-29", 4, 48),
        ("2022-01-31", "2022-02-28", 0, 0),
        ("2022-01-31", "2022-03-01", 0, 1),
        ("2022-05-01", "2022-04-30", -1, -1),
        ("2022-05-01", "2021-05-01", -1, -12),
        ("2021-12-31", "2022-01-01", 0, 0),
    ],
)
def test_full_years_and_months(start: str, end: str, years: int, months: int) -> None:
    assert truth({"compare": [{"years": [start, end]}, "==", years]}, {}) is True
    assert truth({"compare": [{"months": [start, end]}, "==", months]}, {}) is True


def test_equal_conditions_are_equal_whatever_the_author_called_the_record() -> None:
    one = parsed({"some": {"of": "work", "as": "w", "that": {"w.kind": "甲"}}})
    other = parsed({"some": {"of": "work", "that": {"kind": "甲"}}})
    assert one == other


def test_a_condition_inside_some_that_unfolds_too_far_is_counted_instead() -> None:
    """The engine is given few branches; the extractor counts such records one by one."""
    either = [{"any": [{"months": {">": n}}, {"hours": {">": n}}]} for n in range(8)]
    rule = {"not": {"some": {"of": "work", "that": either}}}
    assert truth(rule, {"work": [{"months": 3}, {"months": 4, "hours": 8}]}) is False
    assert truth(rule, {"work": [{"months": 3, "hours": 2}]}) is True


def test_constant_conditions_fold_away() -> None:
    known: normal.Form = normal.Unknown(core.Literal(core.Type.INTEGER, 1))
    assert normal.every([known, normal.ALWAYS]) == known
    assert normal.every([known, normal.NEVER]) == normal.NEVER
    assert normal.either([known, normal.NEVER]) == known
    assert normal.either([known, normal.ALWAYS]) == normal.ALWAYS
    assert normal.branches(normal.ALWAYS) == [()]
    assert normal.branches(normal.NEVER) == []
    everything = Question(core.TRUE, core.TRUE)
    assert engine_says(everything, {}) is False
    assert engine_says(Question(core.TRUE, core.Constant(False)), {}) is True


@pytest.mark.parametrize(
    ("start", "years", "months", "result"),
    [
        ("2022-12-31", 5, 0, "2017-12-31"),
        ("2024-02-29", 1, 0, "2023-02-28"),
        ("2022-03-31", 0, 1, "2022-02-28"),
        ("2022-03-15", 0, 3, "2021-12-15"),
        ("2022-12-31", 0, 1, "2022-11-30"),
    ],
)
def test_so_long_ago(start: str, years: int, months: int, result: str) -> None:
    assert dates.back(date.fromisoformat(start), years=years, months=months) == date.fromisoformat(result)


def test_a_conjunction_longer_than_a_pattern_is_folded_into_one_number() -> None:
    """The engine takes forty tests of a fact; the rule is asked all the same, of the document and of records."""
    of_document = [{"basic.work_years": 100 + number} for number in range(60)]
    typed = conform.typed(FACTS, SHAPE)
    assert engine_says(Question(core.TRUE, parsed({"any": of_document})), typed) is True
    met = parsed({"any": [*of_document, {"basic.work_years": 14}]})
    assert engine_says(Question(core.TRUE, met), typed) is False
    of_records = {"no": {"of": "work", "that": [{"months": {"!=": number}} for number in range(50)]}}
    assert truth(of_records, {"work": [{"months": 49}, {"months": 3}]}) is True
    assert truth(of_records, {"work": [{"months": 49}, {"months": 50}]}) is False
    assert truth(of_records, {"work": [{"months": 49}, {}]}) is None


def test_what_is_not_asked_is_seen_in_every_kind_of_value() -> None:
    """无 passes through choices as itself; what was not asked outweighs what is blank."""
    schema = {
        "type": "object",
        "properties": {
            "t": {"type": "string"},
            "u": {"type": "string", "askedBy": ["k"]},
            "n": {"type": "integer"},
            "m": {"type": "integer", "askedBy": ["k"]},
        },
        "blank": "无",
    }
    shape = Shape(schema, schema)
    typed = conform.typed({"t": "无", "unasked": ["/u", "/m"]}, shape)
    t, u, n, m = (core.Field(core.DOCUMENT, (name,), core.Type.TEXT) for name in "tunm")
    assert (
        core.state_of(reference.value_of(core.Chosen((core.Branch(core.TRUE, t),)), typed)) is core.State.NONE
    )
    assert reference.value_of(core.Chosen((core.Branch(core.Constant(False), t),)), typed) is None
    expected = {
        (t, n): core.State.BLANK,
        (t, u): core.State.UNASKED,
        (n, m): core.State.UNASKED,
        (t, t): core.State.NONE,
    }
    for values, state in expected.items():
        for value in (core.FirstPresent(values), core.Extreme(True, values)):
            assert core.state_of(reference.value_of(value, typed)) is state
            found = measure.measure(value, core.Type.TEXT)({core.DOCUMENT: typed})
            assert core.state_of(found) is state
    assert reference.state_in(u, {core.DOCUMENT: typed}) is core.State.UNASKED


def test_many_alternatives_side_by_side_are_worked_out_beforehand() -> None:
    """Twelve times "this or that" would be four thousand branches."""
    rule = [{"any": [{"basic.work_years": {">": n}}, {"basic.specialty_years": {">": n}}]} for n in range(12)]
    typed = conform.typed({"basic": {"work_years": 3, "specialty_years": 12}}, SHAPE)
    assert engine_says(Question(parsed(rule), core.Constant(False)), typed) is True
    less = conform.typed({"basic": {"work_years": 3, "specialty_years": 11}}, SHAPE)
    assert engine_says(Question(parsed(rule), core.Constant(False)), less) is False
    pairs = {
        "pairs": {
            "of": "work",
            "that": {"not": [{"any": [{"a.months": n}, {"b.months": n}]} for n in range(9)]},
        }
    }
    assert truth(pairs, {"work": [{"months": 3}, {"months": 4}]}) is True
