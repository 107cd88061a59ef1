"""A certificate asked for again (features 85 to 89): what can be done in which state, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from itertools import product

import pytest

from zcforms.domain.approval import Act
from zcforms.domain.errors import WrongState
from zcforms.domain.plan import Chain, Section, SectionKind
from zcforms.domain.replacement import TRANSITIONS, Replacement, ReplacementKind, ReplacementState, step_of

AT = datetime(2022, 7, 5, 9, tzinfo=UTC)
ACTS: dict[Act, Callable[[Replacement], None]] = {
    Act.SUBMIT: lambda one: one.submit("employer", freelancer=False, first_step="first", at=AT),
    Act.WITHDRAW: lambda one: one.withdraw(acted_on=False),
    Act.GIVE_UP: lambda one: one.give_up(AT),
    Act.ENDORSE: lambda one: one.endorse("second", AT),
    Act.FINISH: lambda one: one.finish("old", "new", AT),
    Act.RETURN: lambda one: one.give_back(),
    Act.REJECT: lambda one: one.reject(AT),
}


def standing(state: ReplacementState) -> Replacement:
    """One that was handed in at some time."""
    return Replacement("r", "p", "listed", "old", AT, state=state, submitted_at=AT)


@pytest.mark.parametrize(("state", "act"), list(product(ReplacementState, ACTS)))
def test_the_table_is_all_that_can_be_done(state: ReplacementState, act: Act) -> None:
    one = standing(state)
    if (state, act) in TRANSITIONS:
        ACTS[act](one)
        assert one.state is TRANSITIONS[state, act]
    else:
        with pytest.raises(WrongState):
            ACTS[act](one)
        assert one.state is state
        assert (one.step, one.result_id) == (None, None)


def test_what_has_ended_goes_nowhere() -> None:
    ended = {ReplacementState.DONE, ReplacementState.REJECTED, ReplacementState.WITHDRAWN}
    assert not ended & {state for state, _ in TRANSITIONS}


def test_from_hand_to_hand() -> None:
    """Feature 85."""
    one = standing(ReplacementState.DRAFT)
    one.submit("employer", freelancer=True, first_step="first", at=AT)
    assert one.freelancer
    assert (one.organisation_id, one.step, one.step_since, one.submitted_at) == ("employer", "first", AT, AT)
    one.endorse("second", AT)
    assert one.step == "second"
    one.finish("old", "new", AT)
    assert (one.step, one.ended_at, one.certificate_id, one.result_id) == (None, AT, "old", "new")


def test_taken_back_only_while_nobody_has_acted_on_it() -> None:
    """As a declaration (feature 62)."""
    one = Replacement("r", "p", "listed", "old", AT)
    assert not one.taken_back
    with pytest.raises(WrongState, match="直接删除"):
        one.give_up(AT)
    one.submit("employer", freelancer=False, first_step="first", at=AT)
    with pytest.raises(WrongState, match="已经处理"):
        one.withdraw(acted_on=True)
    one.withdraw(acted_on=False)
    assert (one.state, one.step, one.taken_back) == (ReplacementState.DRAFT, None, True)
    one.give_up(AT)
    assert (one.given_up, one.editable, one.ended_at) == (True, False, AT)


@pytest.mark.parametrize("state", ReplacementState)
def test_the_form_is_open_until_it_is_handed_in(state: ReplacementState) -> None:
    one = standing(state)
    if state in (ReplacementState.DRAFT, ReplacementState.RETURNED):
        one.revise({"reason": "遗失"})
        assert one.answers == {"reason": "遗失"}
    else:
        with pytest.raises(WrongState, match="不能再修改"):
            one.revise({"reason": "遗失"})


def test_what_the_form_says_of_the_certificate() -> None:
    """Only what the document fills in, and 无 is nothing."""
    schema = {"properties": {"number": {"blank": "无"}, "title": {}, "reason": {}}}
    form = Section("form", "表", SectionKind.FIELDS, schema)
    kind = ReplacementKind("k", "补换证", False, form, ("number", "title"), Chain("c", "", ()), "s")
    assert kind.told({"number": "无", "title": "教授", "reason": "无"}) == {"number": "", "title": "教授"}
    assert kind.told({"title": "无"}) == {"title": "无"}
    assert step_of(kind.chain, standing(ReplacementState.DRAFT)) is None
