"""The tables of proofs: what the solver was asked about a plan, and each of its answers; what it said to an application."""

from __future__ import annotations

import sqlalchemy as sa

from zcforms.storage.columns import named
from zcforms.storage.mapping import at, json, key, mappers, metadata, ordered, text, to
from zcforms.storage.proof_records import Advice, PlanProof, ProofAnswer, ProofState

plan_proofs = sa.Table(
    "plan_proofs",
    metadata,
    key(),
    *(sa.Column(name, sa.String, nullable=False) for name in ("subject", "plan_id", "fingerprint")),
    to("organisations", "organisation_id", index=False),
    to("accounts", "account_id", index=False),
    at("asked_at"),
    at("changed_at"),
    json("asked"),
    json("left"),
    sa.Column("state", named(ProofState), nullable=False),
    sa.Column("slices", sa.Integer, nullable=False),
    sa.Column("answers", sa.Integer, nullable=False),
    text("fault"),
    sa.Index("ix_plan_proofs_subject", "subject", "asked_at"),
    sa.Index("ix_plan_proofs_fingerprint", "fingerprint"),
)

proof_answers = sa.Table(
    "proof_answers",
    metadata,
    key(),
    to("plan_proofs", "proof_id", index=False),
    sa.Column("sequence", sa.Integer, nullable=False),
    *(sa.Column(name, sa.String, nullable=False) for name in ("question", "kind", "verdict")),
    ordered("data"),
    sa.Index("one_proof_answer_per_sequence", "proof_id", "sequence", unique=True),
)

application_advice = sa.Table(
    "application_advice",
    metadata,
    sa.Column("application_id", sa.String, sa.ForeignKey("applications.id"), primary_key=True),
    sa.Column("fingerprint", sa.String, nullable=False),
    at("asked_at"),
    at("changed_at"),
    sa.Column("number", sa.Integer, nullable=False),
    sa.Column("state", named(ProofState), nullable=False),
    ordered("answer"),
)

mappers.map_imperatively(Advice, application_advice)
mappers.map_imperatively(PlanProof, plan_proofs)
mappers.map_imperatively(ProofAnswer, proof_answers)
