"""Plans begun: for the next year, as a correction, on the model of another one (issue 6)."""

from __future__ import annotations

import pytest

from tests.services.conftest import NOW
from tests.services.test_plan_design import START, Designer
from tests.services.workshop import author
from zcforms.demo.load import Stage
from zcforms.domain.errors import InputRefused, NotAllowed, WrongState
from zcforms.services import plan_drafts, plan_starting

PLAN = "2022-teacher-senior"


def test_the_next_year(town: Stage) -> None:
    designer = Designer(town, plan_starting.begin_next_year(town.house, author(town), PLAN, NOW))
    plan = designer.plan
    assert plan_drafts.draft(*designer.at).plan_id == "2023-teacher-senior"
    assert (plan["year"], plan["opens"], plan["cutoffs"]["tenure"]) == (2023, "2023-06-21", "2023-12-31")
    assert "2023年度" in plan["caption"]
    assert plan["ruleset"] == "2023-teacher-senior"
    assert "2022年" not in plan["content"]
    assert (
        "2022年度中小学教师系列高级职称评审"
        not in designer.content["documents"]["rules/plans/2023-teacher-senior.yaml"]
    )
    designer.sound()
    other = Designer(town, plan_starting.begin_next_year(town.house, author(town), PLAN, NOW))
    assert plan_drafts.draft(*other.at).plan_id == "2023-teacher-senior-2"


def test_the_window_of_achievements_moves_with_the_year() -> None:
    where = {"start": {">=": "2017-01"}, "any": [{"date": {"<=": "2020-02-29"}}, {"kind": ["2022年"]}]}
    items = [{"id": "topics", "where": where}, {"id": "papers"}]
    plan = {
        "caption": "甲",
        "scope": "乙",
        "content": "丙",
        "opens": "2022-06-01",
        "closes": "2022-07-31",
        "cutoffs": {},
    }
    documents = {"schemas/plans/a.json": {**plan, "standards": [{"categories": [{"items": items}]}]}}
    plan_starting.moved_on(documents, "a", 2022)
    assert items[0]["where"] == {
        "start": {">=": "2018-01"},
        "any": [{"date": {"<=": "2021-02-28"}}, {"kind": ["2022年"]}],
    }


def test_a_correction_begins_with_what_is_in_force_and_has_a_reason(town: Stage) -> None:
    house, who = town.house, author(town)
    with pytest.raises(InputRefused):
        plan_starting.begin_correction(house, who, PLAN, " ", NOW)
    draft = plan_drafts.draft(house, who, plan_starting.begin_correction(house, who, PLAN, "补充专业", NOW))
    assert draft.plan_id == PLAN
    assert draft.content == draft.base
    assert draft.documents[f"rules/plans/{PLAN}.yaml"] == house.rulebook.edition().text(PLAN)
    with pytest.raises(WrongState, match="已有正在编写的修订"):
        plan_starting.begin_correction(house, who, PLAN, "再来一次", NOW)


def test_another_units_plan_is_a_model_alone(town: Stage) -> None:
    house, who = town.house, author(town)
    for begin in (
        plan_starting.begin_next_year,
        lambda *a: plan_starting.begin_correction(*a[:3], "想改", a[3]),
    ):
        with pytest.raises(NotAllowed):
            begin(house, who, "2022-agronomy-senior", NOW)
    answers = {**START, "template": "plan:2022-agronomy-senior"}
    designer = Designer(town, plan_starting.begin_new(house, who, answers, NOW))
    assert designer.plan["organising_unit"] == "蚌埠市教育局"
    assert designer.plan["standards"][0]["id"] == "agronomy"
    assert [each["caption"] for each in designer.plan["titles"]] == ["高级农艺师"]
    designer.sound()


@pytest.mark.parametrize(
    "plan_id", ["2021-engineering-senior", "2022-physician-senior", "2022-construction-intermediate"]
)
def test_every_series_can_be_a_model(town: Stage, plan_id: str) -> None:
    answers = {**START, "template": f"plan:{plan_id}", "series": "01"}
    designer = Designer(town, plan_starting.begin_new(town.house, author(town), answers, NOW))
    assert plan_drafts.draft(*designer.at).plan_id == "2023-gaodengxuexiao-senior"
    designer.sound()
