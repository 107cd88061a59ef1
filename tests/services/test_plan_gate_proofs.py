"""Publishing asks whether somebody can pass (issue 7): what was proved, and that nothing was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.services.conftest import NOW
from tests.services.plan_workshop import begun, captioned
from tests.services.proving import impossible, possible, proved
from tests.services.workshop import author, reviewer
from zcforms.demo.load import Stage
from zcforms.lab.proofs import proving
from zcforms.lab.proofs.answers import Kind, Question, Verdict
from zcforms.services import plan_drafts, plan_reviews
from zcforms.services.house import House
from zcforms.services.plan_reviews import NotReady
from zcforms.services.proof_subjects import PLAN_DRAFT, subject_of
from zcforms.storage.proof_records import ProofState

needs_solver = pytest.mark.skipif(not proving.available(), reason="the solver is not installed")


def strict(town: Stage) -> House:
    return replace(town.house, terms=replace(town.house.terms, require_proofs=True))


def drafted(town: Stage) -> tuple[str, str]:
    draft_id = begun(town, captioned("正高级教师"))
    return draft_id, subject_of(PLAN_DRAFT, draft_id)


def test_who_cannot_pass_stands_against_publishing_until_somebody_says_why(town: Stage) -> None:
    house, (draft_id, subject) = town.house, drafted(town)
    proved(house, author(town), subject, [possible(), impossible()])
    (missing,) = plan_reviews.gate(house, author(town), draft_id).missing
    assert (missing.kind, missing.text) == ("proof", impossible().sentence)
    with pytest.raises(NotReady):
        plan_reviews.submit(house, author(town), draft_id, "", NOW)
    version = plan_drafts.draft(house, author(town), draft_id).version
    reasons = {missing.accept: "破格申报今年停办"}
    plan_reviews.accept(house, author(town), draft_id, reasons, version=version, now=NOW)
    plan_reviews.submit(house, author(town), draft_id, "", NOW)
    seen = plan_reviews.gate(house, reviewer(town), draft_id)
    assert [(each.missing.kind, each.reason) for each in seen.accepted] == [("proof", "破格申报今年停办")]
    version = plan_drafts.draft(house, reviewer(town), draft_id).version
    assert plan_reviews.publish(house, reviewer(town), draft_id, version=version, now=NOW) == 1


def test_a_proof_that_comes_after_the_review_began_stands_against_publishing_too(town: Stage) -> None:
    house, (draft_id, subject) = town.house, drafted(town)
    plan_reviews.submit(house, author(town), draft_id, "", NOW)
    proved(house, author(town), subject, [impossible()])
    version = plan_drafts.draft(house, reviewer(town), draft_id).version
    with pytest.raises(NotReady):
        plan_reviews.publish(house, reviewer(town), draft_id, version=version, now=NOW)


def test_only_what_is_known_stands_against_it(town: Stage) -> None:
    """Not what was not known within the time or only seen among so many records, nor a defect of ours; and the newest whole answer counts."""
    house, (draft_id, subject) = town.house, drafted(town)
    unsure = [
        replace(impossible(f"passes:{verdict}"), verdict=verdict)
        for verdict in (Verdict.UNKNOWN, Verdict.BOUNDED, Verdict.DEFECT)
    ]
    proved(house, author(town), subject, unsure)
    assert plan_reviews.gate(house, author(town), draft_id).ready
    later = NOW + timedelta(minutes=1)
    proved(
        house,
        author(town),
        subject,
        [impossible()],
        at=later,
        state=ProofState.STOPPED,
        questions=(Question.PASSES,),
    )
    assert plan_reviews.gate(
        house, author(town), draft_id
    ).ready  # an unfinished one does not count beside a whole one
    proved(house, author(town), subject, [impossible()], at=later + timedelta(minutes=1))
    assert [each.kind for each in plan_reviews.gate(house, author(town), draft_id).missing] == ["proof"]


@needs_solver
def test_where_it_can_be_proved_it_must_be(town: Stage) -> None:
    house, (draft_id, subject) = strict(town), drafted(town)
    (missing,) = plan_reviews.gate(house, author(town), draft_id).missing
    assert (missing.kind, missing.accept) == ("unproved", "unproved")
    assert "开始证明" in missing.remedy
    run = proved(house, author(town), subject, [], state=ProofState.RUNNING, questions=(Question.PASSES,))
    (missing,) = plan_reviews.gate(house, author(town), draft_id).missing
    assert missing.text.startswith("正在证明")
    assert run
    proved(house, author(town), subject, [possible()], at=NOW + timedelta(minutes=1))
    assert plan_reviews.gate(house, author(town), draft_id).ready


@needs_solver
def test_what_was_asked_and_is_not_known_is_not_proved(town: Stage) -> None:
    house, (draft_id, subject) = strict(town), drafted(town)
    unsure = replace(possible(), verdict=Verdict.UNKNOWN, kind=Kind.OPEN, examples=())
    proved(house, author(town), subject, [unsure])
    (missing,) = plan_reviews.gate(house, author(town), draft_id).missing
    assert (missing.kind, missing.text) == ("unproved", "还不知道有没有人能按“常规申报，高级教师”通过")
