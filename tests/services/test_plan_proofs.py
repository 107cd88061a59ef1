"""Proofs of drafts: asked for, kept, shown, true of one state alone (issue 7)."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.services.conftest import NOW
from tests.services.journal import acts
from tests.services.plan_workshop import FILE, PLAN, begun, captioned, published
from tests.services.proving import dead, every, impossible, pair, possible, proved
from tests.services.workshop import author
from zcforms.demo.load import SCHOOL, Stage
from zcforms.documents import patching
from zcforms.domain.errors import InputRefused, NotAllowed, NotFound, WrongState
from zcforms.lab.proofs import proving
from zcforms.lab.proofs.answers import Question
from zcforms.lab.proofs.proving import Limits
from zcforms.services import plan_drafts, plan_proofs, proof_examples
from zcforms.services.plan_drafts import Step
from zcforms.services.plan_package import cases_path
from zcforms.services.proof_pool import pool
from zcforms.services.proof_subjects import PLAN as IN_FORCE
from zcforms.services.proof_subjects import PLAN_DRAFT, about, subject_of
from zcforms.storage.proof_records import ProofState
from zcforms.storage.work import work
from zcforms.worker import KINDS, embedded

needs_solver = pytest.mark.skipif(not proving.available(), reason="the solver is not installed")
OFFICE = "demo-engineer-office"


def drafted(town: Stage) -> tuple[str, str]:
    draft_id = begun(town, captioned("正高级教师"))
    return draft_id, subject_of(PLAN_DRAFT, draft_id)


def rename(town: Stage, draft_id: str, caption: str) -> None:
    path = ("documents", FILE, "titles", 0, "caption")
    step = Step("改名", lambda _: [patching.replace(path, caption)])
    plan_drafts.change(town.house, author(town), draft_id, step, NOW)


def test_a_run_is_asked_for_and_another_takes_its_place(town: Stage) -> None:
    house, (draft_id, subject) = town.house, drafted(town)
    assert plan_proofs.shown(house, author(town), subject).id == ""
    first = plan_proofs.start(house, author(town), subject, NOW)
    shown = plan_proofs.shown(house, author(town), subject)
    assert (shown.id, shown.state, shown.over, shown.comparable) == (first, ProofState.WAITING, False, True)
    assert shown.left == plan_proofs.QUESTIONS
    assert house.database.jobs.counts().waiting >= 1
    second = plan_proofs.start(
        house, author(town), subject, NOW + timedelta(seconds=1), questions=[Question.PASSES]
    )
    with work(house.database, write=False) as w:
        assert w.proofs.get(first).state is ProofState.SUPERSEDED
        assert w.proofs.get(second).asked["questions"] == ["passes"]
    plan_proofs.run_slice(house, first, 0, NOW)  # its job comes late, and finds nothing to do
    plan_proofs.stop(house, author(town), subject, NOW)
    assert plan_proofs.shown(house, author(town), subject).state is ProofState.STOPPED
    assert acts(house, f"plan-draft:{draft_id}") == ["plans.prove", "plans.prove"]


def test_what_cannot_be_asked_is_refused(town: Stage) -> None:
    house, (draft_id, subject) = town.house, drafted(town)
    for questions, limits in (
        ([], None),
        ([Question.PASSES], Limits(0.1)),
        ([Question.PASSES], Limits(10, 900)),
    ):
        with pytest.raises(InputRefused):
            plan_proofs.start(house, author(town), subject, NOW, questions=questions, limits=limits)
    for other in (subject_of(PLAN_DRAFT, "0" * 24), subject_of(IN_FORCE, "no-plan")):
        with pytest.raises(NotFound):
            plan_proofs.start(house, author(town), other, NOW)
    with pytest.raises(NotFound):
        plan_proofs.start(house, town.desks[OFFICE], subject, NOW)
    with pytest.raises(NotFound):
        plan_proofs.shown(house, town.desks[OFFICE], subject)
    rename(town, draft_id, "")
    with pytest.raises(WrongState, match="问题"):
        plan_proofs.start(house, author(town), subject, NOW)


def test_so_many_at_once_and_no_more(town: Stage) -> None:
    house = town.house
    for _ in range(plan_proofs.MOST_LIVE):
        plan_proofs.start(house, author(town), drafted(town)[1], NOW)
    with pytest.raises(WrongState, match="正在进行"):
        plan_proofs.start(house, author(town), drafted(town)[1], NOW)


def test_what_was_proved_is_true_of_one_state(town: Stage) -> None:
    house, (draft_id, subject) = town.house, drafted(town)
    proved(house, author(town), subject, every())
    shown = plan_proofs.shown(house, author(town), subject)
    assert shown.answers == tuple(every())
    assert [each.id for each in shown.alarming] == [impossible().id, dead().id]
    assert not shown.outdated
    rename(town, draft_id, "正高级")
    assert plan_proofs.shown(house, author(town), subject).outdated
    plan_drafts.undo(house, author(town), draft_id, NOW)
    assert not plan_proofs.shown(house, author(town), subject).outdated


def test_a_run_that_the_draft_has_left_behind_is_given_up(town: Stage) -> None:
    house, (draft_id, subject) = town.house, drafted(town)
    run = plan_proofs.start(house, author(town), subject, NOW)
    rename(town, draft_id, "正高级")
    plan_proofs.run_slice(house, run, 0, NOW)
    shown = plan_proofs.shown(house, author(town), subject)
    assert (shown.state, shown.outdated, shown.answers) == (ProofState.SUPERSEDED, True, ())


def test_what_was_proved_of_a_draft_is_proved_of_the_plan_that_it_becomes(town: Stage) -> None:
    house, asked = town.house, captioned("正高级教师")
    draft_id = begun(town, asked)
    proved(house, author(town), subject_of(PLAN_DRAFT, draft_id), [possible()])
    plan_drafts.discard(house, author(town), draft_id, NOW)
    published(town, asked)
    shown = plan_proofs.shown(house, author(town), subject_of(IN_FORCE, PLAN))
    assert (shown.answers, shown.outdated) == ((possible(),), False)


def test_what_is_in_force_is_compared_with_the_version_that_it_took_the_place_of(town: Stage) -> None:
    house, subject = town.house, subject_of(IN_FORCE, PLAN)
    assert not plan_proofs.shown(house, author(town), subject).comparable
    for caption in ("正高级教师", "正高级的教师"):
        published(town, captioned(caption))
        assert plan_proofs.shown(house, author(town), subject).comparable
        edition = house.rulebook.edition()
        with work(house.database, write=False) as w:
            before = about(w, edition, subject).before
        assert before is not None
        named = next(iter(before.plan.titles)).caption
        assert named != caption
    assert named == "正高级教师"


def test_a_pair_becomes_cases_of_the_draft_once(town: Stage) -> None:
    house, (draft_id, subject) = town.house, drafted(town)
    proved(house, author(town), subject, [pair(), possible()])
    assert proof_examples.keep(house, author(town), draft_id, pair().id, NOW) == 2
    assert proof_examples.keep(house, author(town), draft_id, pair().id, NOW) == 0
    assert not plan_proofs.shown(house, author(town), subject).outdated  # cases are not the plan
    assert proof_examples.keep(house, author(town), draft_id, possible().id, NOW) == 1
    draft = plan_drafts.draft(house, author(town), draft_id)
    text = draft.documents[cases_path(PLAN)]
    assert text.count("photo-present") >= 2
    assert draft.undo.startswith("存为用例")
    rename(town, draft_id, "正高级")
    with pytest.raises(WrongState, match="重新证明"):
        proof_examples.keep(house, author(town), draft_id, pair().id, NOW)
    with pytest.raises(NotFound):
        proof_examples.keep(house, author(town), draft_id, impossible().id, NOW)


def test_an_applicant_is_checked_by_the_draft_as_it_is(town: Stage) -> None:
    house, (draft_id, subject) = town.house, drafted(town)
    answers = [replace(pair(), id="boundary:é/1"), possible()]
    proved(house, author(town), subject, answers)
    good, bad = (
        proof_examples.example(house, author(town), draft_id, answers[0].id, number) for number in (1, 2)
    )
    assert bad.check.verdict is not None
    failing = [row.id for row in bad.check.verdict.rows if not row.passed]
    assert good.check.verdict is not None
    assert failing
    assert len(failing) > len([row for row in good.check.verdict.rows if not row.passed])
    assert bad.overview["heading"]
    with pytest.raises(NotFound):
        proof_examples.example(house, author(town), draft_id, answers[0].id, 3)


def test_only_those_who_write_rules_prove(town: Stage) -> None:
    house, (_, subject) = town.house, drafted(town)
    with pytest.raises(NotAllowed):
        plan_proofs.start(house, town.desks[SCHOOL], subject, NOW)


@pytest.mark.slow
@needs_solver
def test_the_worker_tells_answer_by_answer(town: Stage) -> None:
    house, (draft_id, subject) = town.house, drafted(town)
    run = plan_proofs.start(
        house, author(town), subject, NOW, questions=[Question.PASSES], limits=Limits(1.0)
    )
    plan_proofs.run_slice(house, run, 0, NOW, seconds=0.0)
    shown = plan_proofs.shown(house, author(town), subject)
    assert (shown.state, len(shown.answers), shown.left) == (ProofState.RUNNING, 1, (Question.PASSES,))
    pool.drop(run)  # another worker goes on with it
    plan_proofs.run_slice(house, run, 0, NOW)  # not its turn any more
    with embedded(house, KINDS):
        deadline = time.monotonic() + 120
        while not plan_proofs.shown(house, author(town), subject).over:
            assert time.monotonic() < deadline
            time.sleep(0.2)
    shown = plan_proofs.shown(house, author(town), subject)
    assert (shown.state, shown.left, shown.fault) == (ProofState.DONE, (), "")
    assert len({each.id for each in shown.answers}) == len(shown.answers) == 3
    assert draft_id
