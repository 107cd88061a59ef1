"""Publishing asks whether somebody can pass (issue 7): what was proved, and that nothing was."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.services.conftest import NOW
from tests.services.plan_workshop import FILE, PLAN, begun, captioned
from tests.services.proving import impossible, possible, proved
from tests.services.workshop import author, reviewer
from zcforms.demo.load import Stage
from zcforms.documents import patching
from zcforms.domain.plan_draft import Acceptance
from zcforms.lab.proofs import proving
from zcforms.lab.proofs.answers import Kind, Question, Verdict
from zcforms.services import plan_drafts, plan_reviews, plan_versions
from zcforms.services.house import House
from zcforms.services.plan_drafts import Step
from zcforms.services.plan_reviews import NotReady
from zcforms.services.proof_subjects import PLAN_DRAFT, subject_of
from zcforms.storage.proof_records import ProofState
from zcforms.storage.work import work

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
    """Not what was not known within the time or only seen among so many records, nor a defect of ours."""
    house, (draft_id, subject) = town.house, drafted(town)
    unsure = [
        replace(impossible(f"passes:{verdict}"), verdict=verdict)
        for verdict in (Verdict.UNKNOWN, Verdict.BOUNDED, Verdict.DEFECT)
    ]
    proved(house, author(town), subject, unsure)
    assert plan_reviews.gate(house, author(town), draft_id).ready
    later = NOW + timedelta(minutes=1)
    proved(house, author(town), subject, [impossible()], at=later)
    assert [each.kind for each in plan_reviews.gate(house, author(town), draft_id).missing] == ["proof"]


@needs_solver
def test_where_it_can_be_proved_it_must_be(town: Stage) -> None:
    house, (draft_id, subject) = strict(town), drafted(town)
    (missing,) = plan_reviews.gate(house, author(town), draft_id).missing
    assert (missing.kind, missing.accept.partition("@")[0]) == ("unproved", "unproved")
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


def reason(town: Stage, draft_id: str, text: str, at: datetime = NOW) -> None:
    """What is missing is so, and this is why."""
    house = strict(town)
    told = {each.accept: text for each in plan_reviews.gate(house, author(town), draft_id).missing}
    version = plan_drafts.draft(house, author(town), draft_id).version
    plan_reviews.accept(house, author(town), draft_id, told, version=version, now=at)


def rename(town: Stage, draft_id: str, caption: str) -> None:
    step = Step("改名", lambda _: [patching.replace(("documents", FILE, "titles", 0, "caption"), caption)])
    plan_drafts.change(town.house, author(town), draft_id, step, NOW)


@needs_solver
@pytest.mark.parametrize("state", [ProofState.DONE, ProofState.STOPPED])
def test_what_was_proved_is_not_unsaid_by_a_shorter_run(town: Stage, state: ProofState) -> None:
    house, (draft_id, subject) = strict(town), drafted(town)
    first = proved(house, author(town), subject, [impossible()], state=state, questions=(Question.PASSES,))
    unsure = replace(impossible(), verdict=Verdict.UNKNOWN, kind=Kind.OPEN, causes=())
    proved(house, author(town), subject, [unsure], at=NOW + timedelta(minutes=1))
    (missing,) = plan_reviews.gate(house, author(town), draft_id).missing
    assert (missing.kind, missing.said and missing.said.run) == ("proof", first)


def test_an_example_that_ran_refutes_what_was_said_before(town: Stage) -> None:
    house, (draft_id, subject) = town.house, drafted(town)
    proved(house, author(town), subject, [replace(possible(), id=impossible().id)])
    proved(house, author(town), subject, [impossible()], at=NOW + timedelta(minutes=1))
    assert plan_reviews.gate(house, author(town), draft_id).ready


@needs_solver
def test_a_reason_for_what_is_not_proved_holds_for_the_state_that_it_was_written_for(town: Stage) -> None:
    house, (draft_id, _) = strict(town), drafted(town)
    reason(town, draft_id, "已在试填里试过")
    assert plan_reviews.gate(house, author(town), draft_id).ready
    rename(town, draft_id, "另一个名称")
    (missing,) = plan_reviews.gate(house, author(town), draft_id).missing
    assert missing.kind == "unproved"
    assert missing.former is not None
    assert missing.former.reason == "已在试填里试过"
    plan_drafts.undo(house, author(town), draft_id, NOW)
    assert plan_reviews.gate(house, author(town), draft_id).ready


@needs_solver
def test_a_reason_for_what_nobody_asked_is_none_for_what_was_asked_and_is_not_known(town: Stage) -> None:
    house, (draft_id, subject) = strict(town), drafted(town)
    reason(town, draft_id, "已在试填里试过")
    unsure = replace(possible(), verdict=Verdict.UNKNOWN, kind=Kind.OPEN, examples=())
    proved(house, author(town), subject, [unsure])
    assert not plan_reviews.gate(house, author(town), draft_id).ready


def test_a_reason_for_one_contradiction_is_none_for_another(town: Stage) -> None:
    house, (draft_id, subject) = town.house, drafted(town)
    proved(house, author(town), subject, [impossible()])
    reason(town, draft_id, "破格申报今年停办")
    same = replace(impossible(), causes=impossible().causes[::-1])
    proved(house, author(town), subject, [same], at=NOW + timedelta(minutes=1))
    assert plan_reviews.gate(house, author(town), draft_id).ready
    other = replace(impossible(), causes=impossible().causes[:1], sentence="没有人能通过，原因是另一个。")
    proved(house, author(town), subject, [other], at=NOW + timedelta(minutes=2))
    (missing,) = plan_reviews.gate(house, author(town), draft_id).missing
    assert missing.text == other.sentence
    assert missing.former is not None
    assert (missing.former.reason, missing.former.about) == ("破格申报今年停办", impossible().sentence)


@needs_solver
def test_what_was_proved_of_an_earlier_state_is_said_to_be_so(town: Stage) -> None:
    house, (draft_id, subject) = strict(town), drafted(town)
    proved(house, author(town), subject, [possible()])
    rename(town, draft_id, "另一个名称")
    (missing,) = plan_reviews.gate(house, author(town), draft_id).missing
    assert missing.text.startswith("证明之后方案又有修改")


def test_reasons_go_with_the_version_with_who_wrote_them_and_when(town: Stage) -> None:
    house, (draft_id, subject) = town.house, drafted(town)
    proved(house, author(town), subject, [impossible()])
    reason(town, draft_id, "破格申报今年停办")
    other = replace(impossible(), causes=impossible().causes[:1])
    proved(house, author(town), subject, [other], at=NOW + timedelta(minutes=1))
    later = NOW + timedelta(minutes=2)
    reason(town, draft_id, "破格申报今年仍然停办", later)
    plan_reviews.submit(house, author(town), draft_id, "", NOW)
    version = plan_drafts.draft(house, reviewer(town), draft_id).version
    plan_reviews.publish(house, reviewer(town), draft_id, version=version, now=later)
    (kept,) = plan_versions.history(house, author(town), PLAN).in_force.reasons
    assert (kept.reason, kept.about, kept.at) == ("破格申报今年仍然停办", impossible().sentence, later)
    assert kept.name == plan_drafts.draft(house, author(town), draft_id).author
    assert len(plan_drafts.draft(house, author(town), draft_id).accepted) == 2


def test_a_reason_that_was_kept_as_a_text_alone_is_read(town: Stage) -> None:
    house, (draft_id, subject) = town.house, drafted(town)
    with work(house.database) as w:
        w.plan_drafts.get(draft_id).accepted = {f"proof:{impossible().id}": "破格申报今年停办"}
    proved(house, author(town), subject, [impossible()])
    (missing,) = plan_reviews.gate(house, author(town), draft_id).missing
    assert missing.former == Acceptance("破格申报今年停办")
