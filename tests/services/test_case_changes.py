"""Two texts of cases: what differs, and what the later one does not prove any more."""

from __future__ import annotations

import pytest

from tests.services.workshop import CASES
from zcforms.services.case_changes import CaseChange, changes, weaker

STRICT = """plan: x
applicants:
  complete: {from: examples/teacher-complete.json}
cases:
  - case: 一
    applicant: complete
    change: {answers.basic.work_years: 9}
    expect: {violated: [a], passed: [b], adjusted: {basic.years: 3}, rows: {personal: 行}}
  - case: 二
    applicant: complete
    expect: {violated: []}
"""


def only(before: str, after: str) -> CaseChange:
    (change,) = changes(before, after)
    return change


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("{violated: [a], passed", "{also: true, violated: [a], passed", "also: true"),
        (", passed: [b]", "", "不再要求规则 b 通过"),
        (", rows: {personal: 行}", "", "不再检查“personal”一行的文字"),
        ("work_years: 9", "work_years: 1", "原来的情形"),
        ("violated: [a], passed: [b], adjusted: {basic.years: 3}", "also: true, passed: [b]", "规则 a 违反"),
        (
            "violated: [a], passed: [b], adjusted: {basic.years: 3}",
            "also: true, passed: [b]",
            "调整 basic.years",
        ),
    ],
)
def test_what_a_case_does_not_prove_any_more(old: str, new: str, said: str) -> None:
    change = only(STRICT, STRICT.replace(old, new))
    assert (change.name, change.kind, change.applicant) == ("一", "changed", False)
    assert any(said in each for each in change.weaker)
    assert [each.id for each in weaker(STRICT, STRICT.replace(old, new))] == [change.id]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("violated: [a], passed: [b]", "violated: [b], passed: [a]"),  # the rules have to bear it out
        ("violated: [a], passed: [b]", "violated: [], passed: [b]"),  # nothing else may be violated
        ("basic.years: 3", "basic.years: 4"),
        ("personal: 行", "personal: 另一行"),
        ("violated: []", "violated: [], passed: [c]"),
        (
            "    applicant: complete\n    expect: {violated: []}",
            "    note: 说明\n    applicant: complete\n    expect: {violated: []}",
        ),
    ],
)
def test_another_expectation_is_told_and_no_loss(old: str, new: str) -> None:
    change = only(STRICT, STRICT.replace(old, new))
    assert change.kind == "changed"
    assert change.weaker == ()
    assert change.before != change.after


def test_a_stricter_case_is_no_loss() -> None:
    assert weaker(CASES, CASES.replace(", also: true", "")) == ()
    assert len(weaker(CASES.replace(", also: true", ""), CASES)) == 4


def test_a_case_that_is_gone() -> None:
    without = STRICT[: STRICT.index("  - case: 二")]
    change = only(STRICT, without)
    assert (change.name, change.kind, change.after) == ("二", "removed", "")
    assert change.weaker
    new = only(without, STRICT)
    assert (new.name, new.kind, new.before, new.weaker) == ("二", "added", "", ())


def test_a_case_under_another_name_is_the_same_case() -> None:
    change = only(STRICT, STRICT.replace("case: 一", "case: 第一"))
    assert (change.name, change.kind, change.weaker) == ("第一", "changed", ())
    gone = weaker(STRICT, STRICT.replace("case: 一", "case: 第一").replace("work_years: 9", "work_years: 8"))
    assert [each.name for each in gone] == ["一"]


def test_somebody_else_under_the_same_name() -> None:
    change = only(STRICT, STRICT.replace("complete.json}", "complete.json, remove: [imports.work]}"))
    assert (change.name, change.applicant) == ("complete", True)
    assert "不再检查原来的情形" in change.weaker[0]
    more = STRICT.replace("cases:\n", "  other: {from: complete}\ncases:\n")
    assert (only(STRICT, more).weaker, only(more, STRICT).weaker) == ((), ())


def test_order_and_comments_are_no_difference() -> None:
    one, two = STRICT.index("  - case: 一"), STRICT.index("  - case: 二")
    assert changes(STRICT, f"# 说明\n{STRICT[:one]}{STRICT[two:]}{STRICT[one:two]}") == ()


def test_a_reason_for_one_weakening_is_none_for_the_next() -> None:
    loose = STRICT.replace(", passed: [b]", "")
    looser = loose.replace(", rows: {personal: 行}", "")
    assert only(STRICT, loose).id != only(STRICT, looser).id


@pytest.mark.parametrize("text", ["", "cases: [", "[]", "cases: 3", "cases: [{case: 一}]\napplicants: []"])
def test_what_cannot_be_read_has_no_cases(text: str) -> None:
    assert {each.kind for each in changes(STRICT, text)} <= {"removed", "changed"}
    assert changes(text, text) == ()


def test_another_case_may_take_the_name() -> None:
    """The old one stands under a new name: nothing is lost."""
    both = (
        STRICT.replace("case: 一", "case: 仍然一")
        + "  - case: 一\n    applicant: complete\n    expect: {violated: [c]}\n"
    )
    assert weaker(STRICT, both) == ()
    assert [(each.name, each.kind) for each in changes(STRICT, both)] == [
        ("仍然一", "changed"),
        ("一", "added"),
    ]
