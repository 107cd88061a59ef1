"""What is asked for beside a declaration is answered once (feature 22)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from zcforms.domain.errors import InputRefused, WrongState
from zcforms.domain.petition import Petition, PetitionState

ASKED = datetime(2022, 7, 5, 9, tzinfo=UTC)
LATER = ASKED + timedelta(hours=1)


@pytest.fixture
def petition() -> Petition:
    return Petition("p", "application", "interview_waiver", {}, ASKED)


def test_granted(petition: Petition) -> None:
    petition.grant("operator", LATER, " 符合第九条 ")
    assert petition.state is PetitionState.GRANTED
    assert (petition.decided_by, petition.decided_at, petition.reason) == ("operator", LATER, "符合第九条")


def test_refused_with_a_reason(petition: Petition) -> None:
    with pytest.raises(InputRefused) as refused:
        petition.refuse("operator", LATER, "  ")
    assert refused.value.faults[0].pointer == "/reason"
    assert petition.state is PetitionState.PENDING
    petition.refuse("operator", LATER, "没有学位证书")
    assert (petition.state, petition.reason) == (PetitionState.REFUSED, "没有学位证书")


def test_withdrawn(petition: Petition) -> None:
    petition.withdraw(LATER)
    assert (petition.state, petition.decided_by) == (PetitionState.WITHDRAWN, None)


def test_an_answer_is_final(petition: Petition) -> None:
    petition.grant("operator", LATER)
    for again in (
        lambda: petition.grant("other", LATER),
        lambda: petition.refuse("other", LATER, "不同意"),
        lambda: petition.withdraw(LATER),
    ):
        with pytest.raises(WrongState):
            again()
