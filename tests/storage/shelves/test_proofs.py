"""Runs of the prover and their answers on both databases (issue 7)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.storage.people import NOW, settle
from zcforms.storage.database import Database
from zcforms.storage.proof_records import PlanProof, ProofAnswer, ProofState
from zcforms.storage.work import work


def run(number: int, **changed: Any) -> PlanProof:
    at = NOW + timedelta(hours=number)
    given: dict[str, Any] = {
        "subject": "plan-draft:d1", "plan_id": "teacher", "fingerprint": "f1", "organisation_id": "o1", "account_id": "a1",
        "asked_at": at, "changed_at": at, "asked": {"questions": ["passes"]}, "left": ["passes"], **changed,
    }  # fmt: skip
    return PlanProof(id=f"p{number}", **given)


def answer(proof: str, number: int, question: str) -> ProofAnswer:
    data = {"z": 1, "a": [number]}
    return ProofAnswer(f"{proof}-{number}", proof, number, question, "possible", "shown", data)


def test_the_newest_run_comes_first_by_subject_and_by_state(database: Database) -> None:
    settle(database)
    with work(database) as w:
        for number in (1, 2):
            w.proofs.add(run(number))
        w.proofs.add(run(3, subject="plan:teacher", state=ProofState.DONE, left=[]))
        w.proofs.add(run(4, fingerprint="f2", subject="plan:teacher"))
    with work(database, write=False) as w:
        assert [each.id for each in w.proofs.of("plan-draft:d1")] == ["p2", "p1"]
        assert [each.id for each in w.proofs.of("plan-draft:d1", 1)] == ["p2"]
        assert [each.id for each in w.proofs.of_state("f1")] == ["p3", "p2", "p1"]
        assert {each.id for each in w.proofs.live("o1")} == {"p1", "p2", "p4"}


def test_answers_are_kept_in_their_order_and_go_with_their_run(database: Database) -> None:
    settle(database)
    with work(database) as w:
        for number in (1, 2):
            w.proofs.add(run(number))
        w.flush()
        first = w.proofs.get("p1")
        w.proofs.keep(first, [answer("p1", 1, "passes"), answer("p1", 2, "bites")])
        w.proofs.keep(w.proofs.get("p2"), [answer("p2", 1, "passes")])
        assert first.answers == 2
    with work(database, write=False) as w:
        assert [each.id for each in w.proofs.answers("p1")] == ["p1-1", "p1-2"]
        assert [each.id for each in w.proofs.answers("p1", ["bites"])] == ["p1-2"]
        assert list(w.proofs.answers("p1")[0].data) == ["z", "a"]
    with work(database) as w:
        w.proofs.clear(NOW + timedelta(hours=2))
    with work(database, write=False) as w:
        assert [each.id for each in w.proofs.of("plan-draft:d1")] == ["p2"]
        assert (w.proofs.answers("p1"), len(w.proofs.answers("p2"))) == ([], 1)
