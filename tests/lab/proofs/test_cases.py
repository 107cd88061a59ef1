"""Applicants of the prover as cases: they run, and say what the check says (issue 7)."""

from __future__ import annotations

import pytest

from tests.services.proving import document, pair, possible
from zcforms import resources
from zcforms.documents import reading
from zcforms.documents.reading import Document
from zcforms.domain.errors import DocumentsInvalid
from zcforms.lab import casefiles, cases
from zcforms.lab.proofs import cases as proof_cases
from zcforms.services.bench import Bench

PLAN = "2022-teacher-senior"


@pytest.fixture(scope="module")
def bench() -> Bench:
    with Bench.load() as loaded:
        return loaded


def read(bench: Bench, text: str) -> cases.CaseFile:
    document_ = Document("", reading.parse(text, "", is_yaml=True), "")
    return casefiles.read(document_, bench.catalogue.plans, bench.rulesets, resources.folder("examples"))


def test_a_pair_is_one_applicant_and_what_is_different(bench: Bench) -> None:
    plan, ruleset = bench.catalogue.plans[PLAN], bench.rulesets[PLAN]
    kept = proof_cases.kept(plan, ruleset, pair())
    assert len(kept.applicants) == 1
    one, other = kept.cases
    assert (one["about"], other["about"]) == (["photo-present"], ["photo-present"])
    assert one["expect"]["passed"] == ["photo-present"]
    assert "photo-present" in other["expect"]["violated"]
    assert other["change"] == {"applicant.photo": None}
    text = proof_cases.file(plan, ruleset, [possible(), pair()])
    report = cases.run(read(bench, text), plan, ruleset)
    assert [each.passed for each in report.results] == [True, True]


def test_somebody_who_passes_is_a_case_too(bench: Bench) -> None:
    plan, ruleset = bench.catalogue.plans[PLAN], bench.rulesets[PLAN]
    (only,) = proof_cases.kept(plan, ruleset, possible()).cases
    assert only["expect"]["violated"] == []
    assert proof_cases.file(plan, ruleset, [possible()]) == ""


def test_an_applicant_is_from_somewhere_or_written_out(bench: Bench) -> None:
    lacking = f"plan: {PLAN}\napplicants:\n  a: {{note: 没有来处}}\ncases:\n  - {{case: 一, applicant: a, expect: {{also: true}}}}\n"
    with pytest.raises(DocumentsInvalid) as refused:
        read(bench, lacking)
    assert [each.pointer for each in refused.value.faults] == ["/applicants/a"]
    assert document()["plan"] == PLAN
