"""Where the causes of a proof are written (issue 7)."""

from __future__ import annotations

import pytest

from zcforms.lab.proofs.answers import Cause
from zcforms.services import plan_linting
from zcforms.services.bench import Bench
from zcforms.services.editions import Edition
from zcforms.services.plan_package import Made, own_of
from zcforms.services.proof_places import place

PLAN = "2022-teacher-senior"


@pytest.fixture(scope="module")
def made() -> Made:
    with Bench.load() as bench:
        edition = Edition.of_files(bench)
    return plan_linting.made(edition, PLAN, own_of(edition, PLAN))


@pytest.mark.parametrize(
    ("pointer", "document", "inside"),
    [
        ("/basic/work_years/maximum", "schemas/common/basic.json", "/properties/work_years/maximum"),
        ("/titles/*/title/required", "schemas/series/titles.json", "/items/properties/title/required"),
        (
            "/profession/rural_years/minimum",
            "schemas/series/teacher-profession.json",
            "/properties/rural_years/minimum",
        ),
        ("/nothing/of/this", "", ""),
    ],
)
def test_a_limit_of_a_form_is_found_in_its_document(
    made: Made, pointer: str, document: str, inside: str
) -> None:
    found = place(made, PLAN, Cause("此项", "不能这样", pointer=pointer))
    assert (found[0].rpartition("/")[2], found[1]) == (document.rpartition("/")[2], inside)


def test_a_rule_knows_its_own_place(made: Made) -> None:
    rule = Cause("规则", "要求", rule="tenure", pointer="/rules/3", file="rules/series/teacher.yaml")
    assert place(made, PLAN, rule) == ("rules/series/teacher.yaml", "/rules/3")


def test_an_item_of_achievements_is_in_the_plan(made: Made) -> None:
    assert made.plan is not None
    standard = made.plan.standards[0]
    category, item = next(made.plan.items(standard.id))
    document, inside = place(made, PLAN, Cause(item.caption, "至多 3 条", pointer=f"/{item.id}/maxItems"))
    assert document == f"schemas/plans/{PLAN}.json"
    assert inside.startswith("/standards/0/categories/")
    assert category
