"""The one table of transitions (features 21, 62)."""

from __future__ import annotations

from itertools import product

import pytest

from zcforms.domain.approval import TRANSITIONS, Act, ApplicationState, follow
from zcforms.domain.errors import WrongState

ALL = list(product(ApplicationState, Act))


@pytest.mark.parametrize(("state", "act"), [pair for pair in ALL if pair in TRANSITIONS])
def test_what_the_table_allows(state: ApplicationState, act: Act) -> None:
    assert follow(state, act) is TRANSITIONS[state, act]


@pytest.mark.parametrize(("state", "act"), [pair for pair in ALL if pair not in TRANSITIONS])
def test_what_it_does_not(state: ApplicationState, act: Act) -> None:
    with pytest.raises(WrongState):
        follow(state, act)


def test_the_table() -> None:
    """Written out once more, so that a change of the table is a change on purpose."""
    assert {f"{state} {act} {after}" for (state, act), after in TRANSITIONS.items()} == {
        "draft submit in_approval",
        "returned submit in_approval",
        "in_approval withdraw draft",
        "in_approval endorse in_approval",
        "in_approval finish endorsed",
        "in_approval return returned",
        "in_approval send_back in_approval",
        "in_approval reject rejected",
        "draft delete deleted",
        "deleted restore draft",
    }


def test_nothing_leads_out_of_an_end() -> None:
    for end in (ApplicationState.ENDORSED, ApplicationState.REJECTED):
        assert not [act for state, act in TRANSITIONS if state is end]
