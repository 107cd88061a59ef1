"""Steps of an approval chain, and for whom each is there (features 12, 55, 62)."""

from __future__ import annotations

import pytest

from zcforms.domain.chain import APPLICANT, Chain, Step, When

ONE, TWO, THREE = (
    Step("one", "一", "employer", ("endorse",)),
    Step("two", "二", "authority", ("endorse", "return"), returns=(APPLICANT, "one")),
    Step("three", "三", "committee", ("endorse", "return"), returns=("two", "one")),
)
CHAIN = Chain("c", "c", (ONE, TWO, THREE))


def test_the_way_forward() -> None:
    assert CHAIN.after(None) is ONE
    assert CHAIN.after("one") is TWO
    assert CHAIN.after("three") is None
    assert CHAIN.step("two") is TWO
    assert CHAIN.step(None) is CHAIN.step("four") is None


def test_the_way_back() -> None:
    """In the order of the chain; a step that this applicant does not go through is no way back."""
    assert CHAIN.behind(ONE) == ()
    assert CHAIN.behind(TWO) == (ONE,)
    assert CHAIN.behind(THREE) == (ONE, TWO)
    assert CHAIN.only((ONE, THREE)).behind(THREE) == (ONE,)


@pytest.mark.parametrize(
    ("when", "holds"),
    [
        (When(), True),
        (When(natures=("institution",)), True),
        (When(natures=("private-enterprise",)), False),
        (When(routes=("regular", "exceptional")), True),
        (When(routes=("conversion",)), False),
        (When(freelancer=False), True),
        (When(freelancer=True), False),
        (When(natures=("institution",), routes=("conversion",)), False),
    ],
)
def test_for_whom(when: When, holds: bool) -> None:
    assert when.holds(nature="institution", route="regular", freelancer=False) is holds


def test_a_freelancer() -> None:
    assert When(freelancer=True).holds(nature="freelance", route="regular", freelancer=True)
    assert not When(freelancer=False).holds(nature="freelance", route="regular", freelancer=True)
