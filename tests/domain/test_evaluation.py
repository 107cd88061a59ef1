"""The committee's votes: what adds up, and what is enough (Order No. 40: two thirds of those present)."""

from __future__ import annotations

from fractions import Fraction

import pytest

from zcforms.domain.errors import InputRefused
from zcforms.domain.evaluation import Votes

SHARE = Fraction(2, 3)


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
    assert votes.held() is votes


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
        votes.held()
    assert [fault.pointer for fault in refused.value.faults] == pointers


def test_kept_and_read_again() -> None:
    assert Votes.of(Votes(25, 17, 7, 1).as_detail()) == Votes(25, 17, 7, 1)
