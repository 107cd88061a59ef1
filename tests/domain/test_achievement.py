"""The library record's states (features 19, 54)."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest

from zcforms.domain.achievement import Achievement, AchievementState, FileRef
from zcforms.domain.errors import InputRefused, WrongState

NOW = datetime(2022, 7, 5, 9, tzinfo=timezone(timedelta(hours=8)))


def record(state: AchievementState = AchievementState.DRAFT) -> Achievement:
    return Achievement("r1", "p1", "award", {"name": "教学成果奖"}, [{"id": "f1"}], NOW, state)


@pytest.mark.parametrize("state", [AchievementState.DRAFT, AchievementState.RETURNED])
def test_a_draft_can_be_revised_and_submitted(state: AchievementState) -> None:
    one = record(state)
    one.reason = "请补充证书"
    one.revise({"name": "优质课"}, [{"id": "f2"}])
    one.submit("o1", NOW)
    assert (one.data, one.evidence) == ({"name": "优质课"}, [{"id": "f2"}])
    assert (one.state, one.organisation_id, one.submitted_at, one.reason) == (
        AchievementState.SUBMITTED, "o1", NOW, "",
    )  # fmt: skip


def test_revising_takes_copies() -> None:
    data, evidence = {"name": "甲"}, [{"id": "f1"}]
    one = record()
    one.revise(data, evidence)
    data["name"], evidence[0]["id"] = "乙", "f9"
    assert (one.data, one.evidence) == ({"name": "甲"}, [{"id": "f1"}])


@pytest.mark.parametrize("state", [AchievementState.SUBMITTED, AchievementState.APPROVED])
def test_what_the_employer_has_does_not_change(state: AchievementState) -> None:
    """Feature 54."""
    one = record(state)
    with pytest.raises(WrongState, match="复制为新记录"):
        one.revise({}, [])
    with pytest.raises(WrongState):
        one.submit("o1", NOW)


def test_withdrawn_while_waiting() -> None:
    one = record(AchievementState.SUBMITTED)
    one.withdraw()
    assert one.editable


def test_approved() -> None:
    one = record(AchievementState.SUBMITTED)
    one.approve("a1", NOW)
    assert (one.state, one.decided_by, one.decided_at) == (AchievementState.APPROVED, "a1", NOW)


def test_returned_with_a_reason() -> None:
    one = record(AchievementState.SUBMITTED)
    one.give_back("a1", NOW, " 证书看不清 ")
    assert (one.state, one.reason) == (AchievementState.RETURNED, "证书看不清")


def test_returned_without_a_reason() -> None:
    one = record(AchievementState.SUBMITTED)
    with pytest.raises(InputRefused) as refused:
        one.give_back("a1", NOW, "\n")
    assert refused.value.faults[0].pointer == "/reason"
    assert one.state is AchievementState.SUBMITTED


def test_only_what_waits_is_answered() -> None:
    for act in (
        lambda one: one.withdraw(),
        lambda one: one.approve("a1", NOW),
        lambda one: one.give_back("a1", NOW, "x"),
    ):
        with pytest.raises(WrongState, match="不在待审核状态"):
            act(record())


def test_a_file_as_document() -> None:
    assert FileRef("f1", "证书.pdf", "ab" * 32, 10, "application/pdf").as_document() == {
        "id": "f1", "name": "证书.pdf", "digest": "ab" * 32, "size": 10, "media_type": "application/pdf",
    }  # fmt: skip
