"""The committee's votes: what adds up, and what is enough (Order No. 40: two thirds of those present)."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from zcforms.domain.chain import Step
from zcforms.domain.errors import InputRefused
from zcforms.domain.evaluation import Votes

SHARE = Fraction(2, 3)
STEP = Step("committee", "评审", "committee", ("endorse",))


@pytest.mark.parametrize(
    ("votes", "passed", "needed"),
    [
        (Votes(25, 17, 8, 0), True, 17),
        (Votes(25, 16, 8, 1), False, 17),
        (Votes(24, 16, 8, 0), True, 16),
        (Votes(24, 15, 8, 1), False, 16),
        (Votes(1, 1, 0, 0), True, 1),
    ],
)
def test_two_thirds_of_those_present(votes: Votes, passed: bool, needed: int) -> None:
    """Exactly two thirds are enough; abstaining counts as present."""
    assert votes.passed(SHARE) is passed
    assert votes.needed(SHARE) == needed
    assert votes.held(STEP) is votes


@pytest.mark.parametrize(
    ("votes", "pointers"),
    [
        (Votes(25, 17, 7, 0), ["/approve"]),
        (Votes(25, 17, 8, 1), ["/approve"]),
        (Votes(0, 0, 0, 0), ["/present"]),
        (Votes(3, 4, -1, 0), ["/against"]),
    ],
)
def test_what_cannot_be(votes: Votes, pointers: list[str]) -> None:
    with pytest.raises(InputRefused) as refused:
        votes.held(STEP)
    assert [fault.pointer for fault in refused.value.faults] == pointers


@pytest.mark.parametrize(
    ("present", "said"),
    [
        (17, ""),
        (25, ""),
        (16, "评委会应到 25 人，至少 17 人出席评审才有效，现在是 16 人，不能录入结果。"),
        (0, "至少 17 人出席"),
        (26, "出席人数不能是 26 人"),
    ],
)
def test_a_committee_of_known_size(present: int, said: str) -> None:
    """Two thirds of its members have to be there, and no more can be than it has."""
    known = replace(STEP, members=25)
    assert known.fewest_present == 17
    faults = list(Votes(present, present, 0, 0).faults(known))
    assert [fault.pointer for fault in faults] == (["/present"] if said else [])
    assert all(said in fault.message for fault in faults)


def test_the_quorum_is_the_documents() -> None:
    assert replace(STEP, members=11, quorum=Fraction(3, 4)).fewest_present == 9
    assert replace(STEP, members=9).fewest_present == 6
    assert STEP.fewest_present == 1


def test_kept_and_read_again() -> None:
    assert Votes.of(Votes(25, 17, 7, 1).as_detail()) == Votes(25, 17, 7, 1)
