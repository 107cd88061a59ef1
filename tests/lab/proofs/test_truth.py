"""Answers about small plans against the truth: every application of each plan is made and run.

More of them: `python -m tests.lab.proofs.test_truth --worlds 2000`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator

import pytest

from tests.lab.proofs.questions.pinned import Pinned
from tests.lab.proofs.truth import FORMS_ONLY, Truth, expected
from tests.lab.proofs.worlds import world
from zcforms.lab import proof
from zcforms.lab.proofs.answers import Answer, Kind, Question, Verdict
from zcforms.lab.proofs.encoding.session import session
from zcforms.lab.proofs.proving import Limits, prove

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not proof.installed(), reason="the solver is an extra")]

WORLDS, APPLICATIONS = range(24), 500
QUESTIONS = (Question.PASSES, Question.BITES, Question.CHANGED, Question.CONTAINED)
RECORDS = 4
"""As many as no rule of a world tells more of: it counts to two, and three are imported at most."""


def answers(truth: Truth, questions: Iterable[Question] = QUESTIONS) -> list[Answer]:
    made = truth.world
    return list(prove(made.now, tuple(questions), before=made.before, limits=Limits(20.0, 8)))


def faults(truth: Truth, given: Iterable[Answer]) -> list[str]:
    """What speaks against the answers, and what was not answered at all."""
    given = list(given)
    found = [
        f"{answer.id} {answer.kind} {answer.verdict}: {wrong}"
        for answer in given
        for wrong in truth.speaks_against(answer)
    ]
    return found + list(_unexpected(truth, given))


def _unexpected(truth: Truth, given: list[Answer]) -> Iterator[str]:
    """Where every application says one thing and the answer another, without an example that says why."""
    nobody = any(each.question is Question.BITES and each.kind is Kind.IMPOSSIBLE for each in given)
    for (question, subject), kind in expected(truth).items():
        if nobody and question is Question.BITES:
            continue
        about = [
            each
            for each in given
            if each.question is question and subject in (each.subject.route, each.subject.id)
        ]
        if not about:
            yield f"nothing is said of {question} {subject}"
        for each in about:
            shown = each.verdict is Verdict.SHOWN  # by an application that was not made here; it was run
            known = each.kind is kind or each.kind is Kind.OPEN or shown or FORMS_ONLY in each.sentence
            # that forms refuse what breaks it, brute force sees only where it makes such applications
            if not known and (kind, each.kind) != (Kind.DEAD, Kind.REDUNDANT):
                yield f"{each.id} is {each.kind}, by brute force {kind}"


@pytest.mark.parametrize("number", WORLDS)
def test_answers_are_true(number: int) -> None:
    truth = Truth.of(world(number), APPLICATIONS)
    assert faults(truth, answers(truth)) == [], truth.world.told


@pytest.mark.parametrize("number", range(100, 116))
def test_the_encoding_says_of_an_application_what_is_true_of_it(number: int) -> None:
    """All rules and all places of the forms."""
    made = world(number)
    for version in (made.before, made.now):
        opened = session(
            version.plan, version.plan.standards[0], version.ruleset.table("one"), lambda _: RECORDS
        )
        for document in made.documents(20):
            assert Pinned(opened, version, document).differences() == [], (document, made.told)


# ------------------------------------------------------------------------------------- thousands of them


def main() -> int:
    """Run many worlds and tell what was answered and what was wrong; 1 where something was."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--worlds", type=int, default=200)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--applications", type=int, default=2000)
    given = parser.parse_args()
    wrong, counted, started = 0, Counter[str](), time.perf_counter()
    for number in range(given.first, given.first + given.worlds):
        truth = Truth.of(world(number), given.applications)
        found = answers(truth)
        counted.update(f"{each.kind} {each.verdict}" for each in found)
        for fault in faults(truth, found):
            wrong += 1
            print(f"world {number}: {fault}", flush=True)
    seconds = time.perf_counter() - started
    print(f"{given.worlds} worlds, {wrong} faults, {seconds:.0f} s", dict(sorted(counted.items())))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
