"""Runs of the prover with their answers, and what it said to applications."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa

from zcforms.storage import proof_tables
from zcforms.storage.proof_records import LIVE, Advice, PlanProof, ProofAnswer
from zcforms.storage.shelves.shelf import Shelf


class Proofs(Shelf[PlanProof]):
    entity = PlanProof

    def of(self, subject: str, limit: int = 10) -> list[PlanProof]:
        """About this subject, the newest first."""
        c = proof_tables.plan_proofs.c
        query = sa.select(PlanProof).where(c.subject == subject)
        return self._list(query.order_by(c.asked_at.desc(), c.id.desc()).limit(limit))

    def of_state(self, fingerprint: str) -> list[PlanProof]:
        """About a plan in just this state, whatever it was then (a draft, in force), the newest first."""
        c = proof_tables.plan_proofs.c
        query = sa.select(PlanProof).where(c.fingerprint == fingerprint)
        return self._list(query.order_by(c.asked_at.desc(), c.id.desc()))

    def live(self, organisation_id: str) -> list[PlanProof]:
        """The organisation's that are under way or wait for it."""
        c = proof_tables.plan_proofs.c
        return self._list(sa.select(PlanProof).where(c.organisation_id == organisation_id, c.state.in_(LIVE)))

    def keep(self, proof: PlanProof, answers: Iterable[ProofAnswer]) -> None:
        """Answers behind those that the run has."""
        for each in answers:
            self._session.add(each)
            proof.answers += 1

    def answers(self, proof_id: str, questions: Sequence[str] = ()) -> list[ProofAnswer]:
        """In the order in which they were found."""
        c = proof_tables.proof_answers.c
        query = sa.select(ProofAnswer).where(c.proof_id == proof_id)
        if questions:
            query = query.where(c.question.in_(list(questions)))
        return list(self._session.scalars(query.order_by(c.sequence)))

    def clear(self, before: datetime) -> None:
        """Forget everybody's that have not changed since that moment. A job that still works at one finds that it is gone."""
        proofs, answers = proof_tables.plan_proofs, proof_tables.proof_answers
        old = sa.select(proofs.c.id).where(proofs.c.changed_at < before)
        self._session.execute(sa.delete(ProofAnswer).where(answers.c.proof_id.in_(old)))
        self._session.execute(sa.delete(PlanProof).where(proofs.c.changed_at < before))


class Advices(Shelf[Advice]):
    """By the application's id."""

    entity = Advice

    def forget(self, application_id: str) -> None:
        """What was said to the application, and what is being asked. A job that still works at it finds that it is gone."""
        c = proof_tables.application_advice.c
        self._session.execute(sa.delete(Advice).where(c.application_id == application_id))
