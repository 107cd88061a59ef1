"""One schedule of examinations serves the people of every version of a plan (issue 6)."""

from __future__ import annotations

from dataclasses import replace

from zcforms.domain.plan import Choice
from zcforms.services.bench import Bench
from zcforms.services.organising import _for_all_of

PLAN = "2021-engineering-senior"


def test_who_stands_on_an_older_version_is_examined_too(bench: Bench) -> None:
    plan = bench.catalogue.plans[PLAN]
    assert plan.examination is not None
    gone = Choice("gone", "取消的专业")
    former = replace(
        plan,
        digest="f" * 64,
        specialties=(*plan.specialties, gone),
        examination=replace(plan.examination, due=(*plan.examination.due, "gone-step"), at_end=True),
    )
    found = _for_all_of(plan, [former])
    assert found.examination is not None
    assert found.examination.due == (*plan.examination.due, "gone-step")
    assert found.examination.at_end
    assert found.specialties == (*plan.specialties, gone)
    assert found.titles == plan.titles
    assert _for_all_of(plan, []) == plan
