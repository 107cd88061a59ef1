"""The prover in its child process: answers as they come, a child that is lost (issue 7)."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest

from zcforms import resources
from zcforms.lab.proofs import proving
from zcforms.lab.proofs import record as proof_record
from zcforms.lab.proofs.answers import Least, Question
from zcforms.lab.proofs.child import Side, Task
from zcforms.lab.proofs.proving import Limits
from zcforms.lab.proofs.run import Prover
from zcforms.services.bench import Bench

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not proving.available(), reason="the solver is not installed"),
]
PLAN = "2022-teacher-senior"
ROUTES = ("regular", "exceptional", "conversion")


@pytest.fixture(scope="module")
def task() -> Task:
    with Bench.load() as loaded:
        side = Side.of(loaded.catalogue.plans[PLAN], loaded.shelf)
    return Task(side, (Question.PASSES,), limits=Limits(1.0))


@pytest.fixture
def prover(task: Task) -> Iterator[Prover]:
    with Prover(task) as made:
        yield made


def told(prover: Prover) -> list[str]:
    return [each.subject.route for each in prover.answers()]


def test_answers_come_one_by_one_and_end(prover: Prover) -> None:
    first = prover.tell(0.0)
    assert (len(first.answers), first.finished) == (1, False)
    assert sorted([first.answers[0].subject.route, *told(prover)]) == sorted(ROUTES)
    assert (prover.left, prover.lost) == ([], [])
    assert prover.tell(0.0).answers == ()


def test_a_child_that_is_lost_between_two_calls_begins_anew_and_repeats_nothing(prover: Prover) -> None:
    first = prover.tell(0.0).answers
    pid = prover._child.pid
    assert pid is not None
    os.kill(pid, signal.SIGKILL)
    assert sorted([first[0].subject.route, *told(prover)]) == sorted(ROUTES)
    assert prover.lost == []


def test_a_solver_that_takes_its_process_with_it_costs_its_question_alone(task: Task) -> None:
    asked = Task(task.now, (Question.PASSES, Question.BITES), limits=Limits(1.0), rules=("photo-present",))
    with Prover(asked) as prover:
        prover.tell(0.0)
        done = threading.Event()
        killer = threading.Thread(target=_killing, args=(prover, done))
        killer.start()
        while not prover.lost and not prover.tell(0.0).finished:
            pass
        done.set()
        killer.join()
        assert [each.question for each in prover.lost] == [Question.PASSES]
        assert "signal 9" in prover.lost[0].reason
        assert {each.question for each in prover.answers()} == {Question.BITES}


def _killing(prover: Prover, done: threading.Event) -> None:
    """Every child, soon after it is there, until the question is lost."""
    while not prover.lost and not done.wait(0.05):
        if pid := prover._child.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def test_somebody_who_knows_some_answers_is_told_the_others(task: Task, prover: Prover) -> None:
    known = {each.id for each in prover.answers() if each.subject.route != "conversion"}
    with Prover(task, set(known)) as other:
        assert told(other) == ["conversion"]


def test_what_is_silent_for_longer_than_is_allowed_is_given_up(task: Task) -> None:
    with Prover(task, silence=0.2) as prover:
        assert told(prover) == []
    assert [each.question for each in prover.lost] == [Question.PASSES]
    assert "0.2" in prover.lost[0].reason


def test_an_application_is_advised_in_the_child(task: Task) -> None:
    path = resources.folder("examples") / "teacher-complete.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    asked = replace(task, questions=(Question.NEAREST,), application=document, limits=Limits(60.0))
    assert asked.digest != replace(asked, application={**document, "title": ""}).digest
    with Prover(asked) as prover:
        (answer,) = prover.answers()
    assert answer.least == Least(0, 0, proved=True)
    assert proof_record.of_json(proof_record.as_json(answer)) == answer
