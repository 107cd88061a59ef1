"""Persons, employers, bindings, and the check characters of their numbers (features 5, 9, 12, 65, 76)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from zcforms.domain.errors import InputRefused, WrongState
from zcforms.domain.identity import (
    Binding,
    BindingState,
    Person,
    credit_code_valid,
    masked,
    masked_for_strangers,
    name_for_strangers,
    resident_id_valid,
    told_by_resident_id,
)

NOW = datetime(2022, 7, 5, 9, tzinfo=timezone(timedelta(hours=8)))


@pytest.mark.parametrize(
    ("number", "valid"),
    [
        ("340199198001011010", False),
        ("34019919800101102X", True),
        ("34019919800101102x", True),
        ("34019919800101102", False),
        ("34019919800101102XX", False),
        ("34019919800230101X", False),
        ("3401991980010110ＡX", False),
        ("٣٤٠١٩٩١٩٨٠٠١٠١١٠١X", False),
    ],
)
def test_resident_id(number: str, valid: bool) -> None:
    """Length, digits, a real date and the check character decide; the region does not."""
    assert resident_id_valid(number) is valid


@pytest.mark.parametrize(
    ("code", "valid"),
    [
        ("91340199MA00000015", False),
        ("1234", False),
        ("9134019IMA0000001X", False),
    ],
)
def test_credit_code_refused(code: str, valid: bool) -> None:
    assert credit_code_valid(code) is valid


@pytest.mark.parametrize(
    ("number", "told"),
    [
        ("34019919800101102X", {"birth_date": "1980-01-01", "sex": "2"}),
        ("340199200212310019", {"birth_date": "2002-12-31", "sex": "1"}),
    ],
)
def test_a_resident_id_tells_birth_date_and_sex(number: str, told: dict[str, str]) -> None:
    assert told_by_resident_id(number) == told


def test_credit_code_has_exactly_one_check_character() -> None:
    body = "91340199MA0000001"
    right = [
        character for character in "0123456789ABCDEFGHJKLMNPQRTUWXY" if credit_code_valid(body + character)
    ]
    assert len(right) == 1
    assert credit_code_valid((body + right[0]).lower())


def test_what_strangers_see_of_a_number_and_a_name() -> None:
    """Feature 83."""
    assert masked_for_strangers("34019919800101102X") == "340***********102X"
    assert masked_for_strangers("E12345678") == "*******78"
    assert masked_for_strangers("1234") == "****"
    assert [name_for_strangers(each) for each in ("王晓梅", "欧阳娜娜", "䶮", "阿依古丽·买买提", "")] == [
        "王**",
        "欧***",
        "䶮*",
        "阿*******",
        "*",
    ]


def test_masked_numbers_show_three_and_two() -> None:
    assert masked("34019919800101102X") == "340*************2X"
    assert masked("12345") == "*****"
    assert masked("") == ""


def person() -> Person:
    return Person("p1", "王小雨", "居民身份证", "34019919800101102X", "19900000001")


def test_first_registration_keeps_the_form() -> None:
    """Feature 6."""
    someone = person()
    someone.register({"sex": "2", "birth_date": "1980-01-01", "email": "a@example.com"})
    assert someone.registered
    assert someone.profile["email"] == "a@example.com"


@pytest.mark.parametrize("changed", [{"sex": "1"}, {"birth_date": "1981-01-01"}])
def test_what_identifies_does_not_change(changed: dict[str, str]) -> None:
    """Feature 65."""
    someone = person()
    first = {"sex": "2", "birth_date": "1980-01-01"}
    someone.register(first)
    with pytest.raises(WrongState, match="不能修改"):
        someone.register({**first, **changed})
    assert someone.profile == first


def test_what_was_never_given_may_be_given_later() -> None:
    someone = person()
    someone.register({"email": "a@example.com"})
    someone.register({"email": "b@example.com", "sex": "2"})
    assert someone.profile == {"email": "b@example.com", "sex": "2"}


def binding() -> Binding:
    return Binding("b1", "p1", "o1", False, "在编教师", NOW)


def test_an_employer_approves() -> None:
    """Feature 9."""
    asked = binding()
    asked.approve("a1", NOW)
    assert (asked.state, asked.decided_by, asked.decided_at) == (BindingState.APPROVED, "a1", NOW)


def test_an_employer_returns_with_a_reason() -> None:
    asked = binding()
    asked.give_back("a1", NOW, " 不是本单位人员 ")
    assert (asked.state, asked.reason) == (BindingState.RETURNED, "不是本单位人员")


def test_a_return_without_reason_is_refused_at_its_place() -> None:
    asked = binding()
    with pytest.raises(InputRefused) as refused:
        asked.give_back("a1", NOW, "  ")
    assert refused.value.faults[0].pointer == "/reason"
    assert asked.state is BindingState.PENDING


def test_an_answer_is_final() -> None:
    asked = binding()
    asked.approve("a1", NOW)
    for again in (
        lambda: asked.approve("a1", NOW),
        lambda: asked.give_back("a1", NOW, "x"),
        lambda: asked.withdraw(NOW),
    ):
        with pytest.raises(WrongState):
            again()


def test_a_pending_request_can_be_withdrawn() -> None:
    asked = binding()
    asked.withdraw(NOW)
    assert asked.state is BindingState.WITHDRAWN


@pytest.mark.parametrize("approved", [True, False])
def test_another_employer_takes_the_place(approved: bool) -> None:
    """Feature 76."""
    asked = binding()
    if approved:
        asked.approve("a1", NOW)
    asked.supersede(NOW + timedelta(days=1))
    assert asked.state is BindingState.SUPERSEDED
    assert asked.decided_by == ("a1" if approved else None)


def test_a_returned_request_is_not_superseded() -> None:
    asked = binding()
    asked.give_back("a1", NOW, "x")
    with pytest.raises(WrongState):
        asked.supersede(NOW)
